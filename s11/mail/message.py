"""The port: a message to one person, and what a sender does with it."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Protocol

from s11 import clock


class MailFault(Exception):
    """A message was not sent; the sentence says why and names no secret."""


@dataclass(frozen=True, slots=True)
class Message:
    """A plain-text message to one person. Raises MailFault where a line end is in a header."""

    to_address: str
    to_name: str
    subject: str
    body: str
    reply_to: str = ""

    def __post_init__(self) -> None:
        for header in (self.to_address, self.to_name, self.subject, self.reply_to):
            # A line end here could add headers, and so recipients, of somebody else's choice.
            if any(ord(letter) < 32 or ord(letter) == 127 for letter in header):
                raise MailFault("A line end or control character stands in a header.")


class Sender(Protocol):
    """Something that sends a message, or raises MailFault."""

    def send(self, message: Message) -> None: ...


def as_email(message: Message, sent_from: str) -> EmailMessage:
    """The message as it travels; raises MailFault for an address that cannot be one."""
    email = EmailMessage(policy=SMTP)
    try:
        email["From"] = Address(addr_spec=sent_from)
        email["To"] = Address(message.to_name, addr_spec=message.to_address)
        if message.reply_to:
            email["Reply-To"] = Address(addr_spec=message.reply_to)
    except (MessageError, ValueError, IndexError) as fault:
        raise MailFault(f"An address cannot be used: {fault}") from fault
    email["Subject"] = message.subject
    email["Date"] = format_datetime(clock.now(), usegmt=True)
    email["Message-ID"] = make_msgid(domain=sent_from.rpartition("@")[2])
    # Asks out-of-office replies not to answer.
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.body)
    return email
