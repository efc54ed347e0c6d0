"""What a worker holds after it has made PDFs, beside a bare Flask worker."""

from __future__ import annotations

import subprocess
import sys

from bench.figures import Figure
from bench.weighing import PDFS


def measure() -> list[Figure]:
    """Private memory of each kind of worker, in a process of its own."""
    small, large = _weigh("bare"), _weigh("ours")
    detail = f"{large / 1024:.0f} MB after {PDFS} PDFs, bare {small / 1024:.0f} MB"
    return [Figure("worker's private memory ÷ bare Flask worker", large / small, 4.5, 4, detail)]


def _weigh(kind: str) -> float:
    command = [sys.executable, "-m", "bench.weighing", kind]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])
