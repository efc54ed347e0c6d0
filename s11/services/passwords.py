"""Passwords: hashing them slowly, and refusing those that are easily guessed.

A hash takes tens of milliseconds on purpose: call these outside any database transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from flask import current_app
from zxcvbn import zxcvbn

from s11.config import Config, Environment
from s11.domain.errors import Refused

SHORTEST, LONGEST = 12, 200
WEAKEST = 3
# zxcvbn raises above this; a weak beginning is weak however it goes on, so it reads these.
READ = 72
WORD = re.compile(r"[^\W_]+")
EASY = (
    "This password would be easy to guess. Three words that do not belong together "
    "make a strong one; leave out names of people, agencies and boards."
)


@lru_cache(maxsize=2)
def _hasher(tests: bool) -> PasswordHasher:
    return PasswordHasher.from_parameters(CHEAPEST if tests else RFC_9106_LOW_MEMORY)


def _running() -> PasswordHasher:
    config: Config = current_app.extensions["s11"]
    return _hasher(config.environment is Environment.TEST)


@lru_cache(maxsize=2)
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash("the password of nobody")


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return _running().hash(password[: LONGEST + 1])


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; without a kept hash, False after the same work."""
    hasher = _running()
    try:
        hasher.verify(kept or _nobodys_hash(hasher), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def check_new(password: str, local_words: Iterable[str]) -> None:
    """Raise Refused if a new password is too short, too long or easily guessed.

    `local_words` are names that a guesser near the person would try: theirs, the agency's, the
    board's.
    """
    if len(password) < SHORTEST:
        raise Refused(f"Use at least {SHORTEST} characters for the password.", "password")
    if len(password) > LONGEST:
        raise Refused(f"Use at most {LONGEST} characters for the password.", "password")
    guessed = zxcvbn(password[:READ], user_inputs=sorted(_guesses(local_words)))
    if guessed["score"] < WEAKEST:
        raise Refused(EASY, "password")


def _guesses(local_words: Iterable[str]) -> set[str]:
    """What a guesser would make of the names: each whole, run together, and word by word."""
    guesses: set[str] = set()
    for text in local_words:
        parts = WORD.findall(text.lower())
        guesses |= {text.lower(), "".join(parts), *parts}
    return {guess for guess in guesses if len(guess) > 2}
