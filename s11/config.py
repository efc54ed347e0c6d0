"""Settings: S11_* in the environment, typed, with defaults that suit one board on one server.

Production refuses to start without its secrets, and nothing can switch the demo on there.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

MIB = 1024 * 1024
SECRET_KEY_FILE = "secret-key"  # noqa: S105 - the name of the file in the data folder


class Environment(StrEnum):
    """Where the platform runs. Only `demo` has sign-in by one click."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"


class SettingsFault(Exception):
    """A setting is missing or cannot be read; the message says which and what to write."""


@dataclass(frozen=True)
class Config:
    """The platform's settings; each field is S11_ and its name in capitals."""

    environment: Environment = Environment.DEVELOPMENT
    secret_key: str = field(default="", repr=False)
    database_url: str = ""
    data_dir: Path = Path("var")
    standards_dir: Path | None = None
    base_url: str = "http://127.0.0.1:8011"
    mail: str = "console"
    mail_from: str = "no-reply@localhost"
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: bool = True
    proxies: int = 0
    idle_minutes: int = 30
    session_hours: int = 12
    upload_mib: int = 20

    @property
    def database(self) -> str:
        """The database's address as SQLAlchemy wants it: `postgresql://` means psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 's11.db').resolve()}"
        scheme, separator, rest = self.database_url.partition("://")
        if scheme in {"postgres", "postgresql"}:
            return f"postgresql+psycopg{separator}{rest}"
        return self.database_url

    @property
    def files_dir(self) -> Path:
        """Where evidence files are kept."""
        return self.data_dir / "files"

    @property
    def is_demo(self) -> bool:
        """Whether sign-in by one click is on."""
        return self.environment is Environment.DEMO

    @property
    def second_factor(self) -> bool:
        """Whether everyone needs an authenticator: always, but in the demo."""
        return self.environment is not Environment.DEMO

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies travel over HTTPS only."""
        return self.base_url.startswith("https://")


def _read(kind: str, name: str, raw: str) -> object:
    try:
        match kind:
            case "Environment":
                return Environment(raw)
            case "int":
                return int(raw)
            case "bool":
                return {"1": True, "yes": True, "true": True, "0": False, "no": False}[raw.lower()]
            case "Path" | "Path | None":
                return Path(raw)
            case _:
                return raw
    except (ValueError, KeyError):
        raise SettingsFault(f"S11_{name.upper()} cannot be {raw!r}: it is a {kind}.") from None


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """The settings in `environ` (the process's own by default); raises SettingsFault."""
    environ = os.environ if environ is None else environ
    given = {
        name: _read(str(described.type), name, environ[f"S11_{name.upper()}"])
        for name, described in Config.__dataclass_fields__.items()
        if environ.get(f"S11_{name.upper()}")
    }
    config = Config(**given)  # type: ignore[arg-type]
    if config.environment is Environment.PRODUCTION:
        _check_production(config)
    elif not config.secret_key:
        config = Config(**(given | {"secret_key": _kept_secret(config.data_dir)}))  # type: ignore[arg-type]
    return config


def _check_production(config: Config) -> None:
    wanted = {
        "S11_SECRET_KEY": len(config.secret_key) >= 32,
        "S11_BASE_URL (https://…)": config.base_url.startswith("https://"),
        "S11_MAIL (smtp)": config.mail == "smtp",
    }
    missing = [name for name, is_there in wanted.items() if not is_there]
    if missing:
        raise SettingsFault(
            "Production needs these settings before it starts: "
            f"{', '.join(missing)}. See docs/deployment.md."
        )


def _kept_secret(data_dir: Path) -> str:
    """A secret for this folder, made once, so that a restart signs nobody out."""
    path = data_dir / SECRET_KEY_FILE
    if path.exists():
        return path.read_text(encoding="ascii")
    data_dir.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(48)
    path.touch(mode=0o600)
    path.write_text(secret, encoding="ascii")
    return secret
