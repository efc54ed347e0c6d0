"""Signing: one submission, one receipt; sent back, taken back, reopened."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from s11.domain.answers import Answer
from s11.domain.errors import Refused, WrongState
from s11.domain.merging import Save
from s11.domain.snapshot import from_json, sha256_of
from s11.domain.submissions import Status
from s11.services import answering, signing
from s11.services.editions import frozen
from s11.store import signing as store
from s11.store.database import db
from s11.store.models import Event, OutboxMessage, Person, SignedReturn
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories, journey
from tests.domain.making import edition, rating
from tests.journey import Place

ONE_QUESTION = edition(rating("a.lead"), agency_types={"housing": "Housing"})


def in_hand(at: Place) -> ReturnInHand:
    page = return_in_hand(at.board.slug, at.cycle.slug, at.agency.slug)
    assert page is not None
    return page


def answer(at: Place, value: str = "green") -> None:
    page = in_hand(at)
    kept = answering.store.answers_of(page.id).get("a.lead")
    read = kept.version if kept else 0
    answering.save(factories.by(at.lead), page, ONE_QUESTION, [Save(Answer("a.lead", value), read)])


def ask(at: Place) -> None:
    signing.ask_to_sign(factories.by(at.lead), in_hand(at), ONE_QUESTION)


def sign(at: Place) -> SignedReturn:
    return signing.sign(
        factories.by(at.signatory), in_hand(at), ONE_QUESTION, name="Ade", role="Chief executive"
    )


@pytest.fixture
def at(app: Flask) -> Place:
    made = journey.place(ONE_QUESTION)
    answer(made)
    return made


def messages() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(OutboxMessage.to_address, OutboxMessage.subject).order_by(OutboxMessage.id)
    )
    return [(row.to_address, row.subject) for row in rows]


def test_the_signature_is_not_asked_for_while_something_is_missing(app: Flask) -> None:
    at = journey.place(ONE_QUESTION)
    answer(at, "")
    with pytest.raises((Refused, WrongState)):
        ask(at)
    assert in_hand(at).status is not Status.WITH_SIGNATORY
    assert messages() == []


def test_asking_tells_the_accountable_officer_once(at: Place) -> None:
    ask(at)
    assert in_hand(at).status is Status.WITH_SIGNATORY
    assert [to for to, _ in messages()] == [at.signatory.email]
    with pytest.raises(WrongState):
        ask(at)


def test_nobody_changes_an_answer_while_the_return_waits_for_its_signature(at: Place) -> None:
    ask(at)
    with pytest.raises(WrongState, match="Take it back"):
        answer(at, "red")


def test_what_is_signed_is_one_document_that_says_everything(at: Place) -> None:
    ask(at)
    signed = sign(at)
    document = from_json(signed.document)
    assert sha256_of(signed.document) == signed.sha256
    assert document.answers["a.lead"].value == "green"
    assert document.score().percent == 100
    assert document.sign_off.role == "Chief executive"
    assert document.contributors == (at.lead.name,)
    assert document.reference == at.submission.reference
    page = in_hand(at)
    assert (page.status, page.signed_version) == (Status.SUBMITTED, 1)


def test_the_receipt_goes_to_both_and_carries_both_fingerprints(at: Place) -> None:
    ask(at)
    signed = sign(at)
    event = db.session.scalars(select(Event).where(Event.kind == "return signed")).one()
    receipts = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.startswith("signed/"))
    ).all()
    assert {one.to_address for one in receipts} == {at.lead.email, at.signatory.email}
    assert all(signed.sha256 in one.body and event.hash in one.body for one in receipts)


def test_signing_twice_yields_one_submission(at: Place) -> None:
    ask(at)
    sign(at)
    with pytest.raises(WrongState):
        sign(at)
    assert len(store.signed_versions(at.submission.id)) == 1


def test_a_return_that_is_sent_back_can_be_changed_and_asked_for_again(at: Place) -> None:
    ask(at)
    signing.send_back(factories.by(at.signatory), in_hand(at), "The date in a.1 is last year's.")
    assert in_hand(at).status is Status.IN_PROGRESS
    found = store.last_sent_back(at.submission.id)
    assert found is not None
    assert found[0].reason == "The date in a.1 is last year's."
    assert "last year" not in "".join(row.body for row in db.session.scalars(select(OutboxMessage)))
    answer(at, "amber")
    ask(at)
    assert from_json(sign(at).document).answers["a.lead"].value == "amber"


def test_a_lead_can_take_the_return_back(at: Place) -> None:
    ask(at)
    signing.take_back(factories.by(at.lead), in_hand(at))
    answer(at, "red")
    assert in_hand(at).status is Status.IN_PROGRESS


def test_a_revision_is_a_new_version_and_the_first_stays(at: Place) -> None:
    ask(at)
    first = sign(at).sha256
    signing.reopen(factories.by(at.officer), in_hand(at), "The panel asked about supervision.")
    answer(at, "amber")
    ask(at)
    sign(at)
    versions = store.signed_versions(at.submission.id)
    assert [one.version for one in versions] == [2, 1]
    assert versions[1].sha256 == first
    assert from_json(versions[1].document).answers["a.lead"].value == "green"


def test_a_return_came_when_it_was_first_signed_whatever_is_revised_later(at: Place) -> None:
    ask(at)
    first = sign(at).signed_at
    assert in_hand(at).returned_at == first
    at.cycle.due_at = first + timedelta(seconds=1)
    db.session.commit()
    signing.reopen(factories.by(at.officer), in_hand(at), "The panel asked about supervision.")
    assert (in_hand(at).returned_at, in_hand(at).submitted_at) == (first, None)
    answer(at, "amber")
    ask(at)
    later = factories.by(at.signatory, first + timedelta(days=42))
    again = signing.sign(later, in_hand(at), ONE_QUESTION, name="Ade", role="Chief executive")
    assert (in_hand(at).returned_at, in_hand(at).submitted_at) == (first, again.signed_at)
    texts = db.session.scalars(select(OutboxMessage.body)).all()
    assert any("version 2" in text for text in texts)
    assert not any("after the due date" in text for text in texts)


def test_reopening_needs_a_reason(at: Place) -> None:
    ask(at)
    sign(at)
    with pytest.raises(Refused):
        signing.reopen(factories.by(at.officer), in_hand(at), " ")
    assert in_hand(at).status is Status.SUBMITTED


def at_once(app: Flask, count: int, deed: Callable[[], object]) -> list[object]:
    """Do something `count` times at once, each with a session of its own; what came of each."""

    def one(_number: int) -> object:
        with app.app_context():
            try:
                return deed()
            except Exception as fault:  # noqa: BLE001 - the test looks at every fault
                db.session.rollback()
                return fault
            finally:
                db.session.remove()

    with ThreadPoolExecutor(max_workers=count) as pool:
        return list(pool.map(one, range(count)))


def test_fifty_signatures_at_once_make_one_submission(each_database: Flask) -> None:
    at = journey.place(ONE_QUESTION)
    answer(at)
    ask(at)
    page, by = in_hand(at), factories.by(at.signatory)
    edition_asked = frozen(page.edition_sha256 or "")
    submission_id = at.submission.id
    db.session.commit()
    outcomes = at_once(
        each_database,
        50,
        lambda: signing.sign(by, page, edition_asked, name="Ade", role="Chief").version,
    )
    assert outcomes.count(1) == 1, outcomes
    assert all(isinstance(one, WrongState) for one in outcomes if one != 1), outcomes
    count = select(func.count()).select_from(SignedReturn)
    assert db.session.scalar(count) == 1
    receipts = select(func.count()).where(OutboxMessage.key.startswith(f"signed/{submission_id}"))
    assert db.session.scalar(receipts) == 2
    assert db.session.scalar(select(func.count()).select_from(Person)) == 4


def test_twenty_people_saving_the_same_answer_lose_nothing(each_database: Flask) -> None:
    at = journey.place(ONE_QUESTION)
    page, by = in_hand(at), factories.by(at.lead)
    db.session.commit()

    def save(text: str) -> str:
        mine = Answer("a.lead", "green", evidence=text)
        saved = answering.save(by, page, ONE_QUESTION, [Save(mine, 0)])
        return "conflict" if saved.conflicts else "saved"

    texts = iter([f"Words {number}" for number in range(20)])
    outcomes = at_once(each_database, 20, lambda: save(next(texts)))
    assert (outcomes.count("saved"), outcomes.count("conflict")) == (1, 19), outcomes
    assert len(answering.store.history(at.submission.id, "a.lead")) == 1
