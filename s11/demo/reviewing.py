"""What a challenge panel can do in the story: panels, reading, ratings and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from s11.demo.acts import Act
from s11.demo.cast import Company
from s11.demo.panels import Opinion, Remark, Seating, Turn
from s11.demo.stage import Stage
from s11.domain.anchors import anchor_of
from s11.domain.challenges import Outcome
from s11.domain.moderation import PanelRating, ScoreKind, differs
from s11.domain.panels import Sharing
from s11.domain.sampling import Base, Drawing
from s11.domain.snapshot import SignedDocument
from s11.domain.standards import Edition, Question
from s11.services import (
    assigning,
    challenging,
    declaring,
    enquiring,
    moderating,
    panelling,
    signing,
)
from s11.services.reading import THE_RETURN
from s11.services.recording import By
from s11.store import panels as panel_store
from s11.store import reading as reading_store
from s11.store.database import db
from s11.store.panels import PanelInHand
from s11.store.submissions import ReturnInHand

READERS = 2
# What is at the top of a scale, and one level below it.
TOPS = {"green": "amber", "met": "partly"}


def declare(name: str, agency: str) -> Act:
    """The officer keeps that somebody has an interest in an agency."""

    def act(stage: Stage, at: datetime) -> None:
        by = stage.by(stage.cast.officer, at)
        declaring.declare(stage.board, stage.actors[name].person_id, stage.slugs[agency], by)

    return act


def decide_sharing(cycle: str, sharing: Sharing) -> Act:
    """The officer decides what a cycle's agencies see of their ratings."""

    def act(stage: Stage, at: datetime) -> None:
        by = stage.by(stage.cast.officer, at)
        panelling.set_sharing(stage.cycle(cycle), sharing, names_peers=True, by=by)

    return act


def make_panel(seating: Seating) -> Act:
    """The officer makes a panel and seats its members."""

    def act(stage: Stage, at: datetime) -> None:
        people = [stage.actors[name].person_id for name in seating.members]
        by = stage.by(stage.cast.officer, at)
        panelling.make(stage.cycle(seating.cycle), seating.name, people, by)

    return act


def give_out(seating: Seating, agencies: Iterable[str]) -> Act:
    """The officer shares returns out among the panel, evenly."""

    def act(stage: Stage, at: datetime) -> None:
        chosen = frozenset(stage.slugs[agency] for agency in agencies)
        how = Drawing(base=Base.CHOSEN, chosen=chosen)
        panel = panel_of(stage, seating)
        assigning.share_out(panel, how, READERS, stage.by(stage.cast.officer, at))

    return act


def panel_of(stage: Stage, seating: Seating) -> PanelInHand:
    """The panel as it stands."""
    there = panel_store.panels_of(stage.cycle(seating.cycle))
    return next(one for one in there if one.name == seating.name)


def readers_of(stage: Stage, page: ReturnInHand, at: datetime) -> list[By]:
    """Those who were given a return to read, as the ones who do something."""
    given = [one.assignment for one in panel_store.given_in(page.cycle_id)]
    people = {one.person_id for one in given if one.submission_id == page.id}
    actors = [actor for actor in stage.actors.values() if actor.person_id in people]
    return [By(actor, at) for actor in actors]


def read(cycle: str, company: Company, share: float = 1.0) -> Act:
    """Its readers mark the first `share` (0–1) of what was signed as read."""

    def act(stage: Stage, at: datetime) -> None:
        page, _, document = signed(stage, cycle, company)
        keys = sorted(key for key in document.answers if ":" not in key)
        keys = [THE_RETURN, *keys[: round(share * len(keys))]]
        for reader in readers_of(stage, page, at):
            # The page marks one question at a time; nothing else comes of it.
            reading_store.mark(page.id, reader.person_id or 0, keys, document.version, at)
        db.session.commit()

    return act


def look_again(seating: Seating, company: Company) -> Act:
    """Every member who may looks at a return once more, when all is said about it."""

    def act(stage: Stage, at: datetime) -> None:
        page, _, document = signed(stage, seating.cycle, company)
        for name in sorted(set(seating.members) - stage.cast.tied(company)):
            person = stage.actors[name].person_id
            reading_store.mark(page.id, person, [THE_RETURN], document.version, at)
        db.session.commit()

    return act


def signed(
    stage: Stage, cycle: str, company: Company
) -> tuple[ReturnInHand, Edition, SignedDocument]:
    """A return with what was signed last."""
    page = stage.page(cycle, company)
    document = signing.newest_document(page)
    if document is None:
        raise LookupError(f"{company.name} has not signed in {cycle}")
    return page, stage.edition(page), document


def propose(cycle: str, company: Company, opinion: Opinion, turn: int) -> Act:
    """A reader proposes a rating; readers take turns."""

    def act(stage: Stage, at: datetime) -> None:
        _say(stage, at, cycle, company, lambda *_: opinion, turn)

    return act


