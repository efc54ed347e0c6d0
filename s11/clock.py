"""The one place that asks what time it is. `domain` is told; everything else asks here."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)
