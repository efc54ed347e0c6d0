"""A thief with the database's password, who alters a board's signed history.

Each attack does one thing at random. It says whether it did anything: what changes nothing, or
meets a constraint that holds whoever writes, is no tampering.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Enum, Row, insert, select, text, update

from s11.domain.snapshot import sha256_of
from s11.domain.trail import NO_HASH, hash_of
from s11.services import auditing
from s11.store.database import db
from s11.store.models import GUARDED, AnswerHistory, ChainHead, Event, FrozenEdition, SignedReturn
from s11.store.models.base import Salted


def drop_triggers() -> None:
    """What whoever owns the database can do first."""
    sqlite = db.engine.dialect.name == "sqlite"
    for model in GUARDED:
        name = model.__tablename__
        for trigger in (
            (f"{name}_no_update", f"{name}_no_delete") if sqlite else (f"{name}_no_change",)
        ):
            db.session.execute(text(f"DROP TRIGGER {trigger}{'' if sqlite else f' ON {name}'}"))


def faults(head: str = "") -> list[str]:
    """Everything that reading the whole record back names."""
    db.session.expire_all()
    verdicts = [auditing.verify_chain(chain, head) for chain in auditing.trail.chains()]
    found = [one.fault for one in verdicts if one.fault] + auditing.verify_documents()
    if head and not any(one.holds_head for one in verdicts):
        found.append(f"no event has the hash {head}")
    return found


def rows(model: Any, order: Any = None) -> Sequence[Row[Any]]:
    """Every row as the database has it."""
    table = model.__table__
    return db.session.execute(table.select().order_by(*(order or table.primary_key))).all()


def _set(model: Any, row: Row[Any], **values: object) -> None:
    table = model.__table__
    db.session.execute(
        update(table)
        .where(*(column == getattr(row, column.name) for column in table.primary_key))
        .values(**values)
    )


def _delete(model: Any, row: Row[Any]) -> None:
    table = model.__table__
    same = (column == getattr(row, column.name) for column in table.primary_key)
    db.session.execute(table.delete().where(*same))


def other(value: object, chance: random.Random) -> object:
    """Something else of the same kind: one letter of a text, a little of a number or instant."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.choice([1, -1, 3_600_000_000]))
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    if not value:
        return "x"
    words = str(value)
    at = chance.randrange(len(words))
    return (
        words[:at]
        + chance.choice([letter for letter in "ab7" if letter != words[at]])
        + (words[at + 1 :])
    )


def _edit(model: Any, columns: Sequence[str], chance: random.Random) -> None:
    row, name = chance.choice(rows(model)), chance.choice(columns)
    column, value = model.__table__.c[name], getattr(row, name)
    if column.foreign_keys:
        [key] = column.foreign_keys
        others = list(db.session.scalars(select(key.column).where(key.column != (value or 0))))
    elif isinstance(column.type, Enum):
        others = [one for one in column.type.enum_class or () if one is not value]
    else:
        others = [date(2027, 2, 1) if name.endswith("_on") else other(value, chance)]
    _set(model, row, **{name: chance.choice(others or [value])})


EVENT = ("at", "actor_id", "actor_name", "kind", "subject", "detail", "previous_hash", "hash")
HISTORY = ("version", "value", "marks", "not_applicable", "na_reason", "evidence", "impact")


def an_event_edited(chance: random.Random) -> None:
    _edit(Event, EVENT, chance)


def an_event_edited_with_a_hash_that_fits(chance: random.Random) -> None:
    row = chance.choice(rows(Event)[:-1])
    link = replace(auditing.link_of(row), detail=json.dumps({"n": chance.random()}))  # type: ignore[arg-type]
    _set(Event, row, detail=link.detail, hash=hash_of(link))


def an_event_deleted(chance: random.Random) -> None:
    _delete(Event, chance.choice(rows(Event)))


def two_events_swapped(chance: random.Random) -> None:
    one, two = chance.sample(rows(Event), 2)
    _set(Event, one, number=-1)
    _set(Event, two, number=one.number)
    _set(Event, one, number=two.number)


def an_event_forged(chance: random.Random) -> None:
    last = max(rows(Event), key=lambda row: row.number)
    link = replace(
        auditing.link_of(last),  # type: ignore[arg-type]
        number=last.number + 1,
        previous_hash=last.hash,
        detail=json.dumps({"n": chance.random()}),
    )
    values = {name: getattr(link, name) for name in link.__slots__}
    db.session.execute(insert(Event).values(**{**values, "hash": hash_of(link)}))


def events_cut_off(chance: random.Random) -> None:
    """The head is left as it was."""
    written = rows(Event)
    for row in written[chance.randrange(len(written)) :]:
        _delete(Event, row)


def a_head_edited(chance: random.Random) -> None:
    _edit(ChainHead, ("number", "hash"), chance)


def a_head_deleted(chance: random.Random) -> None:
    _delete(ChainHead, chance.choice(rows(ChainHead)))


def a_signed_return_edited(chance: random.Random) -> None:
    _edit(SignedReturn, ("document", "sha256", "version", "signed_at", "signed_by"), chance)


