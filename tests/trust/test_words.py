"""Text comes out as it went in: in every page, spreadsheet, message and PDF, whatever it is."""

from __future__ import annotations

import csv
import io
import re
import time

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from s11.domain.permissions import Role
from s11.mail.message import Message, as_email
from s11.services import mailing
from s11.store.database import db
from s11.store.models import Person
from s11.web.officer.exporting import FORMULA_STARTS
from tests import factories, journey
from tests.journey import Place
from tests.reports.pdf_reading import tree

NAMEABLE = {
    "markup": '<script>alert(1)</script><img src=x onerror=alert(1)> & " onfocus="alert(1)',
    "templates": "{{ 7 * 7 }} {% raise %} {# gone? #} ${7*7} %(name)s {0}",
    "a formula": "=cmd|' /C calc'!A0",
    "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a number's sign": "+44 20 7946 0000",
    "right to left": "שלום לילדים, مرحبا بالأطفال, 2026, safe\u202eetadpu\u202c again",
    "emoji, Welsh and Polish": "👩‍👧‍👦 👍🏽 🇬🇧, Ŵyneb y tŷ, ẁ ŷ ŵ; Zażółć gęślą jaźń, Łódź",
    "no width": "zero\u200bwidth, soft\u00adhyphen, no\u2060break, " + "Marl" * 30,
}
LONG = {
    "100,000 characters": "Every word counts. " * 5200,
    "one word of 50,000 characters": "Marl" * 12_500,
    "10,000 lines": "\n".join(str(number % 10) for number in range(10_000)),
}
# How many characters a field takes, where that is fewer than an answer's 100,000.
ROOM = {
    **dict.fromkeys(("intention", "outcome"), 20_000),
    **dict.fromkeys(("owner", "why not", "longer", "sent back", "again"), 2000),
    **dict.fromkeys(("agency", "lead", "signatory", "helper", "signed", "role"), 200),
}
SECONDS = 20  # on a machine with much else to do; alone, a page takes well under one


