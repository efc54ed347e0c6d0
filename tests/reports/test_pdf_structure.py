"""What a screen reader finds in a finished PDF: tags, order, language, links, outline."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from pdfua import validate

from s11.reports.pdf.chart import Bar
from s11.reports.pdf.document import PdfDocument
from s11.reports.pdf.pieces import Box, Bullets, Tag, Tint, Words
from s11.reports.pdf.tables import TableColumn
from tests.reports.pdf_reading import Node, reader, tree

EVIDENCE = "The register was audited in May & June; 46 of 52 records held both references. "
COLUMNS = [TableColumn("No.", 0.5, heads_row=True), TableColumn("Action", 4), TableColumn("By")]


def a_report() -> bytes:
    """One of every block, over several pages."""
    doc = PdfDocument(
        title="Vale Health: Section 11 return",
        author="Marlbridge Safeguarding Children Partnership",
        running=("Vale Health", "Section 11 2026"),
        foot="Reference MB-42",
    )
    doc.cover(over="Marlbridge", title="Vale Health", lines=["Section 11 2026"], foot="Reference")
    doc.contents(depth=3)
    doc.heading(2, "Summary")
    doc.paragraph(EVIDENCE)
    doc.bars(
        "Training stands below the rest",
        [Bar("Leadership", 92, "92 of 100", "green"), Bar("Training", None, "Not scored")],
        alt="Leadership 92 of 100; training not scored",
    )
    for number in range(1, 13):
        words = [EVIDENCE * number, Bullets(("Register.pdf", "Audit.pdf"))]
        side = [Tag("Amber", "amber"), Words("Last cycle: Red", "cell quiet")]
        doc.row(f"a.{number}", "Volunteers are checked", words, side)
    doc.heading(2, "Actions")
    rows = [(f"A{number}", EVIDENCE * 2, "March 2027") for number in range(40)]
    doc.table(COLUMNS, rows, caption="Forty actions")
    doc.definitions([("Signed by", "Priya Anand"), ("Role", "Chief nurse")])
    doc.page_break(landscape=True)
    doc.heading(2, "Every agency")
    matrix = [("Vale Health", Tint("78", "green", beside="▲ 5")), ("Anchor", Tint("n/a", "plain"))]
    doc.table([TableColumn("Agency", heads_row=True), TableColumn("a")], matrix, dense=True)
    doc.page_break(landscape=False)
    doc.bullets(["Green", "Red"], marker="☐")
    doc.box(60, "What shows this?")
    doc.link("Read the guidance", "https://example.org/guidance")
    doc.tag("Embedded", "blue")
    return doc.finish()


@pytest.fixture(scope="module")
def report() -> bytes:
    """The report's bytes, made once."""
    return a_report()


@pytest.fixture(scope="module")
def top(report: bytes) -> Node:
    """The report's structure, read back."""
    return tree(report)


