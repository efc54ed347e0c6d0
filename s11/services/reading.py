"""Reading: a reviewer's own marks of what they have read, remembered with the signed version."""

from __future__ import annotations

from s11.services.recording import By
from s11.store import reading as store
from s11.store.database import db

THE_RETURN = ""
"""The mark of the return itself: when its front page was last looked at."""


def mark_read(by: By, submission_id: int, version: int, question: str = THE_RETURN) -> None:
    """Remember that `by` has read a question, or the front page, of this signed version.

    Nobody else sees it and nothing is decided by it, so it leaves no event.
    """
    if by.person_id is not None:
        store.mark(submission_id, by.person_id, [question], version, by.at)
    db.session.commit()