class Scene:
    """One return, through which `text` goes by every field that takes words."""

    def __init__(self, app: Flask, text: str, *, with_names: bool) -> None:
        self.app, self.text = app, text
        self.at: Place = journey.place()
        self.lead, self.signatory, self.officer = (app.test_client() for _ in range(3))
        factories.sign_in(self.officer, self.at.officer)
        self.names = with_names
        if with_names:
            self.name_everyone()
        factories.sign_in(self.lead, self.at.lead)
        factories.sign_in(self.signatory, self.at.signatory)

    def said(self, field: str) -> str:
        """What is typed into `field`: the text with the field's name after it."""
        room = ROOM.get(field, 100_000) - 20
        return f"{self.text[:room].strip()} [{field}]"

    def posts(self, client: FlaskClient, path: str, fields: dict[str, str]) -> TestResponse:
        began = time.monotonic()
        answer = factories.post(client, path, fields)
        assert answer.status_code in {200, 303}, (path, answer.status_code, faults(answer.text))
        assert time.monotonic() - began < SECONDS
        return answer

    def name_everyone(self) -> None:
        """The officer names the agency; its people get names of the same kind."""
        board, slug = f"/boards/{self.at.board.slug}", self.at.agency.slug
        renamed = {"name": self.said("agency"), "agency_type": "housing"}
        self.posts(self.officer, f"{board}/agencies/{slug}/edit", renamed)
        for role in (Role.LEAD, Role.SIGNATORY):
            email = f"{role}@example.org"
            fields = {"name": self.said(role), "email": email, "role": role}
            self.posts(self.officer, f"{board}/people/new", {**fields, "agency": slug})
            made = db.session.scalars(select(Person).where(Person.email == email)).one()
            setattr(self.at, role, made)

    def answer(self) -> None:
        fields = journey.fields("a", **journey.WHOLE["a"])
        fields |= {
            "a.lead-value": "amber",
            "a.lead-evidence": self.said("evidence"),
            "a.lead-impact": self.said("impact"),
            "a.lead-actions-0-what": self.said("what"),
            "a.lead-actions-0-owner": self.said("owner"),
            "a.lead-actions-0-due-day": "31",
            "a.lead-actions-0-due-month": "3",
            "a.lead-actions-0-due-year": "2027",
        }
        self.posts(self.lead, f"{self.at.path}/standards/a", fields)
        more = {**journey.WHOLE["b"], "b.example-value": self.said("example")}
        more |= {
            "b.policy-mark-z": "not applicable",
            "b.policy-reason-z": self.said("why not"),
        }
        self.posts(self.lead, f"{self.at.path}/standards/b", journey.fields("b", **more))
        objective = {
            "next-0-number": "1",
            "next-0-version": "0",
            "next-0-intention": self.said("intention"),
            "next-0-outcome": self.said("outcome"),
        }
        self.posts(self.lead, f"{self.at.path}/objectives", objective)
        if self.names:
            helper = {"name": self.said("helper"), "email": "helper@example.org"}
            self.posts(self.lead, f"{self.at.path}/helpers/new", helper)

    def sign(self) -> None:
        """Ask, be sent back, ask again, sign; the officer gives longer before."""
        seen = f"/boards/{self.at.board.slug}/cycles/{self.at.cycle.slug}/expected"
        longer = {"due_on-day": "1", "due_on-month": "6", "due_on-year": "2099"}
        longer |= {"due_time": "17:00", "reason": self.said("longer")}
        self.posts(self.officer, f"{seen}/{self.at.agency.slug}/extend", longer)
        self.posts(self.lead, f"{self.at.path}/ask-to-sign", {})
        back = {"reason": self.said("sent back")}
        self.posts(self.signatory, f"{self.at.path}/send-back", back)
        self.reads(self.lead, self.at.path, "sent back")
        self.posts(self.lead, f"{self.at.path}/ask-to-sign", {})
        self.reads(self.signatory, f"{self.at.path}/sign", *ANSWERED)
        signing = {"name": self.said("signed"), "role": self.said("role")}
        self.posts(self.signatory, f"{self.at.path}/sign", {**signing, "agree": "y"})

    def reads(self, client: FlaskClient, path: str, *fields: str) -> None:
        """The page at `path` shows what was typed into these fields, and nothing of it acts."""
        began = time.monotonic()
        page = client.get(path)
        assert page.status_code == 200, (path, page.status_code)
        assert time.monotonic() - began < SECONDS
        soup = BeautifulSoup(page.text, "html5lib")
        for element in soup.find_all(True):
            self.is_ours(path, element)
        held = [str(one.get("value", "")) for one in soup.find_all("input")]
        shown = bare(soup.get_text() + " ".join(held))
        for field in fields:
            assert bare(self.said(field)) in shown, (path, field)

    def is_ours(self, path: str, element: Tag) -> None:
        if element.name == "script":
            assert str(element.get("src", "")).startswith("/static/"), (path, element)
            assert not element.get_text().strip()
        assert element.name not in {"iframe", "object", "embed", "style", "base"}, path
        acting = [name for name in element.attrs if name.startswith("on") or name == "autofocus"]
        assert not acting, (path, element)
        if element.name == "img":
            assert str(element["src"]).startswith(("/static/", "data:")), path


ANSWERED = ("evidence", "impact", "what", "owner", "example", "intention", "outcome", "why not")


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def go_through(scene: Scene) -> None:
    scene.answer()
    path, board = scene.at.path, f"/boards/{scene.at.board.slug}"
    scene.reads(scene.lead, f"{path}/standards/a", "evidence", "impact", "what", "owner")
    scene.reads(scene.lead, f"{path}/standards/b", "example", "why not")
    scene.reads(scene.lead, f"{path}/objectives", "intention", "outcome")
    scene.reads(scene.lead, f"{path}/check", *ANSWERED)
    scene.sign()
    scene.reads(scene.lead, f"{path}/report", *ANSWERED, "signed", "role")
    cycle = f"{board}/cycles/{scene.at.cycle.slug}"
    scene.reads(scene.officer, f"{cycle}/expected/{scene.at.agency.slug}", "longer")
    reason = {"reason": scene.said("again")}
    scene.posts(scene.officer, f"{cycle}/expected/{scene.at.agency.slug}/reopen", reason)
    scene.reads(scene.officer, f"{board}/record", "longer", "again")
    scene.reads(scene.lead, path, "again")
    theirs = journey.fields("a", **{"a.lead-evidence": "Somebody else's words."})
    collided = journey.save(scene.lead, scene.at, "a", theirs)
    assert collided.status_code == 409
    assert bare(scene.said("evidence")) in bare(BeautifulSoup(collided.text, "html5lib").get_text())


