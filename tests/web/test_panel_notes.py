"""The panel's pages of notes: private unless shared, and shared only after it was shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s11.domain.challenges import THE_PANEL, ChallengeKind, ChallengeState, Outcome
from s11.domain.permissions import Role
from s11.services import challenging
from s11.store import challenges as store
from tests import factories
from tests.noted import Noted, in_days, noted
from tests.rules import page as rules

NEW = {"kind": "question", "about": "a.3", "text": "Who checks?", "reach": "private"}


@pytest.fixture
def scene(app: Flask) -> Iterator[Noted]:
    return noted()


@pytest.fixture
def member(scene: Noted, client: FlaskClient) -> FlaskClient:
    """The panel member's browser."""
    factories.sign_in(client, scene.member)
    return client


def post(client: FlaskClient, url: str, **fields: str) -> TestResponse:
    return factories.post(client, url, dict(fields))


def due(days: int) -> dict[str, str]:
    day = in_days(days)
    return {
        "due_on-day": str(day.day),
        "due_on-month": str(day.month),
        "due_on-year": str(day.year),
    }


def words(answer: TestResponse) -> str:
    """What a page's main part says, markup aside."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def typed(text: str, answer: TestResponse) -> bool:
    """Whether a box of the page holds this text."""
    return re.search(rf">\s*{re.escape(text)}</textarea>", answer.text) is not None


def carried(answer: TestResponse) -> dict[str, str]:
    """What the page that asks again carries, as its button would send it."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))


def test_a_private_note_is_kept_at_once_and_says_that_it_is_private(
    scene: Noted, member: FlaskClient
) -> None:
    answer = post(member, f"{scene.review}/notes/new", **NEW)
    assert answer.status_code == 303
    page = member.get(answer.location)
    assert "Private to the panel" in words(page)
    assert "cannot see this note" in words(page)
    assert "The agency reads this" not in words(page)
    assert scene.note().state is ChallengeState.PRIVATE


def test_a_link_presets_what_a_note_is_and_what_it_is_about(
    scene: Noted, member: FlaskClient
) -> None:
    page = member.get(f"{scene.review}/notes/new?kind=concern&about=a.3").text
    assert re.search(r'value="concern" checked', page)
    assert re.search(r'<option value="a.3" selected', page)
    assert member.get(f"{scene.review}/notes/new?kind=praise&about=z").status_code == 200


def test_a_note_to_be_shared_is_shown_first_exactly_as_the_agency_will_read_it(
    scene: Noted, member: FlaskClient, app: Flask
) -> None:
    url = f"{scene.review}/notes/new"
    shown = post(member, url, **{**NEW, "reach": "shared"}, **due(9))
    assert shown.status_code == 200
    assert rules.faults(shown.text) == []
    assert "Check what the agency will read" in words(shown)
    assert "Emyr Member" not in words(shown)
    assert store.challenges_of(scene.page.id) == []
    shared = post(member, url, **carried(shown), then="share")
    assert shared.status_code == 303
    note = store.shared(scene.page.id, 1)
    assert note is not None
    assert note.due_on == in_days(9)
    theirs = app.test_client()
    factories.sign_in(theirs, scene.at.lead)
    read = words(theirs.get(f"{scene.at.path}/notes/1"))
    for said in ("Who checks?", THE_PANEL, "asked for an answer by"):
        assert said in read
        assert said in words(shown)


def test_a_note_that_was_shown_can_be_changed_before_it_is_shared(
    scene: Noted, member: FlaskClient
) -> None:
    url = f"{scene.review}/notes/new"
    shown = post(member, url, **{**NEW, "reach": "shared"}, **due(9))
    again = post(member, url, **carried(shown), then="change")
    assert again.status_code == 200
    assert typed("Who checks?", again)
    assert store.challenges_of(scene.page.id) == []


