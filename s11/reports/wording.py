"""Small words and tones that every report on paper shares."""

TONES_ON_PAPER = {"na": "not applicable", "none": "not answered", "grey": "plain", "": "plain"}
"""The tones of ratings that paper calls something else (`pdf.style.TONES`)."""


def tone_of(tone: str) -> str:
    """A rating's tone by the name that paper has for it."""
    return TONES_ON_PAPER.get(tone, tone)


def shortened(text: str, longest: int = 56) -> str:
    """Words for a running head, cut where they would run into what stands opposite."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
