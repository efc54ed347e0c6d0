"""The demo board's challenge panels: last year's work is done, this year's is under way."""

from __future__ import annotations

from datetime import date, timedelta

from click.testing import CliRunner
from flask import Flask

from s11.cli import s11
from s11.domain.challenges import Challenge, ChallengeKind, ChallengeState, Outcome
from s11.domain.prose import parse
from s11.services import comparing, editions, enquiring, lettering, signing
from s11.store import agendas, challenges, panels, reading, seats, sessions
from s11.store.cycles import CycleInHand, cycle_in_hand
from s11.store.submissions import ReturnInHand, return_in_hand
from tests.demo.conftest import TODAY, Told

NONE, PAST, OPEN = "s11-2024", "s11-2025", "s11-2026"
EMYR = "Emyr Pryce-Tannoury"
CYCLE = "JOIN submission AS s ON s.id = submission_id JOIN cycle AS c ON c.id = s.cycle_id"


def cycle_of(slug: str) -> CycleInHand:
    found = cycle_in_hand("marlbridge", slug)
    assert found
    return found


def page_of(cycle: str, agency: str) -> ReturnInHand:
    found = return_in_hand("marlbridge", cycle, agency)
    assert found
    return found


def notes_of(cycle: str) -> list[Challenge]:
    there = panels.reviewables(cycle_of(cycle).id)
    return [note for one in there for note in challenges.challenges_of(one.submission_id)]


def test_two_panels_sit_in_each_of_the_last_two_cycles_and_none_before(demo_app: Flask) -> None:
    names = [[one.name for one in panels.panels_of(cycle_of(c))] for c in (NONE, PAST, OPEN)]
    assert names == [[], ["Panel A", "Panel B"], ["Panel A", "Panel B"]]


def test_panels_are_of_several_agencies_and_of_people_who_act_for_none(demo_app: Flask) -> None:
    for some in seats.sitting(cycle_of(OPEN)).values():
        members = [one.member for one in some]
        assert len(members) == 4
        assert sum(member.is_lay for member in members) == 2
        assert any(member.interests for member in members)


def test_nobody_reviews_an_agency_that_they_are_tied_to(demo_app: Flask) -> None:
    for slug in (PAST, OPEN):
        cycle = cycle_of(slug)
        agency = {one.submission_id: one.agency_id for one in panels.reviewables(cycle.id)}
        sitting = {
            (panel, one.member.person_id): one.member
            for panel, some in seats.sitting(cycle).items()
            for one in some
        }
        tied = 0
        for given in panels.given_in(cycle.id):
            number = agency[given.assignment.submission_id]
            assert sitting[given.panel_id, given.assignment.person_id].may_review(number)
            tied += any(
                not member.may_review(number)
                for (panel, _), member in sitting.items()
                if panel == given.panel_id
            )
        assert tied > 0, "no panel was given a return to which a member is tied"


def test_every_return_has_two_readers_and_nobody_reads_much_more_than_others(
    demo_app: Flask,
) -> None:
    cycle = cycle_of(PAST)
    given = [one.assignment for one in panels.given_in(cycle.id)]
    returned = {one.submission_id for one in panels.reviewables(cycle.id) if one.is_returned}
    readers = {
        number: {g.person_id for g in given if g.submission_id == number} for number in returned
    }
    assert {len(some) for some in readers.values()} == {2}
    loads = [sum(g.person_id == person for g in given) for person in {g.person_id for g in given}]
    assert len(loads) == 8
    assert max(loads) - min(loads) <= 1


def test_some_ratings_were_lowered_a_few_raised_and_most_left_alone(told: Told) -> None:
    rated = "SELECT count(*) FROM question_standing AS q JOIN submission AS s "
    past = f"{rated} ON s.id = q.submission_id AND s.cycle_id = 2 WHERE q.agreed"
    lowered, same, raised = (int(str(told.ask(f"{past} {how} q.score")[0][0])) for how in "<=>")
    assert lowered >= 15
    assert 2 <= raised < lowered
    assert same > 10 * (lowered + raised)


def test_the_session_made_something_else_of_some_proposals(told: Told) -> None:
    accepted = "SELECT count(*) FROM moderation WHERE kind = 'agreed' AND accepts"
    assert int(str(told.ask(accepted)[0][0])) >= 4
    reasons = told.ask("SELECT reason FROM moderation WHERE NOT accepts")
    assert all(str(row[0]).strip() for row in reasons)


def test_every_signed_return_of_the_past_cycle_has_agreed_scores_and_no_other_has(
    told: Told,
) -> None:
    counted = f"FROM score {CYCLE} WHERE score.kind = 'agreed' AND score.standard = ''"
    assert told.ask(f"SELECT c.slug, count(*) {counted} GROUP BY c.slug") == [(PAST, 23)]


