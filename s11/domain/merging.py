"""What becomes of a save when somebody else may have saved meanwhile. Nothing is lost silently.

A save names the version that it read. What was on the page and left alone is no change, however
old the page; what was changed on both sides is put before the person as two texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from s11.domain.answers import Answer


class Outcome(StrEnum):
    """What becomes of one save."""

    NOTHING_NEW = "nothing new"
    WRITE = "write"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Save:
    """What a page sends for one question: its content, and the version that the page showed."""

    content: Answer
    read: int

    @property
    def key(self) -> str:
        """The question's id, or an objective's key."""
        return self.content.question


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people's words for one question: mine, and theirs as it stands."""

    mine: Answer
    theirs: Answer


_words = attrgetter(*(name for name in Answer.__slots__ if name != "version"))


def same_words(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, whatever their versions."""
    return bool(_words(one) == _words(other))


def decide(save: Save, base: Answer | None, current: Answer | None) -> Outcome:
    """What to do with `save`; `base` is the version it read, `current` the one that stands.

    Each is None where there is none. A save that says what stands is nothing new; one that says
    what it read changes nothing; one whose base still stands, in version or in words, is written.
    """
    nothing = Answer(save.key)
    standing, read = current or nothing, base or nothing
    if same_words(save.content, standing):
        return Outcome.NOTHING_NEW
    if standing.version == save.read or same_words(read, standing):
        return Outcome.WRITE
    if same_words(save.content, read):
        return Outcome.NOTHING_NEW
    return Outcome.CONFLICT


def now_read(save: Save, standing: Answer | None) -> int:
    """The version that the page may say it read from now on; `standing` is what stands after it.

    Only a page that shows what stands has read it. A page that was left alone while a colleague
    saved still shows the old words: told the new version, its next save would overwrite theirs.
    """
    stands = standing or Answer(save.key)
    return stands.version if same_words(save.content, stands) else save.read
