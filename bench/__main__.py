"""`make bench`: every figure, one line each. Benchmarks are not tests: nothing fails on a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from bench import boards, heat, memory, pages, pdf
from bench.figures import Figure

PARTS: dict[str, Callable[[], Sequence[Figure]]] = {
    "Pages": pages.measure,
    "Boards": boards.measure,
    "Heat": heat.measure,
    "Paper": pdf.measure,
    "Memory": memory.measure,
}


def main(wanted: Sequence[str]) -> None:
    """Print the parts named, or all of them."""
    for title, measure in PARTS.items():
        if wanted and title.lower() not in wanted:
            continue
        print(f"\n{title}")
        for figure in measure():
            print("  " + figure.line, flush=True)


if __name__ == "__main__":
    main([word.lower() for word in sys.argv[1:]])