def test_the_checker_finds_no_fault_and_skips_no_rule(report: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(report)
    result = validate(str(path))
    assert [finding.message for finding in result.findings] == []
    assert [outcome.rule_id for outcome in result.outcomes if outcome.skipped_reason] == []


def test_headings_are_read_in_order_with_their_numbers(top: Node) -> None:
    headings = [(node.tag, node.text) for node in top.walk() if node.tag in {"H1", "H2", "H3"}]
    assert headings[:3] == [
        ("H1", "Vale Health"),
        ("H2", "Summary"),
        ("H3", "a.1 Volunteers are checked"),
    ]
    assert [text for tag, text in headings if tag == "H2"] == ["Summary", "Actions", "Every agency"]


def test_a_row_is_read_as_heading_then_side_then_words(top: Node) -> None:
    kids = [kid for kid in top.kids if kid.text]
    at = next(i for i, kid in enumerate(kids) if kid.text.startswith("a.1 "))
    assert [kid.text for kid in kids[at : at + 4]] == [
        "a.1 Volunteers are checked",
        "Amber",
        "Last cycle: Red",
        EVIDENCE.strip(),
    ]
    assert kids[at + 4].tag == "L"


def test_a_table_stays_one_table_over_its_pages_and_is_read_without_repeated_headings(
    report: bytes, top: Node
) -> None:
    table = next(node for node in top.all("Table") if "Forty actions" in node.text)
    rows = [node for node in table.kids if node.tag == "TR"]
    assert len(rows) == 41
    assert [cell.text for cell in rows[0].kids] == ["No.", "Action", "By"]
    assert [cell.text for cell in rows[40].kids] == ["A39", (EVIDENCE * 2).strip(), "March 2027"]
    assert table.text.count("Action By") == 1
    pages = [page.extract_text() for page in reader(report).pages]
    assert sum("March 2027" in text for text in pages) > 2
    assert all(re.search(r"No\.\s+Action\s+By", text) for text in pages if "March 2027" in text)


def test_header_cells_say_what_they_head(top: Node) -> None:
    table = top.all("Table")[0]
    scopes = [[cell.raw["/A"]["/Scope"] for cell in row.all("TH")] for row in table.all("TR")]
    assert scopes[0] == ["/Column"] * 3
    assert set(map(tuple, scopes[1:])) == {("/Row",)}


def test_a_chart_is_a_figure_with_its_words_and_its_place(top: Node) -> None:
    (figure,) = top.all("Figure")
    assert figure.raw["/Alt"] == "Leadership 92 of 100; training not scored"
    assert len(figure.raw["/A"]["/BBox"]) == 4
    assert figure.text == "Leadership 92 of 100 Training Not scored"


def test_lists_have_labels_and_bodies(top: Node) -> None:
    ticks = next(node for node in top.all("L") if "☐" in node.text)
    assert [(item.kids[0].text, item.kids[1].text) for item in ticks.kids] == [
        ("☐", "Green"),
        ("☐", "Red"),
    ]


def test_the_parent_tree_leads_every_mark_and_link_back_to_its_element(report: bytes) -> None:
    pdf = pikepdf.open(io.BytesIO(report))
    root = pdf.Root.StructTreeRoot
    numbers = list(root.ParentTree.Nums)
    parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    assert root.ParentTreeNextKey == len(parents)
    for page in pdf.pages:
        marks = re.findall(rb"/MCID (\d+)", page.Contents.read_bytes())
        assert [int(mark) for mark in marks] == list(range(len(marks)))
        owners = parents[int(page.StructParents)]
        assert len(owners) == len(marks)
        for mcid, owner in enumerate(owners):
            assert (page.objgen, mcid) in _marks(owner)
        for note in page.get("/Annots", []):
            element = parents[int(note.StructParent)]
            assert element.S == "/Link"
            assert note.objgen in {kid.Obj.objgen for kid in element.K if _is_object(kid)}


def _is_object(kid: object) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"


def _marks(element: pikepdf.Dictionary) -> set[tuple[tuple[int, int], int]]:
    kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    found = set()
    for kid in kids:
        if isinstance(kid, int):
            found.add((element.Pg.objgen, kid))
        elif kid.get("/Type") == "/MCR":
            found.add((kid.Pg.objgen, int(kid.MCID)))
    return found


def test_every_page_reads_in_the_order_of_the_structure(report: bytes) -> None:
    assert {page["/Tabs"] for page in reader(report).pages} == {"/S"}


def test_title_language_and_the_claim_to_accessibility_are_written_down(report: bytes) -> None:
    pdf = reader(report)
    catalog = pdf.trailer["/Root"]
    packet = catalog["/Metadata"].get_data().decode()
    assert catalog["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Vale Health: Section 11 return"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "Vale Health: Section 11 return" in packet
    assert "<rdf:li>en-GB</rdf:li>" in packet


def test_the_outline_follows_the_headings_to_their_pages(report: bytes) -> None:
    pdf = reader(report)
    outline = pdf.outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == ["Vale Health"]
    sections = [entry for entry in outline[1] if not isinstance(entry, list)]
    assert [entry.title for entry in sections] == ["Summary", "Actions", "Every agency"]
    for entry in sections:
        page = pdf.pages[pdf.get_destination_page_number(entry)]
        assert entry.title in page.extract_text()


def test_contents_name_the_page_their_link_leads_to(report: bytes) -> None:
    pdf = reader(report)
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(pdf.pages, 1)}
    notes = [note.get_object() for note in pdf.pages[1]["/Annots"]]
    assert len(notes) == 15
    for note in notes:
        words, named = note["/Contents"].rsplit(", page ", 1)
        page = numbers[note["/Dest"].get_object()[0].indirect_reference.idnum]
        assert page == int(named)
        assert " ".join(words.split()) in " ".join(pdf.pages[page - 1].extract_text().split())


def test_pages_say_where_they_are_and_the_cover_does_not(report: bytes) -> None:
    pages = [page.extract_text() for page in reader(report).pages]
    assert "Page 1 of" not in pages[0]
    for number, text in enumerate(pages[1:], 2):
        assert f"Page {number} of {len(pages)}" in text
        assert "Section 11 2026" in text


def test_running_head_and_foot_are_not_read_as_content(top: Node) -> None:
    assert "Reference MB-42" not in top.text
    assert "Page 2 of" not in top.text


def test_every_font_is_embedded_and_can_be_read_back(report: bytes) -> None:
    for page in pikepdf.open(io.BytesIO(report)).pages:
        for font in page.Resources.Font.values():
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font


def test_the_same_calls_give_the_same_bytes(report: bytes) -> None:
    assert a_report() == report


def test_a_page_on_its_side_is_followed_by_upright_ones(report: bytes) -> None:
    sizes = [(page.mediabox.width, page.mediabox.height) for page in reader(report).pages]
    assert [width > height for width, height in sizes[-2:]] == [True, False]


def test_a_row_with_too_few_cells_is_refused() -> None:
    doc = PdfDocument(title="Actions")
    with pytest.raises(ValueError, match="row 1 has 2 cells for 3 columns"):
        doc.table(COLUMNS, [("A1", "Act")])


def test_an_empty_table_still_shows_its_headings() -> None:
    doc = PdfDocument(title="Actions")
    doc.table(COLUMNS, [])
    assert tree(doc.finish()).all("Table")[0].text == "No. Action By"


def test_boxes_to_write_in_fit_a_table_cell() -> None:
    doc = PdfDocument(title="Questionnaire")
    doc.table(COLUMNS, [("1", Box(80), "")])
    row = tree(doc.finish()).all("TR")[1]
    assert [(cell.tag, cell.text) for cell in row.kids] == [("TH", "1"), ("TD", ""), ("TD", "")]
