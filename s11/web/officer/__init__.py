"""The board officer's pages: cycles, returns, agencies, people, the record."""

from s11.web.officer import agencies, cycles, importing, people, record, returns, running
from s11.web.officer.blueprint import bp

__all__ = ["agencies", "bp", "cycles", "importing", "people", "record", "returns", "running"]
