"""create_app: configure, wire, return."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.pool import StaticPool
from werkzeug.middleware.proxy_fix import ProxyFix

from s11 import files, logs, paths
from s11.config import MIB, Config, Environment, read_config
from s11.services import starting
from s11.store import database
from s11.store.database import db
from s11.web import errors, headers, layout
from s11.web.blueprints import BLUEPRINTS
from s11.web.identity import login_manager

csrf = CSRFProtect()
READING = {"GET", "HEAD", "OPTIONS"}
MACROS = ("macros/", "answers/")


def create_app(config: Config | None = None) -> Flask:
    """The platform as a WSGI app, from `config` or from the environment."""
    config = config or read_config()
    logs.configure(config.environment)
    app = Flask("s11", template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    app.config.update(_flask_settings(config))
    app.extensions["s11"] = config
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    _wire_database(app, config)
    csrf.init_app(app)
    login_manager.init_app(app)
    for part in (files, headers, layout, errors):
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _warm(app, config)
    return app


def _warm(app: Flask, config: Config) -> None:
    """Have templates and statements compiled before the first request.

    Templates come from the last start's work if it is kept.
    """
    if config.environment in {Environment.TEST, Environment.DEVELOPMENT}:
        return
    folder = config.data_dir / "cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        template = app.jinja_env.get_template(name)
        if name.startswith(MACROS):
            template.module  # noqa: B018 - made when it is first asked for, and kept
    with app.app_context():
        starting.read_ahead()


def _flask_settings(config: Config) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.environment is Environment.TEST,
        "PROPAGATE_EXCEPTIONS": config.environment is Environment.TEST,
        "SQLALCHEMY_DATABASE_URI": config.database,
        # A statement that fails is logged without its values: they are people's words.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "SESSION_COOKIE_NAME": "s11",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=config.session_hours),
        # The token is bound to the session and lives as long: an hour's limit would lose answers.
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": (config.upload_mib + 4) * MIB,
        "MAX_FORM_MEMORY_SIZE": 4 * MIB,
        "MAX_FORM_PARTS": 5000,
        "TEMPLATES_AUTO_RELOAD": config.environment is Environment.DEVELOPMENT,
        # Built assets carry their hash in the name, so browsers may keep them for good.
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    }
    if config.database == "sqlite://":
        settings["SQLALCHEMY_ENGINE_OPTIONS"]["poolclass"] = StaticPool
    return settings


def _wire_database(app: Flask, config: Config) -> None:
    if config.database.startswith("sqlite:///"):
        config.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)

    @app.before_request
    def read_without_locking() -> None:
        if request.method in READING:
            g.reading = database.start_reading()

    @app.teardown_request
    def stop_reading(_error: BaseException | None) -> None:
        if "reading" in g:
            database.stop_reading(g.pop("reading"))
