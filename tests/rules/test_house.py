"""Rules of the house that hold over the source, whoever writes the next file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Outside the store: what a database may refuse, and how the app holds one in memory. No SQL.
SQL_OUTSIDE_THE_STORE = {"sqlalchemy.exc", "sqlalchemy.pool"}
SESSION_OUTSIDE_THE_STORE = {
    "s11/services": {"commit", "flush", "rollback"},
    "s11/web": {"rollback"},
    "s11/cli": set(),
    "s11/app.py": set(),
}
UNWANTED = re.compile(r"\b(invalid|error occurred|please)\b", re.IGNORECASE)
PARTIAL = re.compile(r"(^|/)(_[^/]*|macros/.*|layout/.*|answers/.*|mail/.*)$")


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        top = ROOT / folder
        for path in sorted(top.rglob("*.py") if top.is_dir() else [top]):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text("utf-8"))


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def named(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def test_the_package_s_first_file_is_a_docstring_and_nothing_else() -> None:
    body = ast.parse((ROOT / "s11" / "__init__.py").read_text("utf-8")).body
    assert [type(node) for node in body] == [ast.Expr]


def test_sql_is_written_in_the_store_only() -> None:
    wrong = []
    for name, tree in sources("s11", "forms", "wsgi.py"):
        if name.startswith("s11/store/"):
            continue
        for node in ast.walk(tree):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            wrong += [
                f"{name}:{node.lineno} imports {module}"
                for module in modules
                if module.split(".")[0] == "sqlalchemy" and module not in SQL_OUTSIDE_THE_STORE
            ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", SESSION_OUTSIDE_THE_STORE)
def test_the_session_is_committed_by_services_and_read_by_the_store(folder: str) -> None:
    wrong = []
    for name, tree in sources(folder):
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and ast.unparse(node.value) == "db.session"
                and node.attr not in SESSION_OUTSIDE_THE_STORE[folder]
            ):
                wrong.append(f"{name}:{node.lineno} db.session.{node.attr}")
    assert not wrong, "\n".join(wrong)


def test_no_word_blames_the_reader() -> None:
    wrong = [
        f"{name}:{node.lineno} {node.value[:60]!r}"
        for name, tree in sources("s11", "forms")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and UNWANTED.search(node.value)
    ]
    texts = [*templates(), *(ROOT / "standards").rglob("*.yaml"), *(ROOT / "assets/js").glob("*")]
    wrong += [
        f"{path.relative_to(ROOT).as_posix()}:{number} {line.strip()[:60]}"
        for path in texts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNWANTED.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_template_extends_the_base_or_is_a_part_of_one_that_does() -> None:
    everything = "".join(path.read_text("utf-8") for path in templates())
    code = "".join(path.read_text("utf-8") for path in (ROOT / "s11").rglob("*.py"))
    wrong = []
    for path in templates():
        name, text = named(path), path.read_text("utf-8")
        extends = re.match(r"(\{#.*?#\}\s*)*\{%-? extends ", text, re.DOTALL)
        taken_in = re.search(rf"(include|from|import) \"{re.escape(name)}\"", everything)
        is_macros = f'get_template("{name}").module' in code
        is_part = PARTIAL.search(name) or is_macros or (taken_in and f'"{name}"' not in code)
        if name != "base.html" and not extends and not is_part:
            wrong.append(name)
    assert not wrong, "\n".join(wrong)


def test_every_template_is_asked_for_somewhere() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "s11").rglob("*.py"))
    words = "".join(path.read_text("utf-8") for path in templates())
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    wrong = [
        named(path)
        for path in templates()
        if named(path) not in code + words + tests
        and f'"{path.stem}"' not in code
        # Answers' partials and mails are asked for by the name of what they show.
        and not named(path).startswith(("answers/", "mail/"))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_template_carries_style_or_script_of_its_own() -> None:
    inline = re.compile(
        r"<style|\sstyle\s*=\s*[\"']|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
    )
    wrong = [
        f"{named(path)}:{number} {line.strip()[:80]}"
        for path in templates()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_marked_safe_but_by_its_own_escaping() -> None:
    wrong = [
        f"{named(path)}:{number} {line.strip()[:80]}"
        for path in templates()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"\|\s*safe\b|autoescape false", line)
    ]
    assert not wrong, "\n".join(wrong)