def test_a_commendation_is_shared_without_a_date_whatever_the_form_began_with(
    scene: Noted, member: FlaskClient
) -> None:
    praise = {**NEW, "kind": "commendation", "reach": "shared"}
    post(member, f"{scene.review}/notes/new", **praise, **due(9), then="share")
    assert scene.note().kind is ChallengeKind.COMMENDATION
    assert scene.note().due_on is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " "}, "Write the note."),
        ({"kind": ""}, "Choose what the note is."),
        ({"text": "x" * 20_001}, "Keep it under 20,000 characters."),
        ({"reach": "shared", **due(-1)}, "This day has passed."),
        ({"reach": "shared", "due_on-day": "32", "due_on-month": "1"}, "The date needs a year."),
    ],
)
def test_a_fault_is_said_at_its_field_and_keeps_what_was_typed(
    scene: Noted, member: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    answer = post(member, f"{scene.review}/notes/new", **{**NEW, **fields})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert rules.faults(answer.text) == []
    if "text" not in fields:
        assert typed("Who checks?", answer)
    assert store.challenges_of(scene.page.id) == []


def test_sharing_later_in_other_words_shows_those_alone(scene: Noted, member: FlaskClient) -> None:
    scene.raise_note("Is this careless?")
    url = f"{scene.review}/notes/1/share"
    assert typed("Is this careless?", member.get(url))
    shown = post(member, url, text="How is this checked?", **due(9))
    assert "How is this checked?" in words(shown)
    assert "careless" not in words(shown)
    assert not scene.note().is_shared
    assert post(member, url, **carried(shown), then="share").status_code == 303
    assert scene.note().is_shared
    assert member.get(url).status_code == 409


def test_a_note_shared_by_somebody_else_meanwhile_says_so_and_keeps_the_words(
    scene: Noted, member: FlaskClient
) -> None:
    scene.raise_note()
    challenging.share(scene.by(scene.at.officer), scene.page, 1)
    url = f"{scene.review}/notes/1/share"
    answer = post(member, url, text="How is this checked?", then="share")
    assert answer.status_code == 422
    assert "shared with the agency already" in words(answer)
    assert typed("How is this checked?", answer)


def test_a_comment_in_a_private_note_is_private_whatever_is_posted(
    scene: Noted, member: FlaskClient
) -> None:
    scene.raise_note()
    post(member, f"{scene.review}/notes/1/comment", text="Thin.", reach="shared", then="share")
    assert scene.note().entries[-1].is_private


def test_a_comment_to_be_shared_is_shown_first_and_alone(scene: Noted, member: FlaskClient) -> None:
    scene.raise_note(shared=True)
    url = f"{scene.review}/notes/1/comment"
    post(member, url, text="Between us.", reach="private")
    shown = post(member, url, text="And who else?", reach="shared", then="check")
    assert "And who else?" in words(shown)
    assert "Between us." not in words(shown)
    assert post(member, url, **carried(shown), then="share").status_code == 303
    assert [one.is_private for one in scene.note().entries[-2:]] == [True, False]
    empty = post(member, url, text="", reach="private")
    assert empty.status_code == 422
    assert "Write your comment." in words(empty)


def test_every_entry_that_the_agency_cannot_read_is_marked_and_every_other_of_the_panels_too(
    scene: Noted, member: FlaskClient
) -> None:
    scene.raise_note("Opening words.")
    challenging.note(scene.by(scene.at.officer), scene.page, 1, "Before.", private=True)
    challenging.share(scene.by(scene.member), scene.page, 1, "Shared words.")
    challenging.note(scene.by(scene.member), scene.page, 1, "After.", private=True)
    challenging.respond(scene.by(scene.at.lead), scene.page, 1, "Our answer.")
    page = member.get(f"{scene.review}/notes/1").text
    entries = re.findall(
        r'<li class="s11-entry([^"]*)".*?<div class="s11-entry__words">(.*?)</div>', page, re.S
    )
    assert [(text, kind.strip().removeprefix("s11-entry--")) for kind, text in entries] == [
        ("Opening words.", "private"),
        ("Before.", "private"),
        ("Shared words.", "shared"),
        ("After.", "private"),
        ("Our answer.", "agency"),
    ]


def test_the_date_is_moved_and_one_that_passed_is_refused(
    scene: Noted, member: FlaskClient
) -> None:
    scene.raise_note(shared=True, due_on=in_days(3))
    url = f"{scene.review}/notes/1/due"
    assert "The date now is" in words(member.get(url))
    assert post(member, url, **due(9)).status_code == 303
    assert scene.note().due_on == in_days(9)
    assert "passed" in words(post(member, url, **due(-1)))
    assert "Enter the day" in words(post(member, url))


def test_a_note_is_settled_with_its_outcome_and_opened_again(
    scene: Noted, member: FlaskClient
) -> None:
    scene.raise_note(shared=True)
    url = f"{scene.review}/notes/1"
    assert "Choose what came of the note." in words(post(member, f"{url}/settle"))
    settled = post(member, f"{url}/settle", outcome="action agreed", text="Audit by May.")
    assert settled.status_code == 303
    assert scene.note().outcome is Outcome.ACTION_AGREED
    assert "Action agreed" in words(member.get(url))
    assert "Add a comment" not in words(member.get(url))
    assert post(member, f"{url}/unsettle").status_code == 303
    assert scene.note().outcome is None
    assert post(member, f"{url}/unsettle").status_code == 409


def test_the_list_tells_where_each_note_stands_open_ones_first(
    scene: Noted, member: FlaskClient
) -> None:
    scene.raise_note("First.")
    scene.raise_note("Second.", shared=True)
    challenging.settle(scene.by(scene.member), scene.page, 1, Outcome.NO_RESPONSE)
    said = words(member.get(f"{scene.review}/notes"))
    assert "2 notes, 1 still open, 1 private to the panel." in said
    assert said.index("Second.") < said.index("First.")
    assert "No response received" in said


def test_an_officer_with_an_interest_reads_no_notes(scene: Noted, app: Flask) -> None:
    tied = factories.person((Role.OFFICER, scene.at.board, None))
    factories.interest(scene.at.board, tied, scene.at.agency)
    scene.raise_note("Between us.")
    theirs = app.test_client()
    factories.sign_in(theirs, tied)
    assert theirs.get(f"{scene.review}/notes/1").status_code in {403, 404}
