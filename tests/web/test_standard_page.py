"""A standard's page: saving, what it keeps when something is wrong, and what it opens."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s11.store import answers as store
from s11.store import standing
from s11.store.models import Submission
from tests import factories, journey
from tests.journey import Place, fields, save


@pytest.fixture
def at(app: Flask) -> Place:
    return journey.place()


@pytest.fixture
def lead(client: FlaskClient, at: Place) -> FlaskClient:
    factories.sign_in(client, at.lead)
    return client


def test_a_page_that_was_not_opened_before_shows_its_questions(
    lead: FlaskClient, at: Place
) -> None:
    page = lead.get(f"{at.path}/standards/a")
    assert page.status_code == 200
    assert "How well is a.lead met?" in page.text
    assert 'name="a.lead-value"' in page.text


def test_what_is_saved_is_there_when_the_page_is_opened_again(lead: FlaskClient, at: Place) -> None:
    save(lead, at, "a", fields("a", **{"a.lead-value": "amber", "a.lead-evidence": "Ŵ & <b> ł"}))
    page = lead.get(f"{at.path}/standards/a").text
    assert "Ŵ &amp; &lt;b&gt; ł" in page
    assert re.search(r'value="amber" checked', page)
    kept = store.answers_of(at.submission.id)["a.lead"]
    assert (kept.value, kept.version) == ("amber", 1)


def test_saving_the_same_page_twice_makes_one_version(lead: FlaskClient, at: Place) -> None:
    for _ in range(2):
        save(lead, at, "a", fields("a", **{"a.lead-value": "amber"}))
    assert store.answers_of(at.submission.id)["a.lead"].version == 1


def test_a_value_that_cannot_be_read_stays_in_the_page_and_nothing_of_it_is_saved(
    lead: FlaskClient, at: Place
) -> None:
    posted = fields("a", **{"a.share-value": "ninety", "a.lead-value": "amber"})
    page = save(lead, at, "a", posted)
    assert page.status_code == 422
    assert 'value="ninety"' in page.text
    assert "Write a percentage from 0 to 100, in figures." in page.text
    kept = store.answers_of(at.submission.id)
    assert "a.share" not in kept
    assert kept["a.lead"].value == "amber"


def test_a_card_that_was_not_posted_is_left_alone(lead: FlaskClient, at: Place) -> None:
    save(lead, at, "a", fields("a", **{"a.lead-not_applicable": "y", "a.lead-na_reason": "No."}))
    save(lead, at, "a", {"a.share-version": "0", "a.share-value": "80"})
    assert store.answers_of(at.submission.id)["a.lead"].not_applicable


def test_an_answer_that_opens_a_question_stays_on_the_page(lead: FlaskClient, at: Place) -> None:
    posted = fields("a", **{"a.volunteers-value": "yes"})
    posted["shown"] = ["a.lead", "a.volunteers", "a.share"]  # type: ignore[assignment]
    answer = save(lead, at, "a", posted)
    assert answer.location == f"{at.path}/standards/a"
    assert "Your answers opened 1 more question" in lead.get(answer.location).text


def test_a_question_behind_a_condition_is_hidden_until_it_is_asked(
    lead: FlaskClient, at: Place
) -> None:
    hidden = r'data-question="a.checks" hidden'
    assert re.search(hidden, lead.get(f"{at.path}/standards/a").text)
    save(lead, at, "a", fields("a", **{"a.volunteers-value": "yes"}))
    assert not re.search(hidden, lead.get(f"{at.path}/standards/a").text)


def test_progress_and_scores_are_kept_with_each_save(lead: FlaskClient, at: Place) -> None:
    journey.complete(lead, at)
    far = standing.progress_of(at.submission.id)
    assert (far["a"].asked, far["a"].settled, far["a"].missing) == (3, 3, 0)
    scores = standing.scores_of(at.submission.id)
    assert scores["a"].percent == 100
    assert scores["b"].percent == 75
    row = factories.db.session.get(Submission, at.submission.id)
    assert (row.asked, row.answered, row.status) == (7, 7, "in_progress")


def test_an_action_is_kept_with_its_owner_and_date(lead: FlaskClient, at: Place) -> None:
    action = {
        "a.lead-value": "amber",
        "a.lead-actions-0-what": "Name a lead",
        "a.lead-actions-0-owner": "Director",
        "a.lead-actions-0-due-day": "31",
        "a.lead-actions-0-due-month": "jan",
        "a.lead-actions-0-due-year": "2027",
    }
    save(lead, at, "a", fields("a", **action))
    kept = store.answers_of(at.submission.id)["a.lead"].actions
    assert [(one.what, one.owner, one.due) for one in kept] == [
        ("Name a lead", "Director", "2027-01-31")
    ]


def test_add_another_action_saves_and_makes_room(lead: FlaskClient, at: Place) -> None:
    posted = fields("a", **{"a.lead-value": "red", "a.lead-actions-0-what": "One"})
    page = save(lead, at, "a", {**posted, "then": "add-action:a.lead"})
    assert page.status_code == 200
    assert 'name="a.lead-actions-1-what"' in page.text
    assert store.answers_of(at.submission.id)["a.lead"].value == "red"


def test_an_autosave_answers_with_versions_and_what_is_asked(lead: FlaskClient, at: Place) -> None:
    posted = fields("a", **{"a.volunteers-value": "yes"})
    answer = factories.post(lead, f"{at.path}/standards/a/autosave", posted)
    assert answer.json["versions"]["a.volunteers"] == 1
    assert answer.json["asked"] == ["a.lead", "a.volunteers", "a.checks", "a.share"]


def test_a_contributor_changes_only_the_standards_they_help_with(
    client: FlaskClient, at: Place
) -> None:
    factories.sign_in(client, at.contributor)
    posted = fields("a", **{"a.lead-value": "green"})
    assert save(client, at, "a", posted).status_code == 403
    assert client.get(f"{at.path}/standards/a").location.endswith("/check#standard-a")
    factories.help_with(at.submission, "a", at.contributor)
    assert save(client, at, "a", posted).status_code == 303
    assert save(client, at, "b", fields("b")).status_code == 403


def test_two_people_with_different_words_see_both(app: Flask, at: Place) -> None:
    mine, theirs = app.test_client(), app.test_client()
    factories.sign_in(mine, at.lead)
    factories.sign_in(theirs, at.lead)
    save(theirs, at, "a", fields("a", **{"a.lead-value": "red", "a.lead-evidence": "Theirs"}))
    page = save(
        mine,
        at,
        "a",
        fields("a", **{"a.lead-value": "green", "a.lead-evidence": "Mine", "a.share-value": "7"}),
    )
    assert page.status_code == 409
    assert "Theirs" in page.text
    assert "Mine" in page.text
    kept = store.answers_of(at.submission.id)
    assert kept["a.lead"].evidence == "Theirs"
    assert kept["a.share"].value == "7"


@pytest.mark.parametrize(
    ("keep", "expected"),
    [("mine", ("green", "Mine")), ("theirs", ("red", "Theirs")), ("both", ("green", "Both"))],
)
def test_a_collision_ends_as_chosen(
    lead: FlaskClient, at: Place, keep: str, expected: tuple[str, str]
) -> None:
    save(lead, at, "a", fields("a", **{"a.lead-value": "red", "a.lead-evidence": "Theirs"}))
    chosen = {
        "a.lead-version": "1",
        "a.lead-value": "green",
        "keep-a.lead": keep,
        "mine:a.lead-evidence": "Mine",
        "both:a.lead-evidence": "Both",
    }
    assert save(lead, at, "a", chosen).status_code == 303
    kept = store.answers_of(at.submission.id)["a.lead"]
    assert (kept.value, kept.evidence) == expected


def test_the_page_costs_three_statements_however_many_answers_there_are(
    lead: FlaskClient, at: Place
) -> None:
    address = f"{at.path}/standards/a"
    with factories.statements() as before:
        lead.get(address)
    journey.complete(lead, at)
    with factories.statements() as after:
        lead.get(address)
    assert len(before) <= 3, before
    assert len(after) == len(before), after


def test_an_open_page_that_is_left_alone_never_wipes_a_colleagues_words(
    app: Flask, at: Place
) -> None:
    mine, theirs = app.test_client(), app.test_client()
    factories.sign_in(mine, at.lead)
    factories.sign_in(theirs, at.lead)
    save(theirs, at, "a", fields("a", **{"a.lead-value": "green", "a.lead-evidence": "Theirs"}))
    versions: dict[str, int] = {}
    for share in ("1", "12"):
        untouched = fields("a", versions, **{"a.lead-evidence": "", "a.share-value": share})
        answer = factories.post(mine, f"{at.path}/standards/a/autosave", untouched)
        versions = answer.json["versions"]
        assert answer.json["conflicts"] == []
    kept = store.answers_of(at.submission.id)
    assert (kept["a.lead"].evidence, kept["a.lead"].version) == ("Theirs", 1)
    assert kept["a.share"].value == "12"
