"""Signing in through the pages, for the tests of accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

import pyotp
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from s11 import clock
from s11.domain.permissions import Role
from s11.services import second_factor
from s11.store.database import db
from s11.store.models import Event, Person
from tests import factories

PASSWORD = "copper lantern weather stairs"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@lru_cache
def hashed(password: str) -> str:
    return PasswordHasher.from_parameters(CHEAPEST).hash(password)


def with_account(
    someone: Person, password: str = PASSWORD, *, authenticator: bool = True
) -> Person:
    someone.password_hash = hashed(password)
    if authenticator:
        someone.authenticator = second_factor.seal_secret(SECRET)
    db.session.commit()
    return someone


def a_lead() -> Person:
    board = factories.board()
    return with_account(factories.person((Role.LEAD, board, factories.agency(board))))


def code(at: datetime | None = None, later: int = 0) -> str:
    return pyotp.TOTP(SECRET).at((at or clock.now()) + timedelta(seconds=30 * later))


def give_password(
    client: FlaskClient, email: str, password: str = PASSWORD, **more: str
) -> TestResponse:
    return factories.post(client, "/sign-in", {"email": email, "password": password, **more})


def give_code(client: FlaskClient, typed: str, **more: str) -> TestResponse:
    return factories.post(client, "/sign-in/code", {"code": typed, **more})


def get_in(client: FlaskClient, someone: Person, later: int = 0) -> None:
    """Sign in by both factors; `later` picks another half-minute's code for another sign-in."""
    assert give_password(client, someone.email).location == "/sign-in/code"
    answer = give_code(client, code(later=later))
    assert answer.status_code == 303, answer.text


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def soup(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html5lib")


def hidden(answer: TestResponse, name: str) -> str:
    found = soup(answer).find("input", {"type": "hidden", "name": name})
    return str(found["value"]) if found else ""


def kinds(chain: str) -> list[str]:
    return list(
        db.session.scalars(select(Event.kind).where(Event.chain == chain).order_by(Event.number))
    )
