"""`s11 standards`: check the data files, read an edition, compare two, begin a new one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from s11.catalogue import Catalogue, CatalogueFaults, load
from s11.cli.printing import differing, shown
from s11.cli.saying import Refusal, WrongUsage
from s11.paths import STANDARDS

_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_EMPTY_CHANGES = "# What became of each question of {old}. One not named here is as it was.\n[]\n"


def with_standards(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `roots`: the shipped folder and, where there is one, the board's own."""

    @click.option(
        "--standards-dir",
        envvar="S11_STANDARDS_DIR",
        type=click.Path(path_type=Path),
        help="A board's own standards folder, beside the shipped one.  [env: S11_STANDARDS_DIR]",
    )
    @wraps(command)
    def wrapped(standards_dir: Path | None, **rest: Any) -> None:
        own = [] if standards_dir is None else [standards_dir]
        command(roots=tuple(_nearby(root) for root in (STANDARDS, *own)), **rest)

    return wrapped


def _nearby(path: Path) -> Path:
    """The path as seen from here, if it lies below: shorter to read in a fault."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


@click.group()
def standards() -> None:
    """Check, read, compare and begin editions of the standards."""


@standards.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@with_standards
def lint(paths: tuple[Path, ...], roots: tuple[Path, ...]) -> None:
    """Tell every fault of the data files as file:line:column.

    PATH is a folder that holds frameworks; several are read together, each adding to those
    before it. Without one, the shipped standards are read, and the board's own beside them.
    """
    try:
        catalogue = load(*(paths or roots))
    except CatalogueFaults as error:
        click.echo(str(error))
        raise click.exceptions.Exit(1) from None
    click.echo(_counted(catalogue))


def _counted(catalogue: Catalogue) -> str:
    editions = [edition for name in catalogue.frameworks() for edition in catalogue.editions(name)]
    questions = sum(len(list(edition.questions())) for edition in editions)
    counts = {"framework": len(catalogue.frameworks()), "edition": len(editions)}
    counts["question"] = questions
    said = [f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items()]
    return f"{', '.join(said)}: no faults."


@standards.command()
@click.argument("framework")
@click.argument("edition")
@click.option("--agency-type", metavar="T", help="Only what this type of agency can be asked.")
@with_standards
def show(framework: str, edition: str, agency_type: str | None, roots: tuple[Path, ...]) -> None:
    """Print an edition: its standards, questions, conditions and bands."""
    found = load(*roots).edition(framework, edition)
    if agency_type is not None and agency_type not in found.agency_types:
        known = ", ".join(found.agency_types)
        raise WrongUsage(f'There is no agency type "{agency_type}"; there are {known}.')
    click.echo("\n".join(shown(found, agency_type)))


@standards.command()
@click.argument("framework")
@click.argument("old")
@click.argument("new")
@with_standards
def diff(framework: str, old: str, new: str, roots: tuple[Path, ...]) -> None:
    """Print what was added, retired, reworded, rescaled and moved from OLD to NEW."""
    catalogue = load(*roots)
    before, now = catalogue.edition(framework, old), catalogue.edition(framework, new)
    lines = differing(before, now, catalogue.lineage(framework, old, new))
    click.echo("\n".join(lines))


@standards.command("new-edition")
@click.argument("framework")
@click.argument("new")
@click.option("--from", "old", metavar="OLD", required=True, help="The edition to begin with.")
@with_standards
def new_edition(framework: str, new: str, old: str, roots: tuple[Path, ...]) -> None:
    """Begin the edition NEW as a copy of OLD.

    The copy follows OLD and has an empty changes.yaml. It is put in the board's own folder where
    there is one, else beside the shipped editions.
    """
    if not _NAME.fullmatch(new):
        sentence = f'"{new}" is no name for an edition: use small letters, digits and hyphens.'
        raise WrongUsage(sentence)
    sources = [root / framework / old for root in roots]
    source = next((folder for folder in sources if (folder / "edition.yaml").exists()), None)
    if source is None:
        raise WrongUsage(f"There is no edition {old} of {framework} to begin with.")
    for folder in (root / framework / new for root in roots):
        if folder.exists():
            raise Refusal(f"{folder} is there already, and nothing was changed.")
    target = roots[-1] / framework / new
    shutil.copytree(source, target)
    edition = target / "edition.yaml"
    edition.write_text(_following(edition.read_text("utf-8"), old, new), "utf-8")
    (target / "changes.yaml").write_text(_EMPTY_CHANGES.format(old=old), "utf-8")
    click.echo(
        f"{target} follows {old}. Give it its title in edition.yaml, then mend the questions"
    )
    click.echo(
        "and say in changes.yaml what became of each; `s11 standards lint` tells what is left."
    )


def _following(text: str, old: str, new: str) -> str:
    """edition.yaml with its name and what it follows, and all the rest as it was."""
    kept = re.sub(r"(?m)^previous:.*\n", "", text)
    return re.sub(r"(?m)^edition:.*$", f'edition: "{new}"\nprevious: "{old}"', kept, count=1)
