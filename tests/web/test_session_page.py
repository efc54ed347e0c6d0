"""The session's page in a browser: what it shows to whom, and what two members do at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.moderation import ScoreKind
from s11.services import challenging, holding, moderating
from s11.store import sessions as store
from s11.store.models import Person
from tests import factories
from tests.meeting import Meeting
from tests.services.test_moderating import LOWER
from tests.web.getting_in import soup


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return Meeting()


def browser(app: Flask, who: Person) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, who)
    return client


def post(client: FlaskClient, url: str, follow: bool = True, **data: str) -> TestResponse:
    return factories.post(client, url, data, follow_redirects=follow)


def test_the_page_holds_all_that_a_meeting_is_run_from(app: Flask, meeting: Meeting) -> None:
    meeting.propose(LOWER)
    concern = ChallengeKind.CONCERN
    challenging.raise_note(meeting.by(), meeting.page, concern, Anchor("a"), "Who leads?")
    meeting.decide("Ask again in May.")
    emyr = browser(app, meeting.emyr)
    text = emyr.get(meeting.item_path()).text
    for said in (
        "First session",
        "Emyr Panel, Lia Tied, Oyin Panel",
        "Marlbridge Housing",
        "20 min, 40 in all",
        "Tea",
        "Scores of each standard",
        "Lines of enquiry",
        "Who leads?",
        "The minutes name nobody.",
        "Agree the panel’s rating: Red",
        "Ask again in May.",
        "Take up this item",
    ):
        assert said in text, said


def test_what_is_in_hand_is_shown_first_with_its_time(app: Flask, meeting: Meeting) -> None:
    emyr = browser(app, meeting.emyr)
    assert "Choose an item to begin" in emyr.get(meeting.path).text
    response = post(emyr, f"{meeting.item_path()}/take-up", read="0")
    assert response.status_code == 200
    page = emyr.get(meeting.path).text
    assert "In hand: Marlbridge Housing, 0 of 20 minutes." in page
    assert "Take up this item" not in page
    assert "Pause" in page
    post(emyr, f"{meeting.path}/pause")
    assert "Nothing is in hand just now." in emyr.get(meeting.path).text


def test_whoever_takes_up_an_item_a_moment_too_late_is_told(app: Flask, meeting: Meeting) -> None:
    post(browser(app, meeting.emyr), f"{meeting.item_path()}/take-up", read="0")
    late = post(browser(app, meeting.oyin), f"{meeting.item_path(2)}/take-up", read="0")
    assert late.status_code == 409
    assert "“Marlbridge Housing” was taken up while you had this page open" in late.text
    assert f'name="read" value="{meeting.items[0].id}"' in late.text
    assert not meeting.items[2].was_taken_up


def test_both_decisions_stand_and_the_second_writer_is_told_of_the_first(
    app: Flask, meeting: Meeting
) -> None:
    emyr, oyin = browser(app, meeting.emyr), browser(app, meeting.oyin)
    post(emyr, f"{meeting.item_path()}/decisions", read="0", text="Ask in May.")
    page = post(oyin, f"{meeting.item_path()}/decisions", read="0", text="Visit in June.").text
    assert "Emyr Panel recorded a decision meanwhile too" in page
    assert page.index("Ask in May.") < page.index("Visit in June.")


def test_a_decision_without_words_is_refused_where_it_was_typed(
    app: Flask, meeting: Meeting
) -> None:
    page = post(browser(app, meeting.emyr), f"{meeting.item_path()}/decisions", text=" ")
    assert page.status_code == 422
    assert 'href="#text">Write what was decided.' in page.text
    assert store.decisions_of(meeting.session_id) == []


def test_ratings_are_agreed_all_at_once(app: Flask, meeting: Meeting) -> None:
    meeting.propose(LOWER)
    read = holding.standing(meeting.page.id)
    emyr, url = browser(app, meeting.emyr), f"{meeting.item_path()}/ratings"
    other = {"a.1-pick": "other", "a.1-value": "", "a.1-reason": "Typed words."}
    refused = post(emyr, url, read=read, **other)
    assert refused.status_code == 422
    assert "Choose the rating that is agreed on a.1." in refused.text
    assert "Typed words." in refused.text
    other["a.1-value"] = "amber"
    assert (
        "The ratings of Marlbridge Housing are agreed." in post(emyr, url, read=read, **other).text
    )
    agreed = moderating.ratings(meeting.page.id, ScoreKind.AGREED)
    assert (agreed["a.1"].value, agreed["a.1"].reason) == ("amber", "Typed words.")


def test_nothing_is_agreed_that_was_not_on_the_page(app: Flask, meeting: Meeting) -> None:
    read = holding.standing(meeting.page.id)
    meeting.propose(LOWER)
    late = post(
        browser(app, meeting.oyin),
        f"{meeting.item_path()}/ratings",
        read=read,
        **{"a.1-pick": "agree"},
    )
    assert late.status_code == 409
    assert "nothing was agreed yet" in late.text
    assert moderating.ratings(meeting.page.id, ScoreKind.AGREED) == {}


def test_a_page_older_than_a_rating_is_told_so_and_keeps_what_was_typed(
    app: Flask, meeting: Meeting
) -> None:
    meeting.propose(LOWER)
    read = holding.standing(meeting.page.id)
    meeting.propose(replace(LOWER, question="a.2", value="red"))
    typed = {"a.1-pick": "other", "a.1-value": "amber", "a.1-reason": "Words typed here."}
    late = post(browser(app, meeting.oyin), f"{meeting.item_path()}/ratings", read=read, **typed)
    assert late.status_code == 409
    assert "A member rated this return while you had this page open" in late.text
    page = soup(late)
    picked = [one["value"] for one in page.select("input[type=radio][checked]")]
    assert picked == ["other", "agree"]
    assert "Words typed here." in late.text
    [shown] = page.select("form[action$=ratings] input[name=read]")
    assert shown["value"] == holding.standing(meeting.page.id)


def test_a_choice_made_for_a_rating_that_changed_since_is_not_taken_for_the_new_one(
    app: Flask, meeting: Meeting
) -> None:
    first = meeting.propose(LOWER)
    read = holding.standing(meeting.page.id)
    meeting.propose(replace(LOWER, value="amber"), read=first.version)
    ratings = f"{meeting.item_path()}/ratings"
    late = post(browser(app, meeting.oyin), ratings, read=read, **{"a.1-pick": "keep"})
    [picked] = soup(late).select("input[type=radio][checked]")
    assert picked["value"] == "agree"


def test_a_decision_that_comes_after_the_end_is_not_lost(app: Flask, meeting: Meeting) -> None:
    meeting.finish()
    emyr = browser(app, meeting.emyr)
    late = post(emyr, f"{meeting.item_path()}/decisions", read="0", text="See the plan\nin June.")
    assert late.status_code == 409
    assert "This session is finished." in late.text
    assert "What you wrote is not recorded" in late.text
    assert "See the plan\nin June." in late.text


def test_a_member_who_is_tied_to_an_agency_sees_its_name_and_no_more(
    app: Flask, meeting: Meeting
) -> None:
    meeting.propose(LOWER)
    meeting.decide("A decision about Housing.")
    holding.take_up(meeting.by(), meeting.running, meeting.items[0], 0)
    lia = browser(app, meeting.lia)
    page = lia.get(meeting.path)
    assert page.status_code == 200
    assert "You act for this agency or have an interest in it" in page.text
    assert "Marlbridge Housing" in page.text
    for hidden in ("A decision about Housing.", "The minutes name nobody.", "Scores of each"):
        assert hidden not in page.text, hidden
    assert lia.get(meeting.item_path()).status_code in {403, 404}
    for deed in ("take-up", "decisions", "ratings"):
        url = f"{meeting.item_path()}/{deed}"
        assert post(lia, url, text="Mine.", read="0").status_code in {403, 404}
    assert lia.get(meeting.item_path(2)).status_code == 200
    meeting.finish()
    assert "A decision about Housing." not in lia.get(meeting.path).text
    assert "A decision about Housing." in browser(app, meeting.oyin).get(meeting.path).text


def test_a_return_that_nobody_signed_is_said_to_be_so(app: Flask, meeting: Meeting) -> None:
    page = browser(app, meeting.emyr).get(meeting.item_path(1))
    assert "Marlbridge Police has not signed a return yet" in page.text
    assert post(browser(app, meeting.emyr), f"{meeting.item_path(1)}/ratings").status_code == 404


def test_who_is_present_is_ticked_and_guests_are_named(app: Flask, meeting: Meeting) -> None:
    emyr, url = browser(app, meeting.emyr), f"{meeting.path}/present"
    page = post(emyr, url, here=f"person:{meeting.emyr.id}", guests="Rosa Guest")
    assert "Emyr Panel, Rosa Guest" in page.text
    refused = post(emyr, url, was=f"person:{meeting.emyr.id}", guests="Oyin Panel")
    assert refused.status_code == 422
    assert "tick the box there" in refused.text
    assert "Rosa Guest" in emyr.get(meeting.path).text


def test_a_hidden_character_in_a_guests_name_is_refused_and_what_was_typed_stays(
    app: Flask, meeting: Meeting
) -> None:
    emyr, url = browser(app, meeting.emyr), f"{meeting.path}/present"
    refused = post(emyr, url, here=f"person:{meeting.emyr.id}", guests="Ada\x00 Lovelace-Oduya")
    assert refused.status_code == 422
    assert "Lovelace-Oduya" in refused.text
    assert "nobody is recorded yet" in emyr.get(meeting.path).text


def test_finishing_asks_first_and_needs_somebody_present(app: Flask, meeting: Meeting) -> None:
    emyr, url = browser(app, meeting.emyr), f"{meeting.path}/finish"
    asked = emyr.get(url).text
    assert "3 items were not taken up: Marlbridge Housing, Marlbridge Police, Tea." in asked
    refused = post(emyr, url)
    assert refused.status_code == 422
    assert "Say who is present first" in refused.text
    post(emyr, f"{meeting.path}/present", here=f"person:{meeting.emyr.id}")
    record = post(emyr, url).text
    assert "This page is its record" in record
    assert "by Emyr Panel" in record


def test_the_record_of_a_session_offers_nothing_to_change(app: Flask, meeting: Meeting) -> None:
    meeting.propose(LOWER)
    meeting.decide("Ask in May.")
    holding.take_up(meeting.by(), meeting.running, meeting.items[0], 0)
    meeting.finish()
    emyr = browser(app, meeting.emyr)
    for path in (meeting.path, meeting.item_path()):
        page = emyr.get(path).text
        assert "Ask in May." in page
        assert "<form" not in page.replace('<form method="post" action="/sign-out"', "")
    for deed in ("take-up", "decisions", "ratings"):
        url = f"{meeting.item_path()}/{deed}"
        assert post(emyr, url, read="0", text="Later.").status_code == 409
    assert emyr.get(f"{meeting.path}/present").status_code == 409
    assert emyr.get(f"{meeting.path}/finish").status_code == 409


def test_the_chair_reads_a_session_and_runs_nothing(app: Flask, meeting: Meeting) -> None:
    chair = factories.person((factories.Role.CHAIR, meeting.at.board, None), name="Chi Chair")
    client = browser(app, chair)
    page = client.get(meeting.item_path()).text
    assert "Take up this item" not in page
    assert "Record the decision" not in page
    assert post(client, f"{meeting.item_path()}/take-up", read="0").status_code == 403
