"""Answering: saving what a page sends, without ever overwriting somebody else's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from s11.domain.answers import Answer, Answers
from s11.domain.completeness import Missing, missing_from, progress_in
from s11.domain.errors import WrongState
from s11.domain.merging import Conflict, Outcome, Save, decide, now_read
from s11.domain.objectives import Objective, reported
from s11.domain.revising import check_changes, may_change, may_save
from s11.domain.scoring import score_in
from s11.domain.snapshot import from_json, scores_to_keep
from s11.domain.standards import Edition
from s11.domain.submissions import Step, after, sources
from s11.domain.visibility import View
from s11.services.looking_back import last_return
from s11.services.recording import By
from s11.store import answers as store
from s11.store import evidence, signing, standing, submissions
from s11.store.database import db
from s11.store.submissions import ReturnInHand

MOVED_ON = "This return was moved on by someone else meanwhile. Load it again."


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page's saves: what the page has now read, and texts that collided.

    `versions` are the versions that the page may say it read; `answers` all that now stand.
    """

    at: datetime
    versions: Mapping[str, int]
    conflicts: tuple[Conflict, ...]
    answers: Answers


def save(by: By, page: ReturnInHand, edition: Edition, saves: Sequence[Save]) -> Saved:
    """Keep what is new in `saves`; what collided is returned, and nothing of it written.

    Raises WrongState when the cycle is not open or the return is not where it may be changed, and
    Refused where a panel's query reopened other questions. Answers that do not collide are kept
    even when others do.
    """
    must_be_open(by, page)
    hold(page, by.at)
    before, files = store.answers_and_counts(page.id)
    outcomes = _outcomes(page.id, saves, before)
    changing = [one.content for one in saves if outcomes[one.key] is not Outcome.NOTHING_NEW]
    check_reopened(page, edition, before, {one.question: one for one in changing})
    writing = [
        replace(one.content, version=_version(before, one.key))
        for one in saves
        if outcomes[one.key] is Outcome.WRITE
    ]
    if not writing:
        db.session.rollback()
        return _saved(by, saves, outcomes, before)
    if not store.write(page.id, writing, saved_by=by.person_id or 0, saved_at=by.at):
        raise WrongState(MOVED_ON)
    now = before | {one.question: _next(one) for one in writing}
    _keep_standing(page, edition, now, files)
    db.session.commit()
    return _saved(by, saves, outcomes, now)


def hold(page: ReturnInHand, at: datetime) -> None:
    """Have the return in progress since `at`, and hold its row until the commit: saves take turns.

    Whoever saves first starts the return; that is no reason to refuse whoever saves next.
    """
    to = after(page.status, Step.SAVE)
    expected = sources(Step.SAVE, to)
    if not submissions.move(page.id, expected=expected, to=to, last_activity_at=at):
        raise WrongState(MOVED_ON)


def _saved(by: By, saves: Sequence[Save], outcomes: Mapping[str, Outcome], now: Answers) -> Saved:
    return Saved(
        at=by.at,
        versions={one.key: now_read(one, now.get(one.key)) for one in saves},
        conflicts=tuple(
            Conflict(one.content, now[one.key])
            for one in saves
            if outcomes[one.key] is Outcome.CONFLICT
        ),
        answers=now,
    )


def reopened(page: ReturnInHand, edition: Edition, answers: Answers) -> frozenset[str] | None:
    """The questions that a panel's query lets change, by id; None where all may."""
    if not page.revising:
        return None
    return may_change(edition, page.agency_type, _signed_answers(page), answers, page.revising)


def check_reopened(
    page: ReturnInHand, edition: Edition, answers: Answers, changing: Answers
) -> None:
    """Refuse changes to what a panel's query left shut; nothing is refused where all is open."""
    if page.revising and changing:
        signed, named = _signed_answers(page), page.revising
        allowed = may_save(edition, page.agency_type, signed, answers, changing, named)
        check_changes(edition, changing, allowed)


def _signed_answers(page: ReturnInHand) -> Answers:
    signed = signing.signed_version(page.id, page.signed_version)
    return from_json(signed.document).answers if signed else {}


def must_be_open(by: By, page: ReturnInHand) -> None:
    """Refuse, in words, to change a return whose cycle is not open."""
    if not page.is_open(by.at):
        raise WrongState("This cycle is not open, so the return can be read but not changed.")


def _outcomes(
    submission_id: int, saves: Sequence[Save], standing_now: Answers
) -> dict[str, Outcome]:
    stale = [(one.key, one.read) for one in saves if one.read != _version(standing_now, one.key)]
    bases = store.versions(submission_id, [pair for pair in stale if pair[1]])
    return {
        one.key: decide(
            one,
            base=bases.get((one.key, one.read))
            or (None if (one.key, one.read) in stale else standing_now.get(one.key)),
            current=standing_now.get(one.key),
        )
        for one in saves
    }


def _version(answers: Answers, key: str) -> int:
    said = answers.get(key)
    return said.version if said else 0


def _next(answer: Answer) -> Answer:
    return replace(answer, version=answer.version + 1)


def last_objectives(page: ReturnInHand, answers: Answers) -> tuple[Objective, ...]:
    """The last cycle's objectives with what this return says became of them."""
    last = last_return(page.last_signed_sha256)
    return reported(last.document.objectives, answers) if last else ()


def gaps(page: ReturnInHand, edition: Edition, answers: Answers) -> tuple[Missing, ...]:
    """Everything that keeps the return from being signed."""
    view = View(edition, page.agency_type, answers)
    return missing_from(view, evidence.counts(page.id), last_objectives(page, answers))


def _keep_standing(
    page: ReturnInHand, edition: Edition, answers: Answers, files: Mapping[str, int]
) -> None:
    """Keep progress and scores as they now are; no commit."""
    view = View(edition, page.agency_type, answers)
    far = progress_in(view, missing_from(view, files, last_objectives(page, answers)))
    overall = score_in(view)
    if standing.keep_standing(page.id, far, scores_to_keep(overall)):
        asked, answered = sum(one.asked for one in far), sum(one.settled for one in far)
        submissions.touch(page.id, asked=asked, answered=answered)


def keep_standing(page: ReturnInHand, edition: Edition) -> None:
    """Work progress and scores out again, after something but an answer changed; no commit."""
    _keep_standing(page, edition, *store.answers_and_counts(page.id))
