"""The rule of small rooms, and that the rule sees what it should."""

from tests.rules import sizes


def test_no_file_and_no_function_is_too_long() -> None:
    assert sizes.faults() == []


def test_a_file_of_301_lines_is_too_long_and_one_of_300_is_not() -> None:
    assert list(sizes.faults_of("templates/x.html", "\n" * 300)) == []
    assert list(sizes.faults_of("templates/x.html", "\n" * 301)) == [
        "templates/x.html:1: 301 lines, at most 300"
    ]


def test_a_function_of_31_lines_is_too_long_and_one_of_30_is_not() -> None:
    thirty = "def f():\n" + "    f()\n" * 29
    assert list(sizes.faults_of("s11/x.py", thirty)) == []
    assert list(sizes.faults_of("s11/x.py", thirty + "    f()\n")) == [
        "s11/x.py:1: f has 31 lines, at most 30"
    ]


def test_every_exception_still_stands_for_something() -> None:
    for name in sizes.EXCEPTIONS:
        path, _, function = name.partition(":")
        text = (sizes.ROOT / path).read_text("utf-8")
        assert function in text
