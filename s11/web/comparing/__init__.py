"""Comparing: agencies by standards, this cycle against the last, self against panel."""

from s11.web.comparing import drill, heat
from s11.web.comparing.blueprint import bp

__all__ = ["bp", "drill", "heat"]
