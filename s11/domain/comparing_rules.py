"""Who sees what where the agencies of a cycle are compared.

Nobody who weighs agencies against one another sees those that they are tied to among them, and
what a panel still weighs is that panel's: everyone else sees what agencies said of themselves, and
of the panel's work what a finished session agreed. Unless the board lets panels know who the other
agencies are, a panel member reads names of those alone that their own panel reviews.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from s11.domain.matrix import MatrixRow
from s11.domain.moderation import ScoreKind
from s11.domain.permissions import Action, Actor, Subject, may
from s11.domain.standing import Standing

_READ = frozenset({ScoreKind.SELF})
UNNAMED = "Another agency"


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who compares the agencies of a cycle, with what decides how much they see.

    `seats` are the people with a seat on any panel of the cycle, `interests` the agencies in which
    the onlooker has declared one, `reviewing` the returns that a panel of theirs reads, and
    `finished` those that a finished session agreed, and none since: all by id. `names_peers` is
    whether panels know who other agencies are, `shares_agreed` whether agencies see agreed ratings.
    """

    actor: Actor
    board_id: int
    seats: frozenset[int] = frozenset()
    interests: frozenset[int] = frozenset()
    reviewing: frozenset[int] = frozenset()
    finished: frozenset[int] = frozenset()
    names_peers: bool = False
    shares_agreed: bool = True

    def may_see(self, row: MatrixRow) -> bool:
        """Whether the agency is shown at all: a panel member's own never is."""
        return may(self.actor, Action.COMPARE_AGENCIES, self._subject(row, self.seats))

    def kinds(self, row: MatrixRow) -> frozenset[ScoreKind]:
        """Whose ratings of a return are shown.

        All of them to officer, chair and the members of its panel with no tie to the agency; to
        everyone else the agency's own, and the agreed ones once their session is finished. Who
        acts for the agency sees of those what the board shares with it.
        """
        if may(self.actor, Action.SEE_REVIEW, self._as_reviewed(row)):
            return frozenset(ScoreKind)
        is_its_own = any(grant.agency_id == row.agency_id for grant in self.actor.grants)
        is_told = row.submission_id in self.finished and (self.shares_agreed or not is_its_own)
        return _READ | {ScoreKind.AGREED} if is_told else _READ

    def may_name(self, row: MatrixRow) -> bool:
        """Whether it is shown whose row it is."""
        sees_the_board = may(self.actor, Action.COMPARE_AGENCIES, Subject(self.board_id))
        return sees_the_board or self.names_peers or row.submission_id in self.reviewing

    def reads_review(self, row: MatrixRow) -> bool:
        """Whether the return can be opened as its panel reads it."""
        return row.is_returned and may(self.actor, Action.SEE_REVIEW, self._as_reviewed(row))

    def reads_report(self, row: MatrixRow) -> bool:
        """Whether the signed return's report can be opened."""
        subject = Subject(self.board_id, row.agency_id)
        return row.is_returned and may(self.actor, Action.READ_SIGNED_RETURN, subject)

    def rows(self, rows: Iterable[MatrixRow]) -> tuple[MatrixRow, ...]:
        """The agencies that are shown, each with no more of its scores than is shown.

        Those without their names come last, in an order that says nothing of the names.
        """
        shown = [row for row in rows if self.may_see(row)]
        named = [self._row(row) for row in shown if self.may_name(row)]
        others = [row for row in shown if not self.may_name(row)]
        others.sort(key=lambda row: sha256(str(row.submission_id).encode()).digest())
        return (*named, *(replace(self._row(row), name=UNNAMED, slug="") for row in others))

    def standing(self, row: MatrixRow, standing: Standing) -> Standing:
        """Where a question stands, with no more of its ratings than is shown."""
        kinds = self.kinds(row)
        return replace(
            standing,
            panel=standing.panel if ScoreKind.PANEL in kinds else None,
            agreed=standing.agreed if ScoreKind.AGREED in kinds else None,
        )

    def _row(self, row: MatrixRow) -> MatrixRow:
        kinds = self.kinds(row)
        return replace(
            row,
            scores={kind: found for kind, found in row.scores.items() if kind in kinds},
            bands={kind: found for kind, found in row.bands.items() if kind in kinds},
        )

    def _as_reviewed(self, row: MatrixRow) -> Subject:
        """The return with the onlooker's seat on the panel that reviews it, where they have one."""
        its_panel = {self.actor.person_id} if row.submission_id in self.reviewing else set()
        return self._subject(row, frozenset(its_panel))

    def _subject(self, row: MatrixRow, seats: frozenset[int]) -> Subject:
        tied = {self.actor.person_id} if row.agency_id in self.interests else set()
        return Subject(self.board_id, row.agency_id, seated=seats, interested=frozenset(tied))
