"""`s11 admin`: the people who look after the installation."""

from __future__ import annotations

import click

from s11.cli.context import by_command, with_app
from s11.cli.saying import Refusal
from s11.domain.register import readable_email
from s11.services import accounts, mailing
from s11.store import people
from s11.store.models import Person


@click.group()
def admin() -> None:
    """Make administrators, and help people who are shut out."""


@admin.command()
@click.option("--email", required=True, help="Where the invitation goes.")
@click.option("--name", required=True, help="The person's name.")
@with_app
def create(email: str, name: str) -> None:
    """Make an administrator and print their invitation link, which is mailed to them too.

    The link works once, for 14 days. Someone who has an account keeps it.
    """
    address = readable_email(email)
    if address is None:
        raise Refusal(f"{email!r} is no e-mail address.")
    path = accounts.create_admin(address, name, by_command())
    click.echo(mailing.link(path))


@admin.command("forget-authenticator")
@click.option("--email", required=True, help="The person's address.")
@with_app
def forget_authenticator(email: str) -> None:
    """Let someone who lost authenticator and recovery codes set up new ones.

    Make sure first that it is them who ask. Their password stays, and they are signed out.
    """
    person = _known(email)
    accounts.forget_authenticator(person, by_command())
    click.echo(f"{person.name} sets up a new authenticator at the next sign-in.")


def _known(email: str) -> Person:
    person = people.person_by_email(email)
    if person is None:
        raise Refusal(f"Nobody has an account with the address {email}.")
    return person
