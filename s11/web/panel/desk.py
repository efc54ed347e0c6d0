"""What lies before somebody who reads a return for its panel: read once for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from s11.domain.challenges import Challenge
from s11.domain.comparison import Comparison
from s11.domain.moderation import PanelRating, Ratings, ScoreKind, differs, moderated_score
from s11.domain.reading import Mark, Versions
from s11.domain.report import StandardReport, files_by_question, standard_reports
from s11.domain.snapshot import SignedDocument, SignedScore, scores_to_keep
from s11.services import comparing, enquiring
from s11.services.enquiring import LineSeen
from s11.services.looking_back import last_return
from s11.services.reading import THE_RETURN
from s11.store import challenges, moderation
from s11.store import reading as store
from s11.store.moderation import Agreed
from s11.store.reading import Setting, Signed
from s11.web import identity
from s11.web.panel.blueprint import Reviewed

Scores = Mapping[str, SignedScore]


@dataclass(frozen=True)
class Desk:
    """A return with everything around it that its panel weighs."""

    review: Reviewed
    signed: Sequence[Signed]
    marks: Mapping[str, Mark]
    versions: Versions
    panel: Ratings
    agreed: Ratings
    agreement: Agreed | None
    setting: Setting
    comparison: Comparison | None
    lines: tuple[LineSeen, ...]
    notes: Sequence[Challenge]
    standards: tuple[StandardReport, ...]

    @property
    def looked(self) -> Mark | None:
        """When the reader last looked at the return's front page."""
        return self.marks.get(THE_RETURN)

    @property
    def read(self) -> frozenset[str]:
        """The questions that the reader has read as they now stand."""
        return self.versions.read(self.marks)

    @property
    def open_lines(self) -> list[LineSeen]:
        """The lines of enquiry that nobody put aside, heaviest first."""
        return [one for one in self.lines if not one.dismissed]

    @property
    def differing(self) -> list[PanelRating]:
        """The panel's ratings that are other than the agency's own."""
        edition, answers = self.review.edition, self.review.document.answers
        return [
            rating
            for key, rating in self.panel.items()
            if (question := edition.question(key)) and differs(question, answers.get(key), rating)
        ]

    def scores(self, kind: ScoreKind) -> Scores:
        """The scores of one kind by standard ("" for all); empty before there are any."""
        document = self.review.document
        if kind is ScoreKind.SELF:
            return {one.standard: one for one in document.scores}
        said = self.panel if kind is ScoreKind.PANEL else self.agreed
        if not (said if kind is ScoreKind.PANEL else self.agreement):
            return {}
        overall = moderated_score(self.review.edition, document.agency_type, document.answers, said)
        return {one.standard: one for one in scores_to_keep(overall)}


def desk_of(review: Reviewed) -> Desk:
    """Everything that the pages of a review show, in a fixed number of statements."""
    page = review.page
    signed = store.versions_of(page.id)
    documents = {one.version: _document(one.sha256) for one in signed}
    ratings = moderation.ratings_of(page.id)
    return Desk(
        review=review,
        signed=signed,
        marks=store.marks_of(page.id, identity.actor().person_id),
        versions=Versions(documents, review.signed.version),
        panel=ratings[ScoreKind.PANEL],
        agreed=ratings[ScoreKind.AGREED],
        agreement=moderation.agreement_of(page.id),
        setting=store.setting_of(page.id),
        comparison=comparing.movement_of(page),
        lines=enquiring.lines(page, review.edition, review.document),
        notes=challenges.challenges_of(page.id),
        standards=reports_of(review.signed.sha256),
    )


def _document(sha256: str) -> SignedDocument:
    found = last_return(sha256)
    if found is None:
        raise LookupError(sha256)
    return found.document


@lru_cache(maxsize=64)
def reports_of(sha256: str) -> tuple[StandardReport, ...]:
    """Each standard of a signed return in words; what was signed never changes."""
    found = last_return(sha256)
    if found is None:
        raise LookupError(sha256)
    said = found.document
    scores = {one.standard: one for one in said.scores}
    files = files_by_question(said.files)
    return standard_reports(found.edition, said.agency_type, said.answers, files, scores)
