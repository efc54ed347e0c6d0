"""The senders, and the table from S11_MAIL to one of them."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from s11 import clock
from s11.config import Config, SettingsFault
from s11.mail.message import Message, Sender, as_email
from s11.mail.smtp import SmtpSender


class MemorySender:
    """Keeps messages in a list: for tests."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        """Keep it."""
        self.sent.append(message)


class ConsoleSender:
    """Writes messages to standard error: for development and the demo."""

    def send(self, message: Message) -> None:
        """Write it between two lines."""
        head = f"To: {message.to_name} <{message.to_address}>\nSubject: {message.subject}"
        sys.stderr.write(f"{'-' * 72}\n{head}\n\n{message.body}{'-' * 72}\n")


class FileSender:
    """Writes each message to a folder as an .eml file, which any mail program opens."""

    def __init__(self, folder: Path, sent_from: str) -> None:
        self.folder = folder
        self.sent_from = sent_from

    def send(self, message: Message) -> None:
        """Write it under a name that sorts by time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.eml"
        (self.folder / name).write_bytes(as_email(message, self.sent_from).as_bytes())


def _smtp(config: Config) -> Sender:
    return SmtpSender(
        host=config.smtp_host,
        port=config.smtp_port,
        user=config.smtp_user,
        password=config.smtp_password,
        tls=config.smtp_tls,
        sent_from=config.mail_from,
    )


SENDERS: dict[str, Callable[[Config], Sender]] = {
    "memory": lambda config: MemorySender(),
    "console": lambda config: ConsoleSender(),
    "file": lambda config: FileSender(config.data_dir / "mail", config.mail_from),
    "smtp": _smtp,
}


def sender_for(config: Config) -> Sender:
    """The sender that S11_MAIL names; raises SettingsFault for another name."""
    if config.mail not in SENDERS:
        raise SettingsFault(f"S11_MAIL cannot be {config.mail!r}: it is {', '.join(SENDERS)}.")
    return SENDERS[config.mail](config)
