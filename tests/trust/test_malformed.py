"""Whatever is sent, it is answered in words: never by a failure, never by a stranger's change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from s11 import clock
from s11.services import answering
from s11.store.database import db
from s11.store.models import AnswerRow
from tests import factories, journey
from tests.rules.world import World, build
from tests.trust.forms_on_pages import (
    RETURN,
    FoundForm,
    all_forms,
    ask_for_a_signature,
    everybody,
    send,
)

NASTY = (
    "",
    "\0",
    "words\0more",
    "\x07\x1b[31m",
    "9" * 40,
    "-1",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "٣",
    "²",
    "x" * 300,
    "x " * 60_000,
    "‮😀ŵ",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "a@b@c, d@e",
    "\r\nBcc: everyone@example.org",
)
CELLS = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers().map(str))


@pytest.fixture
def world(each_database: Flask) -> Iterator[World]:
    made = build(each_database)
    ask_for_a_signature(made)
    yield made
    db.session.remove()


def versions() -> dict[tuple[int, str], int]:
    db.session.rollback()
    rows = db.session.execute(
        select(AnswerRow.submission_id, AnswerRow.question, AnswerRow.version)
    )
    found = {(row.submission_id, row.question): row.version for row in rows}
    db.session.rollback()
    return found


def answered(client: FlaskClient, form: FoundForm, fields: MultiDict[str, str]) -> int:
    """The status of the answer; a failure of ours is raised as it is."""
    try:
        return send(client, form, fields).status_code
    except Exception as failure:
        shown = {name: said[:40] for name, said in fields.items()}
        raise AssertionError(f"{form.who} sent {form.action} {shown}") from failure


def failures_of(
    clients: dict[str, FlaskClient], form: FoundForm, tries: Iterable[MultiDict[str, str]]
) -> Iterator[str]:
    """What fails when the form is sent with each of these, and any version that goes backwards."""
    for fields in tries:
        before = versions()
        try:
            status = answered(clients[form.who], form, fields)
        except AssertionError as failure:
            db.session.rollback()
            yield f"{failure}: {failure.__cause__!r}"
            continue
        after = versions()
        if status >= 500 or any(after[key] < version for key, version in before.items()):
            yield f"{form.who} sent {form.action}: {status}, a version went backwards"


def test_every_form_takes_anything_in_all_of_its_fields(each_database: Flask, world: World) -> None:
    clients = everybody(each_database, world)
    forms = all_forms(clients)
    assert len(forms) > 20
    failures = [
        one
        for form in forms
        for one in failures_of(clients, form, (form.filled(words) for words in NASTY))
    ]
    assert not failures, f"{len(failures)} failures\n" + "\n".join(failures)


@pytest.mark.parametrize("nasty", [NASTY[2:10:2], pytest.param(NASTY, marks=pytest.mark.soak)])
def test_every_field_of_every_form_takes_anything(
    each_database: Flask, world: World, nasty: tuple[str, ...]
) -> None:
    clients = everybody(each_database, world)
    failures = [
        one
        for form in all_forms(clients)
        for field in sorted(form.typed)
        for one in failures_of(clients, form, (form.filled(words, field) for words in nasty))
    ]
    assert not failures, f"{len(failures)} failures\n" + "\n".join(failures)


NAMES = ("next-40-number", "next-x-intention", "last-0-done", "a.1-actions-17-what", "a.9-value")
MANY = {f"next-{n}-intention": "One more." for n in range(60)} | {
    f"a.1-actions-{n}-what": "One more." for n in range(60)
}
FATES = st.one_of(st.just("keep"), st.just("drop"), st.lists(CELLS, min_size=1, max_size=3))


@st.composite
def mangled(draw: st.DrawFn, form: FoundForm) -> MultiDict[str, str]:
    """The form with fields left out, changed, repeated, and some that nobody asked for."""
    made: MultiDict[str, str] = MultiDict()
    for name, said in form.fields:
        fate = draw(FATES)
        cells = [said] if fate == "keep" else [] if fate == "drop" else fate
        for cell in cells:
            made.add(name, cell)
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=2)):
        made.add(name, draw(CELLS))
    if draw(st.integers(0, 9)) == 0:
        made.update(MANY)
    return made


@pytest.mark.parametrize("examples", [150, pytest.param(10_000, marks=pytest.mark.soak)])
def test_mangled_forms_never_fail_and_a_stranger_changes_nothing(
    app: Flask, examples: int, request: pytest.FixtureRequest
) -> None:
    # Time stands still: a session that is used after a minute is a change, and everybody's right.
    still = time_machine.travel(clock.now(), tick=False)
    still.start()
    request.addfinalizer(still.stop)
    world = build(app)
    ask_for_a_signature(world)
    db.session.commit()
    clients = everybody(app, world)
    forms = [form for form in all_forms(clients) if form.posts]
    db.session.remove()
    world.restore()

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=examples < 1000,
        database=None,
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(forms))
        fields = data.draw(mangled(form))
        world.restore()
        if form.who != "nobody" and not form.action.startswith("/account"):
            for stranger in ("somebody without a role", "our lead elsewhere"):
                before = world.changes
                assert answered(clients[stranger], form, fields) in {303, 403, 404}
                assert world.changes == before
        assert [*failures_of(clients, form, [fields])] == []

    tried()


def test_addresses_that_name_nothing_that_can_be_are_not_found(
    each_database: Flask, world: World
) -> None:
    clients = everybody(each_database, world)
    for who, address in (
        ("an officer", "/boards/%00/cycles"),
        ("an officer", "/boards/marlbridge/record?who=%00"),
        ("an officer", "/boards/marlbridge/people/99999999999999999999"),
        ("an officer", "/boards/marlbridge/people/0"),
        ("a lead", f"{RETURN}/standards/%00"),
        ("a lead", f"{RETURN}/versions/99999999999999999999"),
        ("a lead", f"{RETURN}/versions/2147483648/report.pdf"),
        ("a lead", f"{RETURN}/evidence/99999999999999999999"),
        ("nobody", "/reset/%00"),
    ):
        assert clients[who].get(address).status_code == 404, address
    for before in ("99999999999999999999", "-1", "x", "\u0663"):
        page = clients["an officer"].get(
            "/boards/marlbridge/record", query_string={"before": before}
        )
        assert page.status_code == 200


def test_what_cannot_be_kept_is_refused_with_a_sentence_and_the_words_stay(app: Flask) -> None:
    at = journey.place()
    client = app.test_client()
    factories.sign_in(client, at.lead)
    posted = journey.fields(
        "a", **{"a.lead-evidence": "Minutes of\x07 May.", "a.share-value": "92"}
    )
    page = journey.save(client, at, "a", posted)
    assert page.status_code == 422
    assert "A character that cannot be seen or kept stands after “Minutes of”." in page.text
    assert "Minutes of\x07 May.</textarea>" in page.text
    kept = answering.store.answers_of(at.submission.id)
    assert "a.lead" not in kept
    assert kept["a.share"].value == "92"


def test_a_page_with_a_version_that_no_answer_has_overwrites_nothing(app: Flask) -> None:
    at = journey.place()
    client = app.test_client()
    factories.sign_in(client, at.lead)
    first = journey.fields("a", **{"a.lead-evidence": "First words."})
    assert journey.save(client, at, "a", first).status_code == 303
    for version in ("9" * 40, "-1", "", "x", "\u0661", "1.0"):
        mine = journey.fields("a", **{"a.lead-evidence": "Other words."})
        answer = journey.save(client, at, "a", {**mine, "a.lead-version": version})
        assert answer.status_code == 409
        assert answering.store.answers_of(at.submission.id)["a.lead"].evidence == "First words."
