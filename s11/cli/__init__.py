"""The `s11` command. A group of commands is a module beside this one and a line in GROUPS.

Every refusal is a sentence on stderr; the exit code is 2 for wrong usage and 1 for all else.
"""

from __future__ import annotations

import click

from s11.cli.admin import admin
from s11.cli.audit import audit
from s11.cli.backup import backup, restore
from s11.cli.blank import blank
from s11.cli.boards import board
from s11.cli.chase import chase
from s11.cli.cycles import cycle
from s11.cli.database import database
from s11.cli.demo import demo
from s11.cli.imports import imports
from s11.cli.report import report
from s11.cli.saying import Sentences
from s11.cli.scores import scores
from s11.cli.standards import standards

GROUPS: tuple[click.Command, ...] = (
    standards,
    board,
    cycle,
    imports,
    report,
    chase,
    scores,
    audit,
    database,
    admin,
    backup,
    restore,
    demo,
)


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="section11", message="%(package)s %(version)s")
def s11() -> None:
    """Run Section 11 self-assessments: standards, boards, cycles, agencies, reports."""


standards.add_command(blank)
for group in GROUPS:
    s11.add_command(group)


def main() -> None:
    """Run the `s11` command; the entry point named in pyproject.toml."""
    s11()
