"""What a report says around an agency's own words."""

import pytest

from s11.domain.report import StandardReport
from s11.domain.report_words import MOSTLY_NOT_APPLICABLE, standard_lines
from s11.domain.snapshot import SignedScore


@pytest.mark.parametrize(("not_applicable", "flagged"), [(0, False), (2, False), (3, True)])
def test_a_standard_more_than_half_of_which_does_not_apply_says_so(not_applicable, flagged):
    score = SignedScore("a", 100.0, "Assured", 4, 4 - not_applicable, not_applicable)
    lines = standard_lines(StandardReport("a", "Standard a", score, (), 0))
    assert (MOSTLY_NOT_APPLICABLE in lines) is flagged
