"""Why a file is not taken."""

from __future__ import annotations


class Unfit(Exception):
    """A file that is not taken. The words follow the file's name: "holds macros. Save it …"."""


ANYTHING_ELSE = (
    "Choose a PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods), "
    "text (.txt), CSV, PNG or JPEG file."
)
DAMAGED = "looks damaged or cut short. Open it, save it again, then choose the new copy."
LOCKED = "is protected with a password, so it cannot be checked. Choose a copy without one."
MACROS = "holds macros. Save it as a PDF or without macros, then choose that."
OTHER_INSIDE = "has another file or a program inside it. Save it as a PDF and choose that."
REACHES_OUT = "loads a part of itself from another computer. Save it as a PDF and choose that."
TWO_IN_ONE = "is two kinds of file in one. Save it again from the program that made it."
UNPACKS_TOO_LARGE = "unpacks to far more than its size. Save it as a PDF and choose that."
OLD_OFFICE = (
    "is in an older Office format or protected with a password. Save it as .docx, .xlsx or .pptx "
    "without a password, or as a PDF, and choose that."
)
