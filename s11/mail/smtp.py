"""Sending through a mail server, encrypted, and never waiting long for one that is silent."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field

from s11.mail.message import MailFault, Message, as_email

TIMEOUT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends by SMTP: STARTTLS where `tls`, and signs in where there is a `user`."""

    host: str
    port: int
    sent_from: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = True
    timeout: float = TIMEOUT_SECONDS

    def send(self, message: Message) -> None:
        """Hand it to the server; raises MailFault if the server did not take it."""
        email = as_email(message, self.sent_from)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
                if self.tls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(email)
        except (smtplib.SMTPException, OSError, UnicodeError) as fault:
            raise MailFault(f"{type(fault).__name__}: {fault}") from fault
