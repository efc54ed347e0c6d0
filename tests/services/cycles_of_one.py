"""A board whose agencies sign one cycle after another, straight through the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from s11 import clock
from s11.domain.answers import Answer, Answers
from s11.domain.cycles import CycleStatus
from s11.domain.merging import Save
from s11.domain.permissions import Role
from s11.domain.snapshot import SignedDocument, SignOff, sha256_of, to_json
from s11.domain.standards import Edition
from s11.domain.submissions import Status
from s11.services import answering, comparing, signing
from s11.services.editions import freeze, frozen
from s11.store import answers as answer_store
from s11.store import submissions
from s11.store.database import db
from s11.store.models import Agency, Board, Cycle, Person, SignedReturn, Submission
from s11.store.submissions import ReturnInHand
from tests import factories


@dataclass
class History:
    """One board; each cycle looks back on the one that is named, `days` of which lie between."""

    days: int = 365
    board: Board = field(default_factory=lambda: factories.board("marlbridge"))
    cycles: dict[str, Cycle] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, tuple[Person, Person]] = field(default_factory=dict)

    def cycle(self, slug: str, asked: Edition, previous: str = "") -> Cycle:
        """An open cycle that asks this edition."""
        later = timedelta(days=self.days * len(self.cycles))
        start = clock.now() - timedelta(days=2000)
        self.cycles[slug] = factories.cycle(
            self.board,
            slug,
            status=CycleStatus.OPEN,
            opened_at=start + later,
            frozen_id=freeze(asked, start).id,
            title=f"Audit {slug}",
            framework=asked.framework,
            edition=asked.edition,
            opens_at=start + later,
            due_at=start + later + timedelta(days=60),
            previous_id=self.cycles[previous].id if previous else None,
        )
        return self.cycles[slug]

    def agency(self, name: str = "Marlbridge Housing", agency_type: str = "housing") -> Agency:
        """An agency with its lead and its accountable officer."""
        if name not in self.agencies:
            made = factories.agency(self.board, agency_type, name)
            lead = factories.person((Role.LEAD, self.board, made))
            signatory = factories.person((Role.SIGNATORY, self.board, made))
            self.agencies[name], self.people[name] = made, (lead, signatory)
        return self.agencies[name]

    def expects(
        self, slug: str, name: str = "Marlbridge Housing", agency_type: str = "housing"
    ) -> Submission:
        """The return that the cycle expects of the agency."""
        cycle, agency = self.cycles[slug], self.agency(name, agency_type)
        query = select(Submission).where(
            Submission.cycle_id == cycle.id, Submission.agency_id == agency.id
        )
        return db.session.scalar(query) or factories.submission(cycle, agency, agency_type)

    def page(self, slug: str, name: str = "Marlbridge Housing") -> ReturnInHand:
        """The return as every page about it starts."""
        found = submissions.return_in_hand(self.board.slug, slug, self.agencies[name].slug)
        assert found
        return found

    def sign(
        self,
        slug: str,
        said: Answers,
        name: str = "Marlbridge Housing",
        agency_type: str = "housing",
    ) -> SignedReturn:
        """Answer, ask for the signature and sign; a return that was signed is reopened first."""
        expected = self.expects(slug, name, agency_type)
        lead, signatory = self.people[name]
        page = self.page(slug, name)
        if page.status is Status.SUBMITTED:
            signing.reopen(factories.by(lead), page, "The panel asked.")
            page = self.page(slug, name)
        edition = frozen(page.edition_sha256 or "")
        standing = answer_store.answers_of(expected.id)
        saves = [Save(_whole(one), _read(standing, key)) for key, one in said.items()]
        answering.save(factories.by(lead), page, edition, saves)
        signing.ask_to_sign(factories.by(lead), self.page(slug, name), edition)
        return signing.sign(
            factories.by(signatory), self.page(slug, name), edition, name="Ade", role="Chief"
        )

    def bring_in(
        self,
        slug: str,
        said: Answers,
        name: str = "Marlbridge Housing",
        agency_type: str = "housing",
        source: str = "",
    ) -> Submission:
        """A signed version that says this, finished or not, as an import brings one in."""
        expected = self.expects(slug, name, agency_type)
        page = self.page(slug, name)
        document = replace(
            DOCUMENT,
            agency_type=agency_type,
            version=page.signed_version + 1,
            edition_sha256=page.edition_sha256 or "",
            answers=said,
            source=source,
            reference=f"{self.board.slug}/{slug}/{name}/{page.signed_version + 1}",
        )
        text = to_json(document)
        row = SignedReturn(
            submission_id=expected.id,
            version=document.version,
            document=text,
            sha256=sha256_of(text),
            signed_by=self.people[name][1].id,
            signed_at=factories.NOON,
        )
        db.session.add(row)
        expected.status, expected.signed_version = Status.SUBMITTED, document.version
        db.session.flush()
        comparing.keep_standing(page)
        db.session.commit()
        return expected


DOCUMENT = SignedDocument(
    board="Marlbridge",
    cycle="Audit",
    due_at=factories.NOON,
    agency="An agency",
    agency_type="housing",
    reference="",
    version=1,
    edition_sha256="",
    answers={},
    files=(),
    objectives=(),
    last_objectives=(),
    scores=(),
    contributors=(),
    sign_off=SignOff("Ade", "Chief", factories.NOON, "True."),
)


def _read(standing: Mapping[str, Answer], key: str) -> int:
    return standing[key].version if key in standing else 0


def _whole(said: Answer) -> Answer:
    """The answer with something to show for it, so that it may be signed."""
    return replace(said, version=0, evidence="Minutes of May.")
