"""Salts by number in place of chance, so that the demo comes out the same each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import event

from s11.store.models.base import Salted


@contextmanager
def numbered_salts() -> Iterator[None]:
    """Give every salted row that is written meanwhile the next salt."""
    numbers = count(1)

    def give(_mapper: Any, _connection: Any, row: Salted) -> None:
        row.salt = hashlib.sha256(f"demo salt {next(numbers)}".encode()).hexdigest()[:32]

    event.listen(Salted, "before_insert", give, propagate=True)
    try:
        yield
    finally:
        event.remove(Salted, "before_insert", give)
