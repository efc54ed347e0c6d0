"""`s11 standards blank`: an edition's questions on paper."""

from __future__ import annotations

from pathlib import Path

import click

from s11.catalogue import load
from s11.cli.saying import WrongUsage
from s11.cli.standards import with_standards
from s11.reports.blank import blank_pdf


@click.command()
@click.argument("framework")
@click.argument("edition")
@click.option("--agency-type", metavar="T", help="Only what this type of agency can be asked.")
@click.option("--board", default="", help="The name to put on the cover.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file."
)
@with_standards
def blank(
    framework: str,
    edition: str,
    agency_type: str | None,
    board: str,
    out: Path,
    roots: tuple[Path, ...],
) -> None:
    """Write the questions with their guidance and room to write, as a PDF to print."""
    found = load(*roots).edition(framework, edition)
    if agency_type is not None and agency_type not in found.agency_types:
        known = ", ".join(found.agency_types)
        raise WrongUsage(f'There is no agency type "{agency_type}"; there are {known}.')
    out.write_bytes(blank_pdf(found, agency_type, board or found.title))
    click.echo(f"{out}: {found.title}")
