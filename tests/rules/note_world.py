"""The challenge notes of the small world: one shared, with a private comment, and one private."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from s11.domain.challenges import Anchor, ChallengeKind
from s11.domain.cycles import london
from s11.services import challenging
from s11.store.models import Person
from s11.store.submissions import ReturnInHand
from tests import factories

# The agency's pages about notes and versions are of the cycle whose return is signed.
SCENES = {
    f"agency.{page}": {"cycle": "closed"}
    for page in ("notes", "note", "answer_note", "differences")
}


def own(signed: ReturnInHand, people: Mapping[str, Person]) -> dict[str, Any]:
    """Two notes about the signed return; "number" is the one that the agency reads."""
    by = factories.by(people["a panel member"])
    due = london(by.at).date() + timedelta(days=14)
    question, concern = ChallengeKind.QUESTION, ChallengeKind.CONCERN
    about = Anchor("a", "a.1")
    number = challenging.raise_note(
        by, signed, question, about, "How was this checked?", shared=True, due_on=due
    )
    challenging.note(by, signed, number, "Between us: thin.", private=True)
    challenging.raise_note(by, signed, concern, Anchor(), "Between us: thin all over.")
    return {"number": number}
