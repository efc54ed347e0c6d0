"""What happens around a panel's session in the story: planning, holding it, and the letters."""

from __future__ import annotations

from datetime import datetime

from s11.demo.acts import Act
from s11.demo.cast import Company
from s11.demo.panels import Gathering
from s11.demo.reviewing import as_rating, panel_of, signed
from s11.demo.stage import Stage
from s11.domain.agendas import Meeting, Planned
from s11.domain.sessions import Attendance, Item, in_hand
from s11.services import holding, lettering, planning
from s11.services.recording import By
from s11.store import agendas
from s11.store import sessions as session_store
from s11.store.sessions import SessionInHand

OPENING_MINUTES, CLOSING_MINUTES = 10, 15
GUEST = "Morwenna Achterhuis, taking notes"
PARTING = "Thank you for the work behind this return"


def plan(gathering: Gathering, held_at: datetime) -> Act:
    """The officer sets a session of the panel, with its agenda."""

    def act(stage: Stage, at: datetime) -> None:
        returns = [
            Planned(gathering.minutes, stage.slugs[agency]) for agency in gathering.seating.agencies
        ]
        agenda = (
            Planned(OPENING_MINUTES, title=stage.panels.opening),
            *returns,
            Planned(CLOSING_MINUTES, title=stage.panels.closing),
        )
        meeting = Meeting(gathering.title, held_at, gathering.place, agenda)
        by = stage.by(stage.cast.officer, at)
        planning.plan(panel_of(stage, gathering.seating), meeting, by)

    return act


def gather(gathering: Gathering) -> Act:
    """The officer ticks who has come."""

    def act(stage: Stage, at: datetime) -> None:
        session = _session(stage, gathering)
        names = {*gathering.seating.members, stage.cast.officer.name}
        boxes = holding.boxes(session)
        said = Attendance(
            shown=frozenset(),
            ticked=frozenset(one.key for one in boxes if one.name in names),
            guests=(GUEST,),
        )
        holding.set_presence(stage.by(stage.cast.officer, at), session, said)

    return act


def take_up(gathering: Gathering, title: str) -> Act:
    """The officer takes up an item, by its title; for a return that is the agency's name."""

    def act(stage: Stage, at: datetime) -> None:
        session = _session(stage, gathering)
        items = session_store.items_of(session.id)
        now = in_hand(items)
        by, item = stage.by(stage.cast.officer, at), _item(items, title)
        holding.take_up(by, session, item, now.id if now else 0)

    return act


def decide(gathering: Gathering, title: str, turn: int) -> Act:
    """Somebody who is there, and not tied to the agency, writes down what was decided."""

    def act(stage: Stage, at: datetime) -> None:
        session = _session(stage, gathering)
        item = _item(session_store.items_of(session.id), title)
        decided = stage.panels.decided
        usual = decided["usual"]
        text = decided.get(title, usual[turn % len(usual)])
        if not item.submission_id:
            text = stage.panels.themes[gathering.seating.name]
        by = stage.by(stage.cast.officer, at)
        holding.decide(by, session, item, text, 0)

    return act


def agree(gathering: Gathering, company: Company) -> Act:
    """The session agrees the ratings of a return, with what it makes of them itself."""

    def act(stage: Stage, at: datetime) -> None:
        session = _session(stage, gathering)
        page, edition, document = signed(stage, session.cycle_slug, company)
        changes = [as_rating(one) for one in stage.panels.agreed.get(company.name, ())]
        by, read = _member(stage, gathering, company, at), holding.standing(page.id)
        holding.agree(by, session, page, edition, document, changes, read)

    return act


def _member(stage: Stage, gathering: Gathering, company: Company, at: datetime) -> By:
    """The first member of the panel whom nothing ties to the agency."""
    tied = stage.cast.tied(company)
    name = next(one for one in gathering.seating.members if one not in tied)
    return By(stage.actors[name], at)


def finish(gathering: Gathering) -> Act:
    """The officer finishes the session."""

    def act(stage: Stage, at: datetime) -> None:
        session = _session(stage, gathering)
        holding.finish(stage.by(stage.cast.officer, at), session)

    return act


def write_letter(cycle: str, company: Company) -> Act:
    """The officer drafts the letter, puts a sentence of her own in and saves it."""

    def act(stage: Stage, at: datetime) -> None:
        page, edition, document = signed(stage, cycle, company)
        by = stage.by(stage.cast.officer, at)
        body = lettering.drafted(by, page, edition, document)
        letters = stage.panels.letters
        usual = letters["usual"]
        own = letters.get(company.name, usual[company.number % len(usual)])
        before, parting, after = body.partition(PARTING)
        lettering.save(by, page, f"{before}{own}\n\n{parting}{after}", 0)

    return act


def issue_letter(cycle: str, company: Company) -> Act:
    """The officer issues the letter as it was saved."""

    def act(stage: Stage, at: datetime) -> None:
        page = stage.page(cycle, company)
        lettering.issue(stage.by(stage.cast.officer, at), page, 1)

    return act


def _session(stage: Stage, gathering: Gathering) -> SessionInHand:
    panel = panel_of(stage, gathering.seating)
    there = agendas.sessions_of(panel.cycle.id)[panel.id]
    number = next(one.id for one in there if one.title == gathering.title)
    found = session_store.session_in_hand(stage.board.slug, number)
    if found is None:
        raise LookupError(f"there is no session {gathering.title}")
    return found


def _item(items: list[Item], title: str) -> Item:
    return next(one for one in items if one.title == title)
