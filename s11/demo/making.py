"""Making the demo board: in memory first, then as a file that is whole or not there at all."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from s11.catalogue import Catalogue
from s11.demo.cast import Cast, Company, Player, read_cast
from s11.demo.panels import read_panels
from s11.demo.stage import NumberedStore, Stage, by_clockwork, post
from s11.demo.story import ERAS, FRAMEWORK, story
from s11.demo.words import read_words
from s11.domain.cycles import london_instant
from s11.domain.permissions import AGENCY_ROLES, Actor, Grant, Role
from s11.services import agencies, boards, people
from s11.services.recording import By
from s11.store import people as people_store
from s11.store.database import db
from s11.store.salts import numbered_salts

PASSWORD = "otter lantern gravel"  # noqa: S105 - the demo prints it
# The same password must be kept as the same letters, so that two makings agree to the last byte.
SALT = b"the demo's salt, no secret"
DAYS_BEFORE = 40


def make(catalogue: Catalogue, files: Path, today: date) -> int:
    """Tell the whole story into the empty database of the current app; how much happened."""
    cast = read_cast()
    at = london_instant(today + timedelta(days=ERAS[0].opens - DAYS_BEFORE), time(9, 30))
    stage = _stage(cast, catalogue, files, at)
    moments = story(stage, today)
    with numbered_salts():
        for moment in moments:
            moment.act(stage, moment.at)
            post(moment.at)
    return len(moments)


def _stage(cast: Cast, catalogue: Catalogue, files: Path, at: datetime) -> Stage:
    boards.create(
        cast.slug,
        by_clockwork(at),
        name=cast.name,
        colour=cast.colour,
        reply_to=cast.reply_to,
    )
    board = people_store.look_of(cast.slug)
    assert board is not None
    stage = Stage(board, cast, read_words(), read_panels(), catalogue, NumberedStore(files))
    for player in cast.people:
        _add_person(stage, player, "", by_clockwork(at))
    by = stage.by(cast.officer, at)
    for company in cast.companies:
        _add_company(stage, company, by)
    _lend(stage, by)
    _give_passwords(stage)
    return stage


def _add_company(stage: Stage, company: Company, by: By) -> None:
    types = stage.catalogue.edition(FRAMEWORK, ERAS[-1].edition).agency_types
    made = agencies.add(stage.board, company.name, company.type, types, by)
    stage.slugs[company.name] = made.agency.slug
    for player in company.players:
        _add_person(stage, player, made.agency.slug, by)


def _add_person(stage: Stage, player: Player, agency: str, by: By) -> None:
    added = people.add(
        stage.board, player.name, player.email, player.role, agency, by, invite=False
    )
    its_agency = people_store.agency_by_slug(stage.board.id, agency) if agency else None
    grant = Grant(player.role, stage.board.id, its_agency.id if its_agency else None)
    assert (player.role in AGENCY_ROLES) == (its_agency is not None)
    stage.actors[player.name] = Actor(
        added.person_id, player.name, player.email, frozenset({grant})
    )


def _lend(stage: Stage, by: By) -> None:
    """Make panel members of those whom agencies lend."""
    for name in stage.cast.lent:
        actor = stage.actors[name]
        people.add(stage.board, name, actor.email, Role.PANEL_MEMBER, "", by, invite=False)
        grants = actor.grants | {Grant(Role.PANEL_MEMBER, stage.board.id, None)}
        stage.actors[name] = replace(actor, grants=grants)


def _give_passwords(stage: Stage) -> None:
    """Give everyone the one password, hashed once: a slow hash for each would take seconds."""
    kept = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).hash(PASSWORD, salt=SALT)
    for actor in stage.actors.values():
        person = people_store.person(actor.person_id)
        assert person is not None
        person.password_hash = kept
    db.session.commit()


def write_to(path: Path) -> None:
    """Copy the current app's database, which is in memory, to a new SQLite file."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    source = db.engine.raw_connection()
    target = sqlite3.connect(part)
    try:
        memory = source.driver_connection
        assert isinstance(memory, sqlite3.Connection)
        memory.backup(target)
    finally:
        target.close()
        source.close()
    part.replace(path)