def doubt(cycle: str, company: Company, place: int, turn: int) -> Act:
    """A reader takes a rating at the top with nothing beside it one level down, if there is one."""

    def act(stage: Stage, at: datetime) -> None:
        opined = stage.panels.opinions[cycle].get(company.name, ())
        held = {one.question for one in opined}

        def of(edition: Edition, document: SignedDocument) -> Opinion | None:
            bare = [one for one in _unshown(edition, document) if one.id not in held]
            if place >= len(bare):
                return None
            texts = stage.panels.unshown
            reason = texts[(company.number + place) % len(texts)]
            rating = TOPS[document.answers[bare[place].id].value]
            return Opinion(bare[place].id, rating, frozenset(), reason)

        _say(stage, at, cycle, company, of, turn)

    return act


_Of = Callable[[Edition, SignedDocument], Opinion | None]


def _say(stage: Stage, at: datetime, cycle: str, company: Company, of: _Of, turn: int) -> None:
    page, edition, document = signed(stage, cycle, company)
    opinion = of(edition, document)
    if opinion is None:
        return
    rating = as_rating(opinion)
    question = edition.question(opinion.question)
    if question is None or not (
        rating.accepts or differs(question, document.answers.get(question.id), rating)
    ):
        raise ValueError(f"{company.name}, {opinion.question}: this is the agency's own rating")
    readers = readers_of(stage, page, at)
    stands = moderating.ratings(page.id, ScoreKind.PANEL).get(rating.question)
    by = readers[turn % len(readers)]
    moderating.propose(by, page, edition, document, rating, stands.version if stands else 0)


def as_rating(opinion: Opinion) -> PanelRating:
    """An opinion as the panel's rating; one without a rating accepts the agency's own."""
    return PanelRating(
        question=opinion.question,
        value=opinion.value,
        met=opinion.met,
        accepts=not (opinion.value or opinion.met),
        reason=opinion.reason,
    )


def _unshown(edition: Edition, document: SignedDocument) -> list[Question]:
    """The questions rated at the top of their scale with neither words nor files."""
    filed = {one.question for one in document.files}
    return [
        question
        for question in edition.questions()
        if question.is_scored
        and (said := document.answers.get(question.id))
        and said.value in TOPS
        and not said.evidence
        and question.id not in filed
    ]


def dismiss(cycle: str, company: Company, line: str, who: str, reason: str) -> Act:
    """A member puts a line of enquiry aside."""

    def act(stage: Stage, at: datetime) -> None:
        page, edition, document = signed(stage, cycle, company)
        by = By(stage.actors[who], at)
        enquiring.dismiss(by, page, edition, document, line, reason, 0)

    return act


def raise_note(remark: Remark, company: Company, due_on: date | None) -> Act:
    """A reader raises a note; one that is shared on the day it is raised is shared at once."""

    def act(stage: Stage, at: datetime) -> None:
        page = stage.page(remark.cycle, company)
        by = _writer(stage, page, remark, at)
        at_once = remark.shared == remark.day and not remark.words
        about = anchor_of(stage.edition(page), remark.about)
        number = challenging.raise_note(
            by, page, remark.kind, about, remark.text, shared=at_once, due_on=due_on
        )
        stage.notes[remark] = number

    return act


def _writer(stage: Stage, page: ReturnInHand, remark: Remark, at: datetime) -> By:
    if remark.by:
        return By(stage.actors[remark.by], at)
    readers = readers_of(stage, page, at)
    return readers[len(remark.text) % len(readers)]


def share_note(remark: Remark, company: Company, due_on: date | None) -> Act:
    """The officer shows a note to its agency, perhaps in other words."""

    def act(stage: Stage, at: datetime) -> None:
        page, by = stage.page(remark.cycle, company), stage.by(stage.cast.officer, at)
        challenging.share(by, page, stage.notes[remark], remark.words, due_on)

    return act


def go_on(remark: Remark, company: Company, turn: Turn, due_on: date | None) -> Act:
    """What follows in a note's thread."""

    def act(stage: Stage, at: datetime) -> None:
        page, number = stage.page(remark.cycle, company), stage.notes[remark]
        by = _writer(stage, page, remark, at)
        officer = stage.by(stage.cast.officer, at)
        match turn.does:
            case "respond":
                challenging.respond(stage.by(company.lead, at), page, number, *turn.words)
            case "private":
                others = [one for one in readers_of(stage, page, at) if one.who != by.who]
                challenging.note(others[0], page, number, *turn.words, private=True)
            case "add":
                challenging.note(by, page, number, *turn.words, private=False)
            case "due" if due_on:
                challenging.move_due(officer, page, number, due_on)
            case "reopen":
                challenging.reopen(officer, page, number, *turn.words)
            case "settle":
                outcome, text = turn.words
                challenging.settle(by, page, number, Outcome(outcome), text)
            case "unsettle":
                challenging.unsettle(by, page, number, *turn.words)
            case other:
                raise ValueError(f"nobody can {other} a note")

    return act
