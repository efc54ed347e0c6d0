"""Reading a signed return: its report on screen and as PDF, each version; a blank to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from s11.domain import beside_words, question_words, report_words
from s11.domain.errors import NotFound
from s11.domain.permissions import Action, may
from s11.services import reporting
from s11.store import signing
from s11.store.models import SignedReturn
from s11.web import identity
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return
from s11.web.agency.evidence import file_links
from s11.web.versions import differences_page

WORDS = (
    question_words.came_of_it,
    question_words.facts,
    question_words.file_facts,
    question_words.file_line,
    question_words.intended,
    question_words.mark_line,
    question_words.short_answer,
    question_words.who_and_when,
    report_words.standard_lines,
)
"""What the parts of a report may ask of a value as a filter: the words that paper has too."""

for word in WORDS:
    bp.add_app_template_filter(word)


@bp.get(f"{RETURN}/report")
@allows(Action.READ_SIGNED_RETURN, load_return)
def report(opened: Opened) -> ResponseReturnValue:
    """The newest version that was signed."""
    return _page(opened)


@bp.get(f"{RETURN}/versions/<int:version>")
@allows(Action.READ_SIGNED_RETURN, load_return)
def report_version(opened: Opened, version: int) -> ResponseReturnValue:
    """One version, as it was signed."""
    return _page(opened, version)


@bp.get(f"{RETURN}/versions/<int:version>/report.pdf")
@allows(Action.READ_SIGNED_RETURN, load_return)
def report_pdf(opened: Opened, version: int) -> ResponseReturnValue:
    """The same as a PDF; refused where the stored document is no longer what was signed."""
    found = reporting.reading(_one(signing.signed_versions(opened.page.id), version))
    page = opened.page
    name = f"{page.agency_slug}-{page.cycle_slug}-version-{version}.pdf"
    its_beside = reporting.beside_of(page, found)
    return _pdf(reporting.pdf(found, page.board.colour, its_beside), name)


@bp.get(f"{RETURN}/blank.pdf")
@allows(Action.SEE_WORKING_RETURN, load_return)
def blank(opened: Opened) -> ResponseReturnValue:
    """The questions for this type of agency on paper, to talk over and write on."""
    page = opened.page
    data = reporting.blank(
        page.edition_sha256 or "", page.agency_type, page.board.name, page.board.colour
    )
    return _pdf(data, f"{page.cycle_slug}-questions.pdf")


@bp.get(f"{RETURN}/differences")
@allows(Action.READ_SIGNED_RETURN, load_return)
def differences(opened: Opened) -> ResponseReturnValue:
    """What a later signed version says otherwise than an earlier."""
    return differences_page(opened.page, way_back(opened))


def _page(opened: Opened, version: int | None = None) -> str:
    versions = signing.signed_versions(opened.page.id)
    found = reporting.reading(_one(versions, version))
    return render_template(
        "reports/agency.html",
        h1=found.report.agency,
        pdf=_address("agency.report_pdf", opened, found.report.version),
        page=opened.page,
        report=found.report,
        words=report_words,
        beside=reporting.beside_of(opened.page, found),
        beside_words=beside_words,
        intact=found.intact,
        links=file_links(opened.page),
        back=way_back(opened),
        versions=[
            (one, _address("agency.report_version", opened, one.version)) for one in versions
        ],
    )


def way_back(opened: Opened) -> tuple[str, str]:
    """Where the reader came from: the agency's people from their return, the board's from its."""
    page = opened.page
    if may(identity.actor(), Action.SEE_WORKING_RETURN, opened.subject):
        return url_for("agency.tasks", **page.address), "Your return"
    return url_for("officer.agency_return", **page.address), f"Where {page.agency_name} stands"


def _address(endpoint: str, opened: Opened, version: int) -> str:
    place: dict[str, Any] = {**opened.page.address, "version": version}
    return url_for(endpoint, **place)


def _one(versions: Sequence[SignedReturn], version: int | None) -> SignedReturn:
    """That version, or the newest; raises NotFound."""
    for one in versions:
        if version in {None, one.version}:
            return one
    raise NotFound


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
