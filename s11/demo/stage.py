"""What the story is told on: the board in the database, its people, and where files are kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from s11.catalogue import Catalogue
from s11.demo.cast import Cast, Company, Player
from s11.demo.panels import Panels, Remark
from s11.demo.words import Words
from s11.domain.answers import Answer
from s11.domain.permissions import Actor
from s11.domain.standards import Edition
from s11.files.port import Stored
from s11.services import editions
from s11.services.recording import By
from s11.store import cycles, outbox, submissions
from s11.store.cycles import CycleInHand
from s11.store.database import db
from s11.store.people import BoardLook
from s11.store.submissions import ReturnInHand

CLOCKWORK = "The demo's clockwork"


class NumberedStore:
    """Keeps files where the platform's own folder store finds them, under names by number.

    The folder store makes its names up by chance and waits for the disk after each file; the
    demo must come out the same each time, and can be made again.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._number = 0

    def put(self, stream: IO[bytes]) -> Stored:
        """Keep the whole stream under the next name."""
        stream.seek(0)
        content = stream.read()
        self._number += 1
        name = hashlib.sha256(f"demo file {self._number}".encode()).hexdigest()[:32]
        path = self.root / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return Stored(name, len(content), hashlib.sha256(content).hexdigest())

    def open(self, name: str) -> IO[bytes]:
        """The file kept under this name."""
        return (self.root / name[:2] / name).open("rb")

    def delete(self, name: str) -> None:
        """Delete the file kept under this name, if there is one."""
        (self.root / name[:2] / name).unlink(missing_ok=True)


@dataclass
class Stage:
    """The board as it is being told. `slugs` are the agencies', `actors` the people's, by name."""

    board: BoardLook
    cast: Cast
    words: Words
    panels: Panels
    catalogue: Catalogue
    files: NumberedStore
    slugs: dict[str, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    # What each return will say when it is whole, by cycle and agency.
    scripts: dict[tuple[str, str], dict[str, Answer]] = field(default_factory=dict)
    # The number of each challenge note within its return, once it was raised.
    notes: dict[Remark, int] = field(default_factory=dict)

    def by(self, player: Player, at: datetime) -> By:
        """The player as the one who does something."""
        return By(self.actors[player.name], at)

    def company(self, name: str) -> Company:
        """The company of this name."""
        return next(one for one in self.cast.companies if one.name == name)

    def cycle(self, slug: str) -> CycleInHand:
        """The cycle as it stands."""
        found = cycles.cycle_in_hand(self.board.slug, slug)
        if found is None:
            raise LookupError(f"there is no cycle {slug}")
        return found

    def page(self, cycle: str, company: Company) -> ReturnInHand:
        """The return of this agency as it stands."""
        found = submissions.return_in_hand(self.board.slug, cycle, self.slugs[company.name])
        if found is None:
            raise LookupError(f"{company.name} has no return in {cycle}")
        return found

    def edition(self, page: ReturnInHand) -> Edition:
        """The edition that the return's cycle froze."""
        return editions.frozen(page.edition_sha256 or "")


def by_clockwork(at: datetime) -> By:
    """Nobody on the board: who sets the scene."""
    return By(None, at, CLOCKWORK)


def post(at: datetime) -> None:
    """Deliver the mail that was written, at the hour of the story and to nobody.

    Left in the queue, two years of invented mail would be sent with the first real message.
    """
    for message_id in outbox.queued(500):
        message = outbox.message(message_id)
        if message is not None:
            message.created_at = message.attempted_at = at
            message.attempts, message.status = 1, "sent"
    db.session.commit()
