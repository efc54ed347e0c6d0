"""A revision that a query asked for, by pages: named questions open, the rest read-only, then the
difference for the panel and for the agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11.domain.challenges import Step
from s11.services import answering, challenging
from s11.store import evidence
from tests import factories
from tests.noted import Noted, noted
from tests.rules import page as rules
from tests.web.test_panel_notes import post, words


@pytest.fixture
def scene(app: Flask) -> Iterator[Noted]:
    made = noted()
    made.raise_note(shared=True)
    return made


@pytest.fixture
def member(scene: Noted, app: Flask) -> FlaskClient:
    browser = app.test_client()
    factories.sign_in(browser, scene.member)
    return browser


@pytest.fixture
def lead(scene: Noted, app: Flask) -> FlaskClient:
    browser = app.test_client()
    factories.sign_in(browser, scene.at.lead)
    return browser


def reopen(scene: Noted, *questions: str) -> None:
    by = scene.by(scene.at.officer)
    challenging.reopen(by, scene.page, 1, questions, "Look again.")


def test_the_officer_reopens_questions_and_a_member_may_not(
    scene: Noted, member: FlaskClient, app: Flask
) -> None:
    url = f"{scene.review}/notes/1/reopen"
    assert member.get(url).status_code == 403
    assert "Reopen questions" not in words(member.get(f"{scene.review}/notes/1"))
    officer = app.test_client()
    factories.sign_in(officer, scene.at.officer)
    page = officer.get(url)
    assert rules.faults(page.text) == []
    assert re.search(r'value="a.3" checked', page.text)
    empty = post(officer, url)
    assert "Choose at least one question." in words(empty)
    assert rules.faults(empty.text) == []
    answer = post(officer, url, questions="a.3", reason="Look at this again.")
    assert answer.status_code == 303
    assert scene.page.revising == {"a.3"}
    assert "no new version is signed yet" in words(officer.get(answer.location))
    assert scene.note().entries[-1].step is Step.REOPENED


def test_what_a_revision_changed_is_shown_to_the_panel(scene: Noted, member: FlaskClient) -> None:
    assert "one signed version" in words(member.get(f"{scene.review}/differences"))
    reopen(scene, "a.3")
    scene.answer(a_3="green")
    scene.sign()
    page = member.get(f"{scene.review}/differences")
    assert rules.faults(page.text) == []
    assert f'href="{scene.review}/differences?to=2"' in member.get(f"{scene.review}/notes/1").text
    said = words(page)
    assert "1 question was answered otherwise in version 2" in said
    assert re.search(r"a\.2|a\.3", said)
    assert said.index("Amber") < said.index("Green")
    backwards = words(member.get(f"{scene.review}/differences?from=2&to=1"))
    assert backwards.index("Green") < backwards.index("Amber")
    assert member.get(f"{scene.review}/differences?from=1&to=9").status_code == 404
    same = words(member.get(f"{scene.review}/differences?from=2&to=2"))
    assert "No question was answered otherwise" in same


def test_the_agency_reads_the_difference_between_its_own_versions(
    scene: Noted, lead: FlaskClient
) -> None:
    reopen(scene, "a.3")
    scene.answer(a_3="green")
    scene.sign()
    report = lead.get(f"{scene.at.path}/report")
    assert f'href="{scene.at.path}/differences"' in report.text
    said = words(lead.get(f"{scene.at.path}/differences"))
    assert "1 question was answered otherwise in version 2" in said
    assert lead.get(f"{scene.at.path}/versions/1").status_code == 200


def test_the_return_says_what_is_to_be_revised_and_marks_its_standard(
    scene: Noted, lead: FlaskClient
) -> None:
    scene.close()
    reopen(scene, "a.3")
    page = lead.get(scene.at.path)
    assert rules.faults(page.text) == []
    said = words(page)
    assert "The panel asks you to revise question a.3" in said
    assert "Look again." in said
    assert said.count("To be revised") == 1
    assert "Revision wanted" in said
    home = lead.get("/returns")
    assert f'href="{scene.at.path}"' in home.text


def test_the_standards_page_lets_change_what_was_named_and_shows_the_rest(
    scene: Noted, lead: FlaskClient
) -> None:
    reopen(scene, "a.3")
    page = lead.get(f"{scene.at.path}/standards/a")
    assert rules.faults(page.text) == []
    names = set(re.findall(r'name="(a\.\d)-value"', page.text))
    assert names == {"a.2", "a.3"}  # a.2 waits, hidden, for the choice that opens it
    assert "The panel asks Who checks? Note 1" in words(page)
    elsewhere = lead.get(f"{scene.at.path}/standards/b")
    assert elsewhere.status_code == 303
    assert elsewhere.location.endswith("/check#standard-b")
    assert lead.get(f"{scene.at.path}/objectives").status_code == 303


def card(question: str, value: str) -> dict[str, str]:
    """What one card sends that showed the first version."""
    return {f"{question}-version": "1", f"{question}-value": value}


def test_a_hand_made_post_changes_nothing_that_was_not_named(
    scene: Noted, lead: FlaskClient
) -> None:
    reopen(scene, "a.3")
    url = f"{scene.at.path}/standards/a"
    for path in (url, f"{url}/autosave"):
        answer = factories.post(lead, path, {**card("a.1", "yes"), **card("a.3", "green")})
        assert answer.status_code == 422
        assert "Question a.1 is not one." in answer.text
    values = {k: said.value for k, said in answering.store.answers_of(scene.page.id).items()}
    assert values == {"a.1": "no", "a.3": "amber", "b.1": "green"}


def test_what_was_named_is_saved_and_what_it_opens_is_shown(
    scene: Noted, lead: FlaskClient
) -> None:
    reopen(scene, "a.1")
    url = f"{scene.at.path}/standards/a"
    answer = factories.post(lead, url, {**card("a.1", "yes"), "shown": "a.1"})
    assert answer.location.endswith("/standards/a")
    page = lead.get(url)
    assert 'name="a.2-value"' in page.text
    assert 'name="a.3-value"' not in page.text


def test_a_file_is_kept_only_where_the_question_was_named(scene: Noted, lead: FlaskClient) -> None:
    reopen(scene, "a.3")
    url = f"{scene.at.path}/standards/a"
    for question, status in (("a.1", 422), ("a.3", 303)):
        file = {f"file-{question}": (BytesIO(b"Minutes of May."), "minutes.txt")}
        answer = factories.post(lead, url, {**card("a.3", "amber"), **file})
        assert answer.status_code == status
    assert [one.question for one in evidence.files_of(scene.page.id)] == ["a.3"]
    assert "minutes.txt" in lead.get(url).text
