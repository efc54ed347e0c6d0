"""Recording: every change that matters leaves an event in its board's chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from s11.domain.permissions import Actor
from s11.domain.trail import INSTALLATION, NO_HASH, Link, hash_of
from s11.store import trail
from s11.store.models import Event


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and when: the two facts that every service needs from outside."""

    actor: Actor | None
    at: datetime
    name: str = ""

    @property
    def person_id(self) -> int | None:
        """The person's id; None for the command line and for the platform itself."""
        return self.actor.person_id if self.actor else None

    @property
    def who(self) -> str:
        """The name that the record keeps."""
        return self.actor.name if self.actor else (self.name or "The platform")


def record(by: By, kind: str, subject: str, *, board: str | None = None, **detail: object) -> Event:
    """Append one event to the board's chain (the installation's without one); no commit.

    `kind` is a verb phrase such as "return signed"; `subject` names the thing as a path of slugs.
    `detail` holds facts, never an answer's words: they may be JSON scalars, lists and dicts.
    """
    chain = board or INSTALLATION
    head = trail.head_for_update(chain)
    link = Link(
        chain=chain,
        number=head.number + 1 if head else 1,
        at=by.at,
        actor_id=by.person_id,
        actor_name=by.who,
        kind=kind,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        previous_hash=head.hash if head else NO_HASH,
    )
    event = Event(**{name: getattr(link, name) for name in Link.__slots__ if name != "hash"})
    event.hash = hash_of(link)
    trail.add(event, head)
    return event
