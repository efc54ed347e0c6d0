"""The page of the difference between two signed versions, for the panel and the agency alike."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request

from s11.domain.differences import difference
from s11.domain.errors import NotFound
from s11.services import reporting
from s11.store import signing
from s11.store.models import SignedReturn
from s11.store.submissions import ReturnInHand


def differences_page(page: ReturnInHand, back: tuple[str, str]) -> str:
    """The difference between the versions that the query string names, else the last two."""
    versions = signing.signed_versions(page.id)
    if not versions:
        raise NotFound
    newest = versions[0].version
    later = _asked("to", newest)
    earlier = _asked("from", max(later - 1, 1))
    then, now = (reporting.reading(_one(versions, number)) for number in (earlier, later))
    return render_template(
        "reports/differences.html",
        h1=f"What changed in version {later}",
        page=page,
        back=back,
        versions=versions,
        earlier=_one(versions, earlier),
        later=_one(versions, later),
        intact=then.intact and now.intact,
        found=difference(then.report, now.report),
    )


def _asked(name: str, otherwise: int) -> int:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else otherwise


def _one(versions: Sequence[SignedReturn], number: int) -> SignedReturn:
    found = next((one for one in versions if one.version == number), None)
    if found is None:
        raise NotFound
    return found
