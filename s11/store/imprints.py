"""Queries about the rows that the record answers for one by one: all that each says, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, select

from s11.store.database import db
from s11.store.models import (
    AgendaItem,
    Agreement,
    Base,
    Board,
    ChallengeEntry,
    ChallengeRow,
    ContactLog,
    Cycle,
    Decision,
    EnquiryDismissal,
    Event,
    IssuedLetter,
    Moderation,
    Panel,
    PanelSession,
    Submission,
)
from s11.store.models.base import table_of

_RETURN, _CYCLE, _BOARD = (table_of(model) for model in (Submission, Cycle, Board))
_NOTE, _ITEM = table_of(ChallengeRow), table_of(AgendaItem)
_SESSION, _PANEL, _EVENT = table_of(PanelSession), table_of(Panel), table_of(Event)
_OF_RETURN = (Agreement, ContactLog, EnquiryDismissal, IssuedLetter, Moderation)


def _on(rows: FromClause, parent: FromClause, key: ColumnElement[Any]) -> FromClause:
    return rows.join(parent, key == parent.c.id)


def _in_board(rows: FromClause, cycle_id: ColumnElement[Any]) -> FromClause:
    return _on(_on(rows, _CYCLE, cycle_id), _BOARD, _CYCLE.c.board_id)


def _of_return(model: type[Base]) -> Select[Any]:
    """A row with its return's reference, which says whose it is to people."""
    its = table_of(model)
    rows = _in_board(_on(its, _RETURN, its.c.submission_id), _RETURN.c.cycle_id)
    return select(*its.c, _RETURN.c.reference).select_from(rows)


def _entries() -> Select[Any]:
    """A note's entries, each with what the note is about: that is in the note's own row alone."""
    its = table_of(ChallengeEntry)
    rows = _on(_on(its, _NOTE, its.c.challenge_id), _RETURN, _NOTE.c.submission_id)
    of_note = (
        _NOTE.c.number.label("note"),
        _NOTE.c.kind.label("note_kind"),
        _NOTE.c.standard.label("note_standard"),
        _NOTE.c.question.label("note_question"),
    )
    return select(*its.c, *of_note, _RETURN.c.reference).select_from(
        _in_board(rows, _RETURN.c.cycle_id)
    )


def _decisions() -> Select[Any]:
    """A decision with the return that its item is about, if it is about one."""
    its = table_of(Decision)
    rows = _on(_on(its, _ITEM, its.c.item_id), _SESSION, its.c.session_id)
    rows = _in_board(_on(rows, _PANEL, _SESSION.c.panel_id), _PANEL.c.cycle_id)
    rows = rows.outerjoin(_RETURN, _ITEM.c.submission_id == _RETURN.c.id)
    return select(*its.c, _RETURN.c.reference).select_from(rows)


_CONTENTS: Mapping[str, Select[Any]] = {
    **{table_of(model).name: _of_return(model) for model in _OF_RETURN},
    table_of(ChallengeEntry).name: _entries(),
    table_of(Decision).name: _decisions(),
}
TABLES: Sequence[str] = sorted(_CONTENTS)
_ID = {name: Base.metadata.tables[name].c.id for name in TABLES}


def these(table: str, ids: Collection[int]) -> Iterator[Mapping[str, Any]]:
    """What these rows of a table say, in the order of their ids."""
    number = _ID[table]
    query = _CONTENTS[table].where(number.in_(ids)).order_by(number)
    yield from map(_by_name, db.session.execute(query))


def every(table: str, chain: str | None = None) -> Iterator[Mapping[str, Any]]:
    """What every row of a table (of one chain's board) says, streamed, in the chains' order."""
    query = _CONTENTS[table].order_by(_BOARD.c.slug, _ID[table])
    if chain is not None:
        query = query.where(_BOARD.c.slug == chain)
    yield from map(_by_name, db.session.execute(query.execution_options(yield_per=200)))


def _by_name(row: Row[Any]) -> Mapping[str, Any]:
    return row._asdict()


def details(table: str, chain: str | None = None) -> Iterator[str]:
    """The detail of every event (of one chain) that may name rows of a table, streamed in order."""
    query = (
        select(_EVENT.c.detail)
        .where(_EVENT.c.detail.contains(f'["{table}",', autoescape=True))
        .order_by(_EVENT.c.chain, _EVENT.c.number)
        .execution_options(yield_per=200)
    )
    if chain is not None:
        query = query.where(_EVENT.c.chain == chain)
    yield from db.session.scalars(query)
