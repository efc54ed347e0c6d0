"""The second factor: codes from an authenticator (RFC 6238), and recovery codes instead of one."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp
import segno

from s11.services import sealing
from s11.store import accounts
from s11.store.models import Person, RecoveryCode

PURPOSE = "authenticator"
STEP_SECONDS = 30
# A phone's clock may be a step off, either way.
DRIFT = (0, -1, 1)
RECOVERY_CODES = 10
# No letters that are mistaken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
ISSUER = "Section 11"


def new_secret() -> str:
    """A new authenticator key, 160 bits in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """The key as an address that authenticator apps open."""
    address: str = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    return address


def picture(secret: str, email: str) -> str:
    """The QR code that an authenticator app reads, as a data: address for an <img>."""
    code = segno.make(address_of(secret, email), error="m")
    uri: str = code.svg_data_uri(scale=5, border=3, light="#fff")
    return uri


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The half-minute that `code` belongs to, if it is right at `at`; else None."""
    typed = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now + drift for drift in DRIFT):
        if hmac.compare_digest(pyotp.HOTP(secret).at(step).encode(), typed.encode()):
            return step
    return None


def seal_secret(secret: str) -> str:
    """What is kept of an authenticator's key."""
    return sealing.seal(secret, PURPOSE)


def use(person: Person, code: str, at: datetime) -> bool:
    """Accept a code from the authenticator or a recovery code, each of them once; no commit."""
    secret = sealing.unseal(person.authenticator or "", PURPOSE)
    step = step_of(secret, code, at) if secret else None
    if step is not None:
        return accounts.use_step(person.id, step)
    return accounts.use_recovery_code(person.id, _fingerprint(person.id, code), at)


def renew_codes(person: Person) -> list[str]:
    """Ten new recovery codes in place of all older ones; they are shown now and never again."""
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    accounts.replace_recovery_codes(
        person.id,
        [RecoveryCode(person_id=person.id, code_hash=_fingerprint(person.id, c)) for c in codes],
    )
    return codes


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _fingerprint(person_id: int, code: str) -> str:
    typed = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return sealing.fingerprint(f"{person_id}/{typed}", "recovery code")
