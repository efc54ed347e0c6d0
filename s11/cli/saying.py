"""How the command line says no: a sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any

import click

from s11.catalogue import CatalogueFaults, UnknownEdition
from s11.config import SettingsFault
from s11.domain.errors import S11Error


class Refusal(click.ClickException):
    """Ends a command with a sentence, and with exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence as it is, without a word before it."""
        click.echo(self.message, file=file, err=file is None)


class WrongUsage(Refusal):
    """Ends a command with a sentence and exit code 2: what was typed names nothing there is."""

    exit_code = 2


def _capitalised(error: Exception) -> str:
    sentence = str(error)
    return sentence[:1].upper() + sentence[1:]


def _of_the_system(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}." if error.filename else f"{error}."


REFUSALS: Mapping[type[Exception], tuple[type[Refusal], Callable[[Any], str]]] = {
    CatalogueFaults: (Refusal, str),
    UnknownEdition: (WrongUsage, _capitalised),
    SettingsFault: (Refusal, str),
    S11Error: (Refusal, str),
    OSError: (Refusal, _of_the_system),
}
"""What a command may run into, how it ends then, and the sentence."""


class Sentences(click.Group):
    """A group whose commands turn what they run into into sentences, by the table REFUSALS."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except tuple(REFUSALS) as error:
            refusal, say = next(row for kind, row in REFUSALS.items() if isinstance(error, kind))
            raise refusal(say(error)) from None
