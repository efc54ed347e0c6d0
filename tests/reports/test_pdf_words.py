"""Whatever people type is printed as they typed it, in bounded time, and never cut by a page."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.fonts import family
from s11.reports.pdf.style import PAPER, TONES
from s11.reports.pdf.tables import TableColumn
from s11.reports.pdf.text import width_of, wrap
from tests.reports.pdf_reading import reader, tree

FACES = family()
MANY_LINES = "\n".join(f"line {number}" for number in range(10_000))
LONG = "A sentence about supervision & recording. " * 2_400


def paragraph(text: str) -> str:
    """The words of a paragraph after a round through a PDF."""
    doc = PdfDocument(title="Words")
    doc.paragraph(text)
    return tree(doc.finish()).text


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> <img src='file:///etc/passwd'> &amp; <para>",
        "=SUM(A1:A9) @cmd +1 -1",
        r"Brackets (one \( two) and a backslash \ at the end\\",
        "Dŵr, tŷ, Ŵyl, Ŷd – 'Cymraeg'",
        "Zażółć gęślą jaźń, ŁÓDŹ",
        "“Quoted” – dashed — £5 • 20 % … ½",
        "שלום עולם is a greeting",
        "مرحبا",
        "Δοκιμή Проверка",
    ],
)
def test_words_come_back_as_they_were_typed(text: str) -> None:
    assert paragraph(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thanks 😀", "Thanks [U+1F600]"),
        ("你好", "[U+4F60][U+597D]"),
        ("a\x00b\x07c", "a[U+0000]b[U+0007]c"),
        ("lone \ud800 half", "lone [U+D800] half"),
        ("one\r\ntwo\u2028three\tfour", "one two three four"),
    ],
)
def test_what_no_font_can_draw_is_shown_by_its_code_point(text: str, shown: str) -> None:
    assert paragraph(text) == shown


def test_line_ends_in_the_words_are_kept() -> None:
    lines = wrap("one\n\ntwo three", FACES.regular, 10, 400)
    assert lines == ["one", "", "two three"]


@given(
    st.text(alphabet=st.sampled_from("abc ŵł≥–ii WW(\\\n"), max_size=300),
    st.floats(min_value=30, max_value=500),
)
@settings(max_examples=150, deadline=None)
def test_no_line_is_wider_than_its_column_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrap(text, FACES.regular, 10, width)
    assert all(width_of(line, FACES.regular, 10) <= width + 0.001 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_makes_a_document_that_opens(text: str) -> None:
    doc = PdfDocument(title=text or "Untitled", running=(text, text))
    doc.heading(2, "Words")
    doc.table([TableColumn("Words", heads_row=True), TableColumn("More")], [(text, text)])
    assert len(reader(doc.finish()).pages) >= 1


@pytest.mark.parametrize("text", [LONG, MANY_LINES, "x" * 100_000], ids=["words", "lines", "word"])
def test_very_long_evidence_runs_over_pages_in_bounded_time(text: str) -> None:
    started = time.perf_counter()
    doc = PdfDocument(title="Long")
    doc.paragraph(text)
    doc.row("a.1", "A question", text, "Green")
    doc.table([TableColumn("No.", 0.3, heads_row=True), TableColumn("Evidence")], [("1", text)])
    data = doc.finish()
    assert time.perf_counter() - started < 5
    letters = "".join(tree(data).text.split())
    assert letters.count("".join(text.split())) == 3


def test_a_row_that_runs_over_pages_repeats_its_number_for_the_eye() -> None:
    doc = PdfDocument(title="Long")
    rows = [("Row seven", LONG)]
    doc.table([TableColumn("No.", 0.3, heads_row=True), TableColumn("Evidence")], rows)
    data = doc.finish()
    pages = reader(data).pages
    assert len(pages) > 10
    assert all("Row seven" in page.extract_text() for page in pages)
    assert tree(data).text.count("Row seven") == 1


def test_a_short_row_is_never_divided() -> None:
    doc = PdfDocument(title="Rows")
    rows = [(f"Row{number}", f"Start{number}\n" * 6 + f"End{number}") for number in range(40)]
    doc.table([TableColumn("No.", 0.3, heads_row=True), TableColumn("Words")], rows)
    for page in reader(doc.finish()).pages:
        words = page.extract_text().split()
        for number in range(40):
            on_page = {f"Row{number}", f"Start{number}", f"End{number}"} & set(words)
            assert len(on_page) in {0, 3}


@pytest.mark.parametrize("filler", range(36, 52))
def test_a_heading_never_ends_a_page(filler: int) -> None:
    doc = PdfDocument(title="Headings")
    doc.paragraph("\n".join(["filler"] * filler))
    doc.heading(2, "Section")
    doc.heading(3, "Part")
    doc.table([TableColumn("No.", heads_row=True)], [("first row",), ("second",)])
    pages = [page.extract_text() for page in reader(doc.finish()).pages]
    (page,) = [text for text in pages if "Section" in text]
    assert page.index("Section") < page.index("Part") < page.index("first row")


def test_thirty_agencies_fit_one_page_on_its_side() -> None:
    doc = PdfDocument(title="Matrix")
    doc.page_break(landscape=True)
    doc.heading(2, "Every agency by standard")
    columns = [TableColumn("Agency", 3, heads_row=True)]
    columns += [TableColumn(f"{letter}\nWords", 1, "right") for letter in "abcdefgh"]
    doc.table(columns, [["Vale Health", *("78",) * 8]] * 30, dense=True)
    assert len(reader(doc.finish()).pages) == 1


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tone", TONES)
def test_every_rating_can_be_read_on_its_tint_and_its_mark_on_paper(tone: str) -> None:
    chosen = TONES[tone]
    assert contrast(chosen.words, chosen.tint) >= 4.5
    assert contrast(chosen.colour, PAPER) >= 4.5


def test_ratings_differ_by_shape_and_not_by_colour_alone() -> None:
    marks = [tone.mark for tone in TONES.values()]
    assert len(set(marks)) == len(marks)
