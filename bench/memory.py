"""What a worker holds after it has made PDFs, beside a bare Flask worker."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure
from bench.serving import bare
from s11.reports.agency import agency_pdf
from tests.reports import making

PDFS = 20


def measure() -> list[Figure]:
    """Private memory of each kind of worker, in a process of its own."""
    small, large = _in_process(_bare_worker), _in_process(_pdf_worker)
    detail = f"{large / 1024:.0f} MB, bare {small / 1024:.0f} MB, after {PDFS} PDFs"
    return [Figure("worker's private memory ÷ bare Flask worker", large / small, 4.5, 4, detail)]


def _in_process(work: Callable[[], None]) -> float:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_weigh, args=(work, sender))
    process.start()
    kilobytes = float(receiver.recv())
    process.join()
    return kilobytes


def _weigh(work: Callable[[], None], sender: object) -> None:
    work()
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    sender.send(private)  # type: ignore[attr-defined]


def _bare_worker() -> None:
    assert bare().test_client().get("/").data == b"hello"


def _pdf_worker() -> None:
    for _ in range(PDFS):
        assert agency_pdf(making.report(), "#0b5563").startswith(b"%PDF")
