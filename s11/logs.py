"""The log: one line an event on the standard error, never an answer's words or a secret.

A traceback is printed without the values of its variables, since those hold what people typed.
"""

from __future__ import annotations

import sys

import structlog

from s11.config import Environment


def configure(environment: Environment) -> None:
    """Lines for machines in production, for people elsewhere."""
    in_production = environment is Environment.PRODUCTION
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if in_production
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *last,
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
