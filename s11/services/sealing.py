"""Sealing: what is kept or handed out unreadable, under keys made from the installation's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from s11.config import Config


def _key(purpose: str) -> bytes:
    """A key of this purpose's own: what is sealed for one opens for no other."""
    config: Config = current_app.extensions["s11"]
    derive = HKDF(SHA256(), length=32, salt=None, info=f"s11 {purpose}".encode())
    return derive.derive(config.secret_key.encode())


def seal(text: str, purpose: str) -> str:
    """`text` encrypted and proof against change, in letters that fit a form field."""
    packed = zlib.compress(text.encode())
    return Fernet(base64.urlsafe_b64encode(_key(purpose))).encrypt(packed).decode()


def unseal(sealed: str, purpose: str, *, max_age: int | None = None) -> str | None:
    """What was sealed for `purpose`; None if it was changed or is older than `max_age` seconds."""
    try:
        fernet = Fernet(base64.urlsafe_b64encode(_key(purpose)))
        return zlib.decompress(fernet.decrypt(sealed.encode(), ttl=max_age)).decode()
    except InvalidToken:
        return None


def fingerprint(text: str, purpose: str) -> str:
    """64 hex letters that show whether two texts are the same, to nobody without the key."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256, so that a copied database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()
