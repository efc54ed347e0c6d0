"""What every page's frame needs: assets, the board's look, navigation, dates in words."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from forms.base import control, pairs
from s11 import paths
from s11.domain.cycles import london
from s11.domain.figures import whole_words
from s11.domain.permissions import ROLE_WORDS, Role
from s11.domain.question_words import file_size
from s11.domain.submissions import STATUS_WORDS
from s11.store.people import BoardLook, SignedIn
from s11.web import identity


@lru_cache(maxsize=1)
def _manifest(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def asset(name: str) -> str:
    """The address of a built asset; its file name carries a hash of its content."""
    built = _manifest(paths.BUILT / "manifest.json")[name]
    return f"{request.script_root}{current_app.static_url_path}/build/{built}"


def csrf_field() -> Markup:
    """The hidden token that every form that posts carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def day(value: date | datetime) -> str:
    """Such as "5 October 2026", on London's calendar."""
    if isinstance(value, datetime):
        value = london(value).date()
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """Such as "5 October 2026 at 14:02", by London clocks."""
    local = london(value)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


def clock_time(value: datetime) -> str:
    """Such as "14:02", by London clocks."""
    return f"{london(value):%H:%M}"


def percent(value: float | None) -> str:
    """A score to whole per cent, or a dash where there is none."""
    return "–" if value is None else whole_words(value)


def _board() -> BoardLook | None:
    """The board whose page this is, else the one board of the person."""
    if "board" in g:
        board: BoardLook = g.board
        return board
    signed = identity.who()
    boards = {held.board for held in signed.roles if held.board} if signed else set()
    return next(iter(boards)) if len(boards) == 1 else None


PARTS = {"agency": "Returns", "panel": "Reviews"}
"""The link under which a blueprint's pages are found, by those who have it.

Their addresses lie within their cycle's, where a board's officer finds them.
"""


def _navigation(signed: SignedIn | None, board: BoardLook | None) -> list[tuple[str, str, bool]]:
    """The header's links, as (words, address, whether it is this page's part)."""
    if signed is None or not signed.verified:
        return []
    links: list[tuple[str, str]] = []
    held = {role.grant.role for role in signed.roles if board is None or role.board == board}
    if held & {Role.LEAD, Role.CONTRIBUTOR, Role.SIGNATORY}:
        links.append(("Returns", url_for("agency.home")))
    if Role.PANEL_MEMBER in held:
        links.append(("Reviews", url_for("panel.reviews")))
    if board and held & {Role.OFFICER, Role.CHAIR, Role.READER}:
        links.append(("Cycles", url_for("officer.cycles", board=board.slug)))
        links.append(("Agencies", url_for("officer.agencies", board=board.slug)))
    if board and held & {Role.OFFICER, Role.ADMIN}:
        links.append(("People", url_for("officer.people", board=board.slug)))
        links.append(("Record", url_for("officer.record", board=board.slug)))
    part = PARTS.get(request.blueprint or "")
    if part in dict(links):
        return [(words, url, words == part) for words, url in links]
    return [(words, url, request.path.startswith(url)) for words, url in links]


def _frame() -> dict[str, Any]:
    signed, board = identity.who(), _board()
    return {
        "board": board,
        "actor": signed.actor if signed and signed.verified else None,
        "navigation": _navigation(signed, board),
        "idle_minutes": identity.settings().idle_minutes,
        "upload_mib": identity.settings().upload_mib,
    }


def init_app(app: Flask) -> None:
    """Give templates their filters, `asset()` and the frame's variables."""
    app.context_processor(_frame)
    app.jinja_env.globals.update(
        asset=asset, csrf_field=csrf_field, status_words=STATUS_WORDS.get, ROLE_WORDS=ROLE_WORDS
    )
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        clock_time=clock_time,
        file_size=file_size,
        percent=percent,
        control=control,
        pairs=pairs,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
