"""Small rooms: files of at most 300 lines, functions of at most 30. Also a script, for make check.

A function is counted from its `def` to its last line, docstring included, decorators not.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES = 300, 30
FILES = (
    "s11/**/*.py",
    "forms/**/*.py",
    "bench/**/*.py",
    "tests/**/*.py",
    "tests/**/*.yaml",
    "templates/**/*.html",
    "templates/**/*.txt",
    "standards/**/*.yaml",
    "assets/**/*.py",
    "assets/**/*.scss",
    "assets/**/*.js",
)
WITH_SHORT_FUNCTIONS = ("s11", "forms", "bench")
LEFT_OUT = ("s11/migrations/",)  # Alembic writes them
# What may be longer, and why.
EXCEPTIONS = {
    "tests/rules/macro_cases.yaml": "one table: a case for each form that each macro can take",
}


def files() -> Iterator[Path]:
    """Every file that is held to a size."""
    for pattern in FILES:
        for path in sorted(ROOT.glob(pattern)):
            if not path.relative_to(ROOT).as_posix().startswith(LEFT_OUT):
                yield path


def faults_of(name: str, text: str) -> Iterator[str]:
    """What is too long in the file called `name`, as `file:line: sentence`."""
    lines = text.count("\n")
    if lines > FILE_LINES and name not in EXCEPTIONS:
        yield f"{name}:1: {lines} lines, at most {FILE_LINES}"
    if not (name.endswith(".py") and name.startswith(WITH_SHORT_FUNCTIONS)):
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES and f"{name}:{node.name}" not in EXCEPTIONS:
            yield f"{name}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"


def faults() -> list[str]:
    """Everything that is too long."""
    return [
        fault
        for path in files()
        for fault in faults_of(
            path.relative_to(ROOT).as_posix(), path.read_text("utf-8", "replace")
        )
    ]


if __name__ == "__main__":
    found = faults()
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.exit(bool(found))
