"""Keeping typed words when a session has ended: sealed in the page, through signing in again.

Nothing is kept in the browser's storage or here: the words travel in a hidden field, encrypted,
with whose page they were typed into. Only that person is offered them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from s11.services import sealing
from s11.web import identity

PURPOSE = "typed words"
FIELD = "kept"
# Sealed words are a third longer than what was posted; see MAX_FORM_MEMORY_SIZE.
ROOM = 12 * 1024 * 1024
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was posted too late: whose, where to, its fields in order, names of its files."""

    person_id: int
    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]

    @property
    def written(self) -> tuple[str, ...]:
        """The values that are words of the person's own, to read before they are sent."""
        return words_in(self.fields)


def words_in(fields: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The values among a form's fields that are words of the person's own."""
    return tuple(value for _, value in fields if " " in value.strip())


def typed() -> tuple[str, ...]:
    """The words that this request's form brought, to be given back where they were not saved."""
    if request.method != "POST" or request.blueprint == "auth":
        return ()
    fields = request.form.items(multi=True)
    return words_in((name, value) for name, value in fields if "password" not in name)


def keep() -> str:
    """This request's form, sealed; "" where there is nothing that may be kept.

    Passwords and tokens are left out, and files cannot be kept.
    """
    if request.blueprint == "auth":
        return carried() if request.method == "POST" else ""
    owner = identity.page_owner(request.form.get(identity.PAGE_TOKEN, ""))
    if request.method != "POST" or owner is None:
        return ""
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != identity.PAGE_TOKEN and "password" not in name
    )
    files = tuple(part.filename for part in request.files.values() if part.filename)
    address = request.full_path.rstrip("?")
    return sealing.seal(json.dumps(asdict(Kept(owner, address, fields, files))), PURPOSE)


def carried() -> str:
    """The sealed words that this form carries, if any."""
    return request.form.get(FIELD, "")


def opened(sealed: str, person_id: int) -> Kept | None:
    """What was sealed, if it is this person's and of the last day."""
    text = sealing.unseal(sealed, PURPOSE, max_age=DAY_SECONDS) if sealed else None
    if text is None:
        return None
    found = json.loads(text)
    if found["person_id"] != person_id:
        return None
    fields = tuple((name, value) for name, value in found["fields"])
    return Kept(person_id, found["address"], fields, tuple(found["files"]))


def offer(kept: Kept, status: int = 200) -> ResponseReturnValue:
    """The page that shows what was not saved, with one button that sends it again."""
    page = render_template(
        "auth/unsaved.html", h1="Your changes have not been saved yet", kept=kept
    )
    return page, status