def test_every_outcome_occurs_and_notes_of_every_kind(demo_app: Flask) -> None:
    notes = notes_of(PAST)
    assert len(notes) >= 20
    assert {note.outcome for note in notes} == {*Outcome, None}
    assert {note.kind for note in notes} == set(ChallengeKind)
    assert any(not note.is_shared for note in notes)
    assert any(entry.is_private for note in notes if note.is_shared for entry in note.entries)
    assert sum(note.outcome is Outcome.CARRIED for note in notes) == 2


def test_one_query_reopened_two_questions_and_gave_a_second_version(demo_app: Flask) -> None:
    asked = [note for note in notes_of(PAST) if note.reopened]
    assert [(note.reopened, note.revised) for note in asked] == [
        (("d.think-family", "g.strategy"), 2)
    ]
    page = page_of(PAST, "marl-vale-hospitals-nhs-trust")
    before, now = signing.newest_document(page), page.signed_version
    assert before
    assert now == 2
    assert "two names stand on every shift" in before.answers["g.strategy"].evidence


def test_this_years_notes_wait_are_overdue_are_answered_or_stay_with_the_panel(
    demo_app: Flask,
) -> None:
    notes, today = notes_of(OPEN), date.fromisoformat(TODAY)
    states = [note.state for note in notes]
    assert states.count(ChallengeState.WAITING) == 2
    assert states.count(ChallengeState.RESPONDED) == 1
    assert states.count(ChallengeState.PRIVATE) >= 3
    assert [note.is_overdue(today) for note in notes].count(True) == 1
    waiting = [one for one in notes if one.state is ChallengeState.WAITING and one.due_on]
    assert max(one.due_on for one in waiting if one.due_on) <= today + timedelta(days=4)


def test_reading_has_begun_and_a_line_of_enquiry_was_put_aside(demo_app: Flask) -> None:
    page = page_of(OPEN, "kindle-young-carers")
    document = signing.newest_document(page)
    assert document
    edition = editions.frozen(page.edition_sha256 or "")
    seen = enquiring.lines(page, edition, document)
    assert [one.line.key for one in seen if one.dismissed] == ["same-words:d.fathers"]
    assert any(not one.dismissed for one in seen)
    emyr = next(one for one in seats.who_may_sit(page.board.id) if one.member.name == EMYR)
    given = [
        one.assignment.submission_id
        for one in panels.given_in(page.cycle_id)
        if one.assignment.person_id == emyr.member.person_id
    ]
    marks = [len(reading.marks_of(number, emyr.member.person_id)) for number in given]
    assert len(given) >= 2
    assert min(marks) > 20


def test_carried_notes_are_lines_of_enquiry_this_year(demo_app: Flask) -> None:
    for agency in ("vale-community-health-nhs-trust", "marlbridge-council-public-health"):
        page = page_of(OPEN, agency)
        document = signing.newest_document(page)
        assert document
        edition = editions.frozen(page.edition_sha256 or "")
        rules = {one.line.rule.value for one in enquiring.lines(page, edition, document)}
        assert "carried" in rules
        assert comparing.movement_of(page)


def test_last_years_sessions_are_finished_and_one_is_to_come(demo_app: Flask) -> None:
    past = [one for some in agendas.sessions_of(cycle_of(PAST).id).values() for one in some]
    assert [one.is_planned for one in past] == [False, False]
    for one in past:
        assert len(sessions.present_at(one.id)) == 6
        items = sessions.items_of(one.id)
        assert all(item.was_taken_up and item.left_at for item in items)
        assert len(sessions.decisions_of(one.id)) == len(items) - 1
    coming = [one for some in agendas.sessions_of(cycle_of(OPEN).id).values() for one in some]
    assert [one.is_planned for one in coming] == [True]
    assert len(coming[0].agenda) == 7


def test_letters_went_to_most_agencies_and_each_says_something_of_its_own(
    demo_app: Flask,
) -> None:
    there = [one for one in panels.reviewables(cycle_of(PAST).id) if one.is_returned]
    letters = [some[0] for one in there if (some := lettering.readings(one.submission_id))]
    assert len(letters) == 20
    assert all(one.intact and parse(one.letter.body) for one in letters)
    assert any("agreed was" in one.letter.body for one in letters)
    texts = [entry.text for note in notes_of(PAST) for entry in note.entries if entry.is_private]
    assert texts
    assert not any(text in one.letter.body for text in texts for one in letters)


def test_the_record_verifies_and_a_rebuild_changes_nothing_by_the_commands(told: Told) -> None:
    environment = {"S11_ENVIRONMENT": "demo", "S11_DATA_DIR": str(told.folder), "S11_MAIL": "file"}
    for command in (["scores", "rebuild"], ["audit", "verify"]):
        run = CliRunner().invoke(s11, command, env=environment)
        assert run.exit_code == 0, run.output
    assert told.ask("SELECT count(*) FROM moderation")[0][0]
