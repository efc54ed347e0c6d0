"""Getting in: signing in, the second factor, invitations, resets, one's own account."""

from s11.web.auth import account, home, invitations, pages, second_factor, session, signing_in
from s11.web.auth.blueprint import bp

__all__ = [
    "account",
    "bp",
    "home",
    "invitations",
    "pages",
    "second_factor",
    "session",
    "signing_in",
]
