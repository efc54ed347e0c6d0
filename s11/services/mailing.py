"""Mailing: a message is written with the change that called for it, and sent after its commit.

No message shows anything of what a return says: mailboxes are shared, forwarded and searched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, current_app, g

from s11 import clock
from s11.config import Config
from s11.mail.adapters import sender_for
from s11.mail.message import MailFault, Message, Sender
from s11.services import sealing
from s11.store import outbox
from s11.store.database import db
from s11.store.models import Board, OutboxMessage, Person
from s11.store.people import BoardLook

log = structlog.get_logger()
# The key of a message about a single-use link, and where its token goes in the body.
LINK_KEY = "link/"
TOKEN_PLACE = re.compile(r"\{token:([\w-]+)\}")


def init_app(app: Flask) -> None:
    """Choose the sender; raises SettingsFault for one that does not exist."""
    app.extensions["s11_mail"] = sender_for(app.extensions["s11"])


def write(
    key: str,
    *,
    board: Board | BoardLook | None,
    to: Person,
    subject: str,
    template: str,
    **words: object,
) -> OutboxMessage | None:
    """Queue one message from templates/mail/<template>.txt; no commit.

    `key` says what the message is about ("sign-request/42/person/7"): a second one with the same
    key is not written, and None is returned. The template gets `to`, `board`, `link`, `words`.
    """
    its_board = outbox.board_of(board.id) if board else None
    message = OutboxMessage(**_columns(its_board, key, to, subject, template, words))
    if not outbox.add(message):
        return None
    g.mail_written = True
    return message


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message goes to, where no row of theirs is at hand."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One of many messages: what `write` takes, but for the board."""

    key: str
    to: Addressee
    subject: str
    template: str
    words: Mapping[str, object]


def write_all(board: BoardLook, drafts: Sequence[Draft]) -> dict[str, int]:
    """Queue many messages of a board as `write` does one, in one go; ids by key of the new ones."""
    its_board = outbox.board_of(board.id)
    written = outbox.add_all(
        [
            _columns(its_board, one.key, one.to, one.subject, one.template, one.words)
            for one in drafts
        ]
    )
    g.mail_written = bool(written) or g.get("mail_written", False)
    return written


def _columns(
    board: Board | None,
    key: str,
    to: Person | Addressee,
    subject: str,
    template: str,
    words: Mapping[str, object],
) -> dict[str, Any]:
    """A message as the columns of its row."""
    return {
        "key": key,
        "board_id": board.id if board else None,
        "to_address": to.email,
        "to_name": _one_line(to.name),
        "reply_to": board.reply_to if board else "",
        "subject": _one_line(subject),
        "body": _render(template, {"to": to, "board": board, **words}),
        "status": "queued",
        "created_at": clock.now(),
        "attempts": 0,
        "failure": "",
    }


def link(path: str) -> str:
    """A full address in this installation: mail never trusts the Host that a browser sent."""
    config: Config = current_app.extensions["s11"]
    return config.base_url.rstrip("/") + path


def send_queued(limit: int = 50) -> int:
    """Send what waits, each message once, and say how many went; never raises for a message.

    Each is marked "sending" and committed before the attempt. What a crash leaves in that state
    may have gone: it is shown to the officer as unknown, and never sent again by itself.
    """
    sent = 0
    for message_id in outbox.queued(limit):
        claimed = outbox.claim(message_id, clock.now())
        db.session.commit()
        if claimed:
            sent += _attempt(message_id)
    db.session.commit()
    return sent


def _attempt(message_id: int) -> bool:
    row = outbox.message(message_id)
    assert row is not None
    body = _with_token(row.body) if row.key.startswith(LINK_KEY) else row.body
    words = (row.to_address, row.to_name, row.subject, body, row.reply_to)
    db.session.commit()  # the mail server may be slow: hold no transaction meanwhile
    sender: Sender = current_app.extensions["s11_mail"]
    failure = ""
    try:
        sender.send(Message(*words))
    except MailFault as fault:
        failure = str(fault)
    except Exception:
        failure = "The sender failed in a way that was not foreseen; the log has the details."
        log.exception("mail sender failed", message=message_id)
    outbox.settle(message_id, "failed" if failure else "sent", failure)
    db.session.commit()
    if failure:
        log.warning("mail not sent", message=message_id, failure=failure)
    return not failure


def token_of(seed: str) -> str:
    """The token of a single-use link, made again from its seed when the message goes.

    A copied database has seeds and hashes only, and neither opens a link.
    """
    return sealing.fingerprint(seed, "emailed link")


def _with_token(body: str) -> str:
    return TOKEN_PLACE.sub(lambda place: token_of(place[1]), body)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _render(template: str, words: dict[str, object]) -> str:
    page = current_app.jinja_env.get_template(f"mail/{template}.txt")
    return page.render(link=link, **words).strip() + "\n"
