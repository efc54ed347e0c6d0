"""Starting: what the first page would wait for, done before it is asked for."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from s11.services.editions import frozen
from s11.store import answers, database, editions, people, submissions
from s11.store.database import db


def read_ahead() -> None:
    """Have the statements of every page compiled, and the editions of open cycles read.

    A database that is not there yet, or not migrated, is left to whoever asks for the first page.
    No connection is kept: a server may divide into several processes from here.
    """
    reading = database.start_reading()
    try:
        people.signed_in("")
        submissions.return_in_hand("", "", "")
        answers.answers_with_files(0, ("",))
        answers.answers_of(0)
        for sha256 in editions.open_now():
            frozen(sha256)
    except DBAPIError:
        db.session.rollback()
    finally:
        database.let_go()
        database.stop_reading(reading)