def of_pdf(scene: Scene) -> str:
    began = time.monotonic()
    data = scene.lead.get(f"{scene.at.path}/versions/1/report.pdf").data
    assert time.monotonic() - began < SECONDS
    return bare(tree(data).text)


def on_paper(text: str) -> str:
    """The text as paper has it: a letter that its fonts lack is named by its code point."""
    return bare("".join(f"[U+{ord(one):04X}]" if ord(one) > 0x1F000 else one for one in text))


@pytest.mark.parametrize("kind", NAMEABLE)
def test_words_come_out_of_every_page_sheet_message_and_pdf(app: Flask, kind: str) -> None:
    scene = Scene(app, NAMEABLE[kind], with_names=True)
    go_through(scene)
    paper = of_pdf(scene)
    for field in (*ANSWERED, "signed", "role", "agency"):
        assert on_paper(scene.said(field)) in paper, field
    board = f"/boards/{scene.at.board.slug}"
    cycle = f"{board}/cycles/{scene.at.cycle.slug}"
    people = ("lead", "signatory")
    scene.reads(scene.officer, cycle, "agency")
    scene.reads(scene.officer, f"{cycle}/expected/{scene.at.agency.slug}", "agency", *people)
    scene.reads(scene.officer, f"{board}/agencies", "agency")
    scene.reads(scene.officer, f"{board}/agencies/{scene.at.agency.slug}", "agency", *people)
    scene.reads(scene.officer, f"{board}/people", *people, "helper")
    scene.reads(scene.officer, f"{board}/record", "agency", *people, "helper")
    scene.reads(scene.lead, f"{scene.at.path}/helpers", "helper")
    in_the_sheet(scene)
    in_the_mail(scene)


def in_the_sheet(scene: Scene) -> None:
    cycle = f"/boards/{scene.at.board.slug}/cycles/{scene.at.cycle.slug}"
    sheet = scene.officer.get(f"{cycle}/returns.csv").data.decode("utf-8-sig")
    [line] = list(csv.DictReader(io.StringIO(sheet, newline="")))
    assert not [cell for cell in line.values() if cell.startswith(FORMULA_STARTS)]
    assert line["Agency"].removeprefix("'") == " ".join(scene.said("agency").split())
    assert " ".join(scene.said("signatory").split()) in line["Accountable officer"]


def in_the_mail(scene: Scene) -> None:
    """Each message can be sent, to the right person, and says the names that it is about."""
    mailing.send_queued()
    sent: list[Message] = scene.app.extensions["s11_mail"].sent
    assert len(sent) > 5
    for message in sent:
        email = as_email(message, "no-reply@example.org")
        assert len(email["To"].addresses) == 1
        assert email.get_content().replace("\r\n", "\n") == message.body
    agency = " ".join(scene.said("agency").split())
    assert sum(agency in message.body for message in sent) >= 4
    [request] = [one for one in sent if one.to_address == "signatory@example.org"][-2:-1] or [None]
    assert request is None or " ".join(scene.said("signatory").split()) in request.body


@pytest.mark.parametrize("kind", LONG)
def test_long_words_come_out_whole_and_in_time(app: Flask, kind: str) -> None:
    scene = Scene(app, LONG[kind], with_names=False)
    go_through(scene)
    paper = of_pdf(scene)
    for field in ("evidence", "impact", "what", "example"):
        assert bare(scene.said(field)) in paper, field


def faults(page: str) -> list[str]:
    """What a page says is wrong."""
    found = BeautifulSoup(page, "html5lib").select(".govuk-error-message")
    return [one.get_text(" ", strip=True) for one in found]
