"""A review's front page: where it stands, and what deserves a question."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from s11.domain import report_words
from s11.domain.anchors import question_numbers
from s11.domain.comparison import ScoreMovement
from s11.domain.cycles import CycleStatus
from s11.domain.enquiry import Line
from s11.domain.moderation import ScoreKind
from s11.domain.permissions import Action
from s11.domain.reading import news_words, where_it_stands
from s11.domain.report import StandardReport
from s11.domain.snapshot import SignedScore
from s11.services import reading
from s11.store import database, panels
from s11.store.database import db
from s11.web import identity
from s11.web.access import allows
from s11.web.panel.blueprint import REVIEW, Reviewed, bp, load_review
from s11.web.panel.cards import place_of
from s11.web.panel.desk import Desk, Scores, desk_of
from s11.web.panel.notes import last_cycles_notes, lines_of

TOP = 8
"""How many questions the page names as worth asking; the standards have them all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A standard in the table: its three scores, its movement, and what is left to read."""

    report: StandardReport
    url: str
    own: SignedScore | None
    panel: SignedScore | None
    agreed: SignedScore | None
    moved: ScoreMovement | None
    lines: int
    read: int

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return len(self.report.questions)


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, or a whole standard, that deserves asking about, and each reason why."""

    number: str
    about: str
    url: str
    lines: tuple[Line, ...]


@bp.get(REVIEW)
@allows(Action.SEE_REVIEW, load_review)
def review(found: Reviewed) -> ResponseReturnValue:
    """The front page; that it was looked at is remembered."""
    desk = desk_of(found)
    topics = _topics(desk)
    page = render_template(
        "panel/review.html",
        h1=found.page.agency_name,
        desk=desk,
        page=found.page,
        edition=found.edition,
        back=_way_back(found),
        words=report_words,
        sentence=_sentence(desk),
        news=_news(desk),
        rows=_rows(desk),
        scores={kind.value: desk.scores(kind).get("") for kind in ScoreKind},
        topics=topics[:TOP],
        whole=[one for one in desk.lines if not one.line.standard],
        more=len(topics[TOP:]),
        notes=lines_of(found, desk.notes),
        last_notes=last_cycles_notes(found),
        may_review=found.may_review,
    )
    _note_look(found)
    return page


def _way_back(found: Reviewed) -> tuple[str, str]:
    """Where the reader came from: a member from their reviews, the board's people from a return."""
    if identity.actor().person_id in found.subject.seated:
        return url_for("panel.reviews"), "Your reviews"
    address = url_for("officer.agency_return", **found.page.address)
    return address, f"Where {found.page.agency_name} stands"


def _note_look(found: Reviewed) -> None:
    """Remember the look: once the page is made, and out of the stretch of reading."""
    if "reading" in g:
        database.stop_reading(g.pop("reading"))
    submission_id, version = found.page.id, found.signed.version
    db.session.rollback()
    try:
        reading.mark_read(identity.by(), submission_id, version)
    except OperationalError:
        # The database is busy: the next look will be remembered instead.
        db.session.rollback()


def _sentence(desk: Desk) -> str:
    asked = [one.id for standard in desk.standards for one in standard.questions]
    read = sum(one in desk.read for one in asked)
    is_given = _is_given(desk)
    told = read or (0 if is_given and not _is_over(desk) else None)
    return where_it_stands(told, len(asked), len(desk.open_lines), len(desk.differing))


def _is_given(desk: Desk) -> bool:
    return panels.is_given(desk.review.page.id, identity.actor().person_id)


def _is_over(desk: Desk) -> bool:
    """Whether the panel is done with the return: its session was held, and the cycle is closed."""
    return desk.setting.is_finished and desk.review.page.cycle_status is CycleStatus.CLOSED


def _news(desk: Desk) -> list[str]:
    looked, me = desk.looked, identity.actor().name
    if looked is None:
        return []
    entries = [entry for note in desk.notes for entry in note.entries]
    return news_words(
        version=desk.versions.newest if desk.versions.newest > looked.version else 0,
        said=sum(one.at > looked.at and one.by != me for one in entries),
        rated=sum(
            one.at is not None and one.at > looked.at and one.by != me
            for one in desk.panel.values()
        ),
    )


def _rows(desk: Desk) -> list[Row]:
    scores = {kind: desk.scores(kind) for kind in ScoreKind}
    read = desk.read
    return [_row(desk, one, scores, read) for one in desk.standards if one.questions]


def _row(
    desk: Desk, report: StandardReport, scores: dict[ScoreKind, Scores], read: frozenset[str]
) -> Row:
    key = report.key
    return Row(
        report=report,
        url=place_of(desk.review, key),
        own=scores[ScoreKind.SELF].get(key),
        panel=scores[ScoreKind.PANEL].get(key),
        agreed=scores[ScoreKind.AGREED].get(key),
        moved=desk.comparison.standards.get(key) if desk.comparison else None,
        lines=sum(one.line.standard == key for one in desk.open_lines),
        read=sum(question.id in read for question in report.questions),
    )


def _topics(desk: Desk) -> list[Topic]:
    """What the open lines of enquiry are about, in the order of the heaviest line of each."""
    edition, numbers = desk.review.edition, question_numbers(desk.review.edition)
    found: dict[tuple[str, str], list[Line]] = {}
    for one in desk.open_lines:
        if one.line.standard:
            found.setdefault((one.line.standard, one.line.question), []).append(one.line)
    topics = []
    for (key, question_id), lines in found.items():
        question, standard = edition.question(question_id), edition.standard(key)
        about = question.text if question else standard.title if standard else ""
        number = numbers.get(question_id, f"{key}.")
        place = place_of(desk.review, key, question_id)
        topics.append(Topic(number, about, place, tuple(lines)))
    return topics
