"""What one worker weighs: run as a process of its own, it prints its private memory in kilobytes.

`python -m bench.weighing bare` is a bare Flask app; `python -m bench.weighing ours` is the platform
after it has made PDFs. Each imports only what such a worker would.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from flask import Flask

PDFS = 20


def bare_worker() -> None:
    """A Flask app that has answered once."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "hello")
    assert app.test_client().get("/").data == b"hello"


def our_worker() -> None:
    """The platform, which has shown a page and made PDFs."""
    # By name and here alone, so that the bare worker does not carry the platform too.
    build = importlib.import_module("s11.app").create_app
    config = importlib.import_module("s11.config").Config
    making = importlib.import_module("tests.reports.making")
    agency_pdf = importlib.import_module("s11.reports.agency").agency_pdf
    app = build(config(secret_key="x" * 40, database_url="sqlite://", mail="memory"))
    assert app.test_client().get("/privacy").status_code == 200
    for _ in range(PDFS):
        assert agency_pdf(making.report(), "#0b5563").startswith(b"%PDF")


if __name__ == "__main__":
    {"bare": bare_worker, "ours": our_worker}[sys.argv[1]]()
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    print(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")))