def a_signed_return_edited_with_a_hash_that_fits(chance: random.Random) -> None:
    row = chance.choice(rows(SignedReturn))
    document = row.document.replace("words", chance.choice(["deeds", "works"]))
    _set(SignedReturn, row, document=document, sha256=sha256_of(document))


def a_signed_return_deleted(chance: random.Random) -> None:
    _delete(SignedReturn, chance.choice(rows(SignedReturn)))


def two_signed_returns_swapped(chance: random.Random) -> None:
    one, two = chance.sample(rows(SignedReturn), 2)
    _set(SignedReturn, one, document=two.document, sha256=two.sha256)
    _set(SignedReturn, two, document=one.document, sha256=one.sha256)


def a_signed_return_forged(chance: random.Random) -> None:
    row = chance.choice(rows(SignedReturn))
    values = {**row._mapping, "id": row.id + 1000, "version": row.version + 7}
    db.session.execute(insert(SignedReturn).values(**values))


def an_edition_edited(chance: random.Random) -> None:
    """When it was frozen decides nothing; what it asks, and its hash, do."""
    _edit(FrozenEdition, ("document", "sha256"), chance)


def an_edition_edited_with_a_hash_that_fits(chance: random.Random) -> None:
    row = chance.choice(rows(FrozenEdition))
    document = row.document.replace("met", chance.choice(["missed", "left"]))
    _set(FrozenEdition, row, document=document, sha256=sha256_of(document))


def an_edition_deleted(chance: random.Random) -> None:
    row = chance.choice(rows(FrozenEdition))
    db.session.execute(
        text("UPDATE cycle SET frozen_id = NULL WHERE frozen_id = :id"), {"id": row.id}
    )
    _delete(FrozenEdition, row)


def history_edited(chance: random.Random) -> None:
    _edit(AnswerHistory, (*HISTORY, "actions", "saved_by", "saved_at", "question"), chance)


def history_deleted(chance: random.Random) -> None:
    _delete(AnswerHistory, chance.choice(rows(AnswerHistory)))


def history_swapped(chance: random.Random) -> None:
    one, two = chance.sample(rows(AnswerHistory), 2)
    _set(AnswerHistory, one, evidence=two.evidence, value=two.value, saved_at=two.saved_at)
    _set(AnswerHistory, two, evidence=one.evidence, value=one.value, saved_at=one.saved_at)


def history_forged(chance: random.Random) -> None:
    row = chance.choice(rows(AnswerHistory))
    values = {**row._mapping, "id": row.id + 1000, "version": -chance.randrange(5)}
    db.session.execute(insert(AnswerHistory).values(**values))


Attack = Callable[[random.Random], None]
# What the record answers for row by row: what panels said, and what was said to agencies.
SALTED: tuple[Any, ...] = tuple(model for model in GUARDED if issubclass(model, Salted))


def _on_rows_of(model: Any) -> Iterator[Attack]:
    """The attacks on a table that is answered for row by row."""
    columns = [column.name for column in model.__table__.columns]
    counts = {"version", "number"} & set(columns)

    def edited(chance: random.Random) -> None:
        _edit(model, columns, chance)

    def deleted(chance: random.Random) -> None:
        _delete(model, chance.choice(rows(model)))

    def swapped(chance: random.Random) -> None:
        one, two = chance.sample(rows(model), 2)
        name = chance.choice([name for name in columns if name != "id"])
        _set(model, one, **{name: getattr(two, name)})
        _set(model, two, **{name: getattr(one, name)})

    def forged(chance: random.Random) -> None:
        row = chance.choice(rows(model))
        after = {name: getattr(row, name) + 100 for name in counts}
        values = {**row._mapping, **after, "id": row.id + 1000}
        db.session.execute(insert(model).values(**values))

    for attack in (edited, deleted, swapped, forged):
        attack.__name__ = f"{model.__tablename__}_{attack.__name__}"
        yield attack


ATTACKS: tuple[Attack, ...] = (
    an_event_edited,
    an_event_edited_with_a_hash_that_fits,
    an_event_deleted,
    two_events_swapped,
    an_event_forged,
    events_cut_off,
    a_head_edited,
    a_head_deleted,
    a_signed_return_edited,
    a_signed_return_edited_with_a_hash_that_fits,
    a_signed_return_deleted,
    two_signed_returns_swapped,
    a_signed_return_forged,
    an_edition_edited,
    an_edition_edited_with_a_hash_that_fits,
    an_edition_deleted,
    history_edited,
    history_deleted,
    history_swapped,
    history_forged,
    *(attack for model in SALTED for attack in _on_rows_of(model)),
)


def cut_off_with_the_head(leave: int) -> None:
    """Leave the first `leave` events, and a head that fits them."""
    written = rows(Event, (Event.chain, Event.number))
    for row in written[leave:]:
        _delete(Event, row)
    last = written[leave - 1].hash if leave else NO_HASH
    [head] = rows(ChainHead)
    _set(ChainHead, head, number=leave, hash=last)
