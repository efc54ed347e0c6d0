"""`s11 report`: what the board's pages print, as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from s11.cli.context import must_find_cycle, with_app
from s11.cli.saying import Refusal, WrongUsage
from s11.domain.compare_report import CompareReport
from s11.reports.compare import compare_csv, compare_json
from s11.services import reporting
from s11.store import signing
from s11.store.cycles import CycleInHand
from s11.store.models import SignedReturn
from s11.store.submissions import ReturnInHand, return_in_hand


@click.group()
def report() -> None:
    """Write reports: an agency's as a PDF, a cycle compared as a page or as data."""


@report.command()
@click.option("--cycle", required=True, help="The cycle's short name, as in addresses.")
@click.option("--agency", required=True, help="The agency's short name.")
@click.option("--board", help="The board's short name, where several have such a return.")
@click.option("--version", type=click.IntRange(1), help="Which version; the newest without it.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file."
)
@with_app
def agency(cycle: str, agency: str, board: str | None, version: int | None, out: Path) -> None:
    """Write an agency's signed return as a PDF, the same as its page offers."""
    page = _return(board, cycle, agency)
    found = reporting.reading(_signed(page, version))
    out.write_bytes(reporting.pdf(found, page.board.colour, reporting.beside_of(page, found)))
    click.echo(
        f"{out}: {found.report.agency}, {found.report.cycle}, version {found.report.version}"
    )


FORMS: Mapping[str, Callable[[CompareReport], str]] = {
    "json": compare_json,
    "csv": compare_csv,
    "html": reporting.compared_page,
}
# Excel needs a mark at the start of a CSV file to read its letters; programs do without it.
ENCODINGS = {"csv": "utf-8-sig"}


@report.command()
@click.option("--cycle", required=True, help="The cycle's short name, as in addresses.")
@click.option("--board", help="The board's short name, where several have such a cycle.")
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="html", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; else it is printed."
)
@with_app
def compare(cycle: str, board: str | None, form: str, out: Path | None) -> None:
    """Compare a cycle's agencies with each other, with their panel and with the cycle before.

    Signed returns only: the matrix of scores, how often each level was chosen, what moved.
    """
    found = reporting.compared(_opened(board, cycle))
    text = FORMS[form](found)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_bytes(text.encode(ENCODINGS.get(form, "utf-8")))
    returned, expected = len(found.returned), len(found.rows)
    click.echo(f"{out}: {found.cycle.title}, {returned} of {expected} returned")


def _opened(board: str | None, slug: str) -> CycleInHand:
    found = must_find_cycle(board, slug)
    if found.edition_sha256 is None:
        raise Refusal(f"{found.title} has not been opened yet, so there is nothing to compare.")
    return found


def _return(board: str | None, cycle: str, agency: str) -> ReturnInHand:
    boards = [board] if board else signing.boards_with_return(cycle, agency)
    if len(boards) > 1:
        sentence = f"Several boards have such a return: {', '.join(boards)}. Say --board."
        raise WrongUsage(sentence)
    page = return_in_hand(boards[0], cycle, agency) if boards else None
    if page is None:
        where = f" at {board}" if board else ""
        sentence = f"There is no return of {agency} in the cycle {cycle}{where}."
        raise WrongUsage(sentence)
    return page


def _signed(page: ReturnInHand, version: int | None) -> SignedReturn:
    versions = signing.signed_versions(page.id)
    if not versions:
        raise Refusal(f"The return of {page.agency_name} has not been signed yet.")
    wanted = version or versions[0].version
    for one in versions:
        if one.version == wanted:
            return one
    known = ", ".join(str(one.version) for one in reversed(versions))
    raise WrongUsage(f"There is no version {version}; there are {known}.")
