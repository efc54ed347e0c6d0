"""Lettering: drafted from what is shared, saved without loss, issued once and for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from s11 import clock
from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.errors import NotFound, Refused, WrongState
from s11.domain.panels import Sharing
from s11.services import challenging, holding, lettering
from s11.services.lettering import Collided
from s11.store.database import db
from s11.store.models import Event, IssuedLetter, OutboxMessage
from tests import factories
from tests.meeting import Meeting
from tests.services.test_moderating import ASKED, LOWER
from tests.services.test_signing import at_once

CANARY = "canary-c41d"


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return Meeting()


def officer(meeting: Meeting):
    return factories.by(meeting.at.officer)


def drafted(meeting: Meeting) -> str:
    return lettering.drafted(officer(meeting), meeting.page, ASKED, meeting.document)


def issue(meeting: Meeting, body: str = "Dear all,\n\nThank you.", read: int = 0) -> None:
    draft = lettering.save(officer(meeting), meeting.page, body, read)
    lettering.issue(officer(meeting), meeting.page, draft.version)


def note(meeting: Meeting, text: str, *, shared: bool) -> int:
    concern = ChallengeKind.CONCERN
    return challenging.raise_note(
        meeting.by(), meeting.page, concern, Anchor("a", "a.1"), text, shared=shared
    )


def test_a_draft_is_made_of_what_is_shared_and_of_nothing_private(meeting: Meeting) -> None:
    note(meeting, "Who trains volunteers?", shared=True)
    number = note(meeting, CANARY, shared=False)
    challenging.note(meeting.by(), meeting.page, number, CANARY, private=True)
    challenging.note(meeting.by(), meeting.page, 1, CANARY, private=True)
    meeting.decide("Ask again in May.")
    before = drafted(meeting)
    assert "Who trains volunteers?" in before
    assert "Ask again in May." not in before  # the session is not finished
    meeting.finish()
    after = drafted(meeting)
    assert "Ask again in May." in after
    assert CANARY not in before + after


@pytest.mark.parametrize(("sharing", "is_told"), [(Sharing.AGREED, True), (Sharing.NOTHING, False)])
def test_a_draft_tells_agreed_ratings_as_the_cycle_says(
    meeting: Meeting, sharing: Sharing, is_told: bool
) -> None:
    meeting.at.cycle.sharing = sharing
    db.session.commit()
    meeting.propose(LOWER)
    read = holding.standing(meeting.page.id)
    holding.agree(meeting.by(), meeting.running, meeting.page, ASKED, meeting.document, (), read)
    assert "Red" not in drafted(meeting)
    meeting.finish()
    assert ("You said Green; agreed was Red." in drafted(meeting)) is is_told


def test_whoever_saves_over_words_they_have_not_read_is_told(meeting: Meeting) -> None:
    lettering.save(officer(meeting), meeting.page, "First.", 0)
    with pytest.raises(Collided) as collided:
        lettering.save(meeting.by(), meeting.page, "Second.", 0)
    assert (collided.value.theirs.body, collided.value.theirs.version) == ("First.", 1)
    again = lettering.save(meeting.by(), meeting.page, "Second.", 1)
    assert again.version == 2
    assert lettering.save(meeting.by(), meeting.page, " Second. ", 0).version == 2


def test_a_letter_is_issued_to_leads_and_signatories_by_mail_without_its_words(
    meeting: Meeting,
) -> None:
    issue(meeting, f"Dear all,\n\n{CANARY}")
    letter = lettering.reading(meeting.page.id).letter
    assert [one.name for one in letter.to] == ["Lia Tied", "Priya Lead", "Ade Signatory"]
    mails = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.startswith("letter/"))
    ).all()
    assert {mail.to_name for mail in mails} == {one.name for one in letter.to}
    assert not any(CANARY in mail.subject + mail.body for mail in mails)
    assert all("/letters" in mail.body for mail in mails)
    event = db.session.scalars(select(Event).where(Event.kind == "letter issued")).one()
    assert lettering.reading(meeting.page.id).sha256 in event.detail
    assert CANARY not in event.detail


def test_a_new_letter_replaces_the_one_before_and_says_so(meeting: Meeting) -> None:
    issue(meeting)
    issue(meeting, "Dear all,\n\nA correction.", read=1)
    newest, first = lettering.readings(meeting.page.id)
    assert (newest.letter.version, first.letter.version) == (2, 1)
    assert "This letter replaces letter 1" in newest.letter.facts[-1]
    assert first.letter.replaced_on is None
    assert lettering.reading(meeting.page.id, 1).letter.body == "Dear all,\n\nThank you."
    with pytest.raises(NotFound):
        lettering.reading(meeting.page.id, 3)


def test_the_same_letter_is_not_issued_twice_nor_one_that_was_not_seen(meeting: Meeting) -> None:
    with pytest.raises(Refused):
        lettering.issue(officer(meeting), meeting.page, 0)
    db.session.rollback()
    issue(meeting)
    with pytest.raises(WrongState, match="letter 1"):
        lettering.issue(officer(meeting), meeting.page, 1)
    db.session.rollback()
    lettering.save(meeting.by(), meeting.page, "Other words.", 1)
    with pytest.raises(Collided):
        lettering.issue(officer(meeting), meeting.page, 1)
    assert len(lettering.readings(meeting.page.id)) == 1


def test_a_button_pressed_many_times_at_once_issues_one_letter(each_database: Flask) -> None:
    meeting = Meeting()
    by, page = officer(meeting), meeting.page
    lettering.save(by, page, "Dear all.", 0)
    came = at_once(each_database, 8, lambda: lettering.issue(by, page, 1))
    assert sum(isinstance(one, WrongState) for one in came) == 7
    assert len(lettering.readings(page.id)) == 1


def test_a_letter_that_was_changed_in_the_store_is_not_printed(meeting: Meeting) -> None:
    issue(meeting)
    found = lettering.reading(meeting.page.id)
    assert found.intact
    assert lettering.pdf(found, "#0b5563").startswith(b"%PDF")
    altered = replace(found, document=found.document.replace("Thank you.", "No thanks."))
    assert not altered.intact
    with pytest.raises(WrongState, match="SHA-256"):
        lettering.pdf(altered, "#0b5563")
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(update(IssuedLetter).values(document=altered.document))


def test_the_letter_is_dated_when_it_is_issued_not_when_it_is_read(meeting: Meeting) -> None:
    issue(meeting)
    at = lettering.reading(meeting.page.id).letter.issued_at
    assert abs(at - clock.now()) < timedelta(minutes=1)
