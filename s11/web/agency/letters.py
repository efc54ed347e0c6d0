"""The panel's letters to the agency: each that was issued, on screen and as PDF."""

from __future__ import annotations

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from s11.domain.permissions import Action
from s11.services import lettering
from s11.web.access import allows
from s11.web.agency.blueprint import RETURN, Opened, bp, load_return
from s11.web.agency.reading import way_back


@bp.get(f"{RETURN}/letters")
@allows(Action.SEE_SHARED_CHALLENGES, load_return)
def letter(opened: Opened) -> ResponseReturnValue:
    """The newest letter."""
    return _page(opened)


@bp.get(f"{RETURN}/letters/<int:version>")
@allows(Action.SEE_SHARED_CHALLENGES, load_return)
def letter_version(opened: Opened, version: int) -> ResponseReturnValue:
    """One letter, as it was issued."""
    return _page(opened, version)


@bp.get(f"{RETURN}/letters/<int:version>/letter.pdf")
@allows(Action.SEE_SHARED_CHALLENGES, load_return)
def letter_pdf(opened: Opened, version: int) -> ResponseReturnValue:
    """The same as a PDF; refused where the stored letter is no longer what was issued."""
    page = opened.page
    data = lettering.pdf(lettering.reading(page.id, version), page.board.colour)
    response = Response(data, mimetype="application/pdf")
    name = f"{page.agency_slug}-{page.cycle_slug}-letter-{version}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _page(opened: Opened, version: int | None = None) -> str:
    found = lettering.reading(opened.page.id, version)
    address = opened.page.address
    return render_template(
        "agency/letter.html",
        h1=found.letter.title,
        page=opened.page,
        found=found,
        letter=found.letter,
        pdf=url_for("agency.letter_pdf", version=found.letter.version, **address),
        versions=lettering.readings(opened.page.id),
        back=way_back(opened),
    )
