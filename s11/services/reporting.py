"""Reporting: a signed return read from its document, and the PDFs that are made from frozen values.

What is made depends on nothing but what was frozen, so it is kept in memory and never out of date.
What a panel shares beside a return is frozen too, as of when it is read.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app
from markupsafe import Markup

from s11 import paths
from s11.domain import compare_words
from s11.domain.beside import NOTHING, Agreed, Before, Beside, beside
from s11.domain.compare_report import CompareReport, CycleNamed, compare_report
from s11.domain.errors import WrongState
from s11.domain.report import AgencyReport, signed_report
from s11.domain.snapshot import from_json, sha256_of
from s11.reports.agency import agency_pdf
from s11.reports.blank import blank_pdf
from s11.services import comparing as compared_returns
from s11.services import moderating
from s11.services.editions import frozen
from s11.services.looking_back import last_return
from s11.store import challenges, comparing, moderation
from s11.store.cycles import CycleInHand, cycle_in_hand
from s11.store.models import SignedReturn
from s11.store.submissions import ReturnInHand

FONT_FACE = re.compile(r"@font-face\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class SignedReading:
    """A signed return as its document tells it."""

    document: str
    sha256: str
    report: AgencyReport

    @property
    def intact(self) -> bool:
        """Whether the stored document still has the hash that was kept when it was signed."""
        return sha256_of(self.document) == self.sha256


def reading(signed: SignedReturn) -> SignedReading:
    """One version of a return; raises LookupError where its frozen edition is gone."""
    return SignedReading(signed.document, signed.sha256, _report(signed.document, signed.sha256))


def beside_of(page: ReturnInHand, found: SignedReading) -> Beside:
    """What the panel has shared beside the newest signed version, and how it moved.

    An older version stands alone: what was said since is about the newer.
    """
    if found.report.version != page.signed_version:
        return NOTHING
    document, ratings = from_json(found.document), moderating.shared_with_agency(page.id)
    agreed = moderation.agreement_of(page.id, finished=True)
    return beside(
        document,
        frozen(document.edition_sha256),
        ratings,
        challenges.shared_of(page.id),
        agreed=Agreed(agreed.at, agreed.signed_version) if agreed else None,
        before=_before(page),
    )


def _before(page: ReturnInHand) -> Before | None:
    last = last_return(page.last_signed_sha256)
    moved = compared_returns.movement_of(page) if last else None
    return Before(last.document, last.edition, moved) if last and moved else None


def pdf(found: SignedReading, colour: str, its_beside: Beside = NOTHING) -> bytes:
    """The report on paper, in the board's colour; raises WrongState where it is not intact."""
    if not found.intact:
        raise WrongState(
            "This return no longer matches the SHA-256 that was kept when it was signed, so no "
            "report is made from it. Tell the board's officer."
        )
    return _pdf(found.document, found.sha256, colour, its_beside)


@lru_cache(maxsize=64)
def blank(edition_sha256: str, agency_type: str, board: str, colour: str) -> bytes:
    """The printable questionnaire of a frozen edition for one type of agency."""
    return blank_pdf(frozen(edition_sha256), agency_type, board, colour)


@lru_cache(maxsize=64)
def _report(document: str, sha256: str) -> AgencyReport:
    signed = from_json(document)
    return signed_report(signed, frozen(signed.edition_sha256), sha256)


@lru_cache(maxsize=16)
def _pdf(document: str, sha256: str, colour: str, its_beside: Beside) -> bytes:
    return agency_pdf(_report(document, sha256), colour, its_beside)


def compared(cycle: CycleInHand) -> CompareReport:
    """An opened cycle compared, from what is kept: nothing that was answered or signed is read."""
    edition = frozen(cycle.edition_sha256 or "")
    past = cycle_in_hand(cycle.board.slug, cycle.previous_slug) if cycle.previous_slug else None
    before = None
    if past is not None:
        old = frozen(past.edition_sha256) if past.edition_sha256 else None
        before = (CycleNamed(past.slug, past.title), old)
    return compare_report(
        cycle.board.name,
        CycleNamed(cycle.slug, cycle.title),
        edition,
        comparing.matrix(cycle.id),
        (one for rows in comparing.standings(cycle.id).values() for one in rows),
        before,
    )


def compared_page(report: CompareReport) -> str:
    """The report as a page that stands by itself: to keep, to send, to print."""
    page = current_app.jinja_env.get_template("reports/compare.html")
    return page.render(report=report, words=compare_words, style=_style()) + "\n"


@lru_cache(maxsize=1)
def _style() -> Markup:
    """The built styles as an element of a page, without the letters that lie in other files."""
    manifest = json.loads((paths.BUILT / "manifest.json").read_text("utf-8"))
    styles = (paths.BUILT / manifest["app.css"]).read_text("utf-8")
    # Built by us, and a page by itself has no policy: nothing here was typed by anybody.
    return Markup("<style>" + FONT_FACE.sub("", styles) + "</style>")  # noqa: S704
