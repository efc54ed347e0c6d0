"""A return that a panel read and weighed last cycle, and the agency's next one, just opened."""

from __future__ import annotations

from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.moderation import PanelRating
from s11.domain.panels import Sharing
from s11.domain.sessions import Attendance
from s11.domain.standards import Edition
from s11.services import challenging, holding, panelling
from s11.store.cycles import cycle_in_hand
from s11.store.submissions import ReturnInHand, return_in_hand
from tests import factories
from tests.meeting import Meeting
from tests.services.test_moderating import ASKED

LOWER = PanelRating("a.1", "red", reason="The minutes name nobody.")


class Recalled(Meeting):
    """Marlbridge Housing signed last year; its panel speaks; this year's return looks back on it.

    `edition` is what is asked now.
    """

    def __init__(self, edition: Edition = ASKED) -> None:
        super().__init__()
        board, agency = self.at.board, self.at.agency
        self.next_cycle = factories.open_cycle(
            board, edition, "s11-2027", title="Section 11, 2027", previous_id=self.at.cycle.id
        )
        self.next_return = factories.submission(self.next_cycle, agency)
        self.next_path = self.at.path.replace(self.at.cycle.slug, "s11-2027")

    @property
    def next_page(self) -> ReturnInHand:
        """The return that looks back."""
        found = return_in_hand(self.at.board.slug, "s11-2027", self.at.agency.slug)
        assert found
        return found

    def raise_note(
        self, text: str, about: str = "a.1", *, shared: bool = False, standard: str = "a"
    ) -> int:
        """A note of the panel's about last year's return; its number."""
        anchor, kind = Anchor(standard, about), ChallengeKind.QUESTION
        return challenging.raise_note(self.by(), self.page, kind, anchor, text, shared=shared)

    def agree_in_session(self, *changes: PanelRating) -> None:
        """Agree these beside what was proposed, in the session, which goes on."""
        by, read = factories.by(self.at.officer), holding.standing(self.page.id)
        holding.agree(by, self.running, self.page, ASKED, self.document, changes, read)

    def finish(self) -> None:
        """Finish the session, a minute from now."""
        by, emyr = self.by(minutes=1), f"person:{self.emyr.id}"
        said = Attendance(frozenset(), frozenset({emyr}))
        holding.set_presence(by, self.running, said)
        holding.finish(by, self.running)

    def share_ratings(self, sharing: Sharing) -> None:
        """Have the board decide what its agencies see."""
        cycle = cycle_in_hand(self.at.board.slug, self.at.cycle.slug)
        assert cycle
        by = factories.by(self.at.officer)
        panelling.set_sharing(cycle, sharing, names_peers=False, by=by)
