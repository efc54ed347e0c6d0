"""What must hold of every edition that can be written, and of every file that can be spoilt."""

import shutil
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from s11.catalogue import CatalogueFaults, load
from s11.domain.standards import AnswerType, Edition, LevelScale, Question
from tests.domain.making import editions

BASE = Path(__file__).parent / "base"


def plain(question: Question) -> dict[str, object]:
    """An invented question as its data file has it."""
    row: dict[str, object] = {"id": question.id, "type": question.type.value}
    row["text"] = question.text
    if question.scale:
        row["scale"] = question.scale.name
    if question.options:
        row["options"] = {option.value: option.label for option in question.options}
    if question.criteria:
        row["criteria"] = [
            {"id": c.id, "text": c.text, "marks": c.marks, "not_applicable": {"reason": "required"}}
            for c in question.criteria
        ]
    if question.show_if:
        row["show_if"] = {"answer": question.show_if.question, "is": question.show_if.values[0]}
    if question.type is not AnswerType.CHOICE:
        row |= {"weight": question.weight, "critical": question.critical}
        row["not_applicable"] = {"reason": "required"}
    return row


def write_edition(edition: Edition, root: Path) -> None:
    """The invented edition as data files."""
    yaml, folder = YAML(typ="safe", pure=True), root / edition.framework / edition.edition
    folder.mkdir(parents=True)
    shutil.copy(BASE / "vocabulary.yaml", root)
    scales = {
        question.scale.name: {
            "levels": [
                {
                    "value": level.value,
                    "label": level.label,
                    "meaning": "So.",
                    "points": level.points,
                }
                for level in question.scale.levels
            ]
        }
        for question in edition.questions()
        if isinstance(question.scale, LevelScale) and question.scale.name == "four"
    }
    if scales:
        yaml.dump({"scales": scales}, folder / "vocabulary.yaml")
    bands = [{"min": band.minimum, "label": band.label} for band in edition.bands]
    keys = [standard.key for standard in edition.standards]
    top = {"framework": edition.framework, "edition": edition.edition, "title": edition.title}
    yaml.dump({**top, "standards": keys, "bands": bands}, folder / "edition.yaml")
    for standard in edition.standards:
        file = {"standard": standard.key, "title": standard.title, "weight": standard.weight}
        file["questions"] = [plain(question) for question in standard.questions]
        yaml.dump(file, folder / f"{standard.key}.yaml")


@settings(max_examples=40)
@given(invented=editions())
def test_an_invented_edition_is_without_fault_and_comes_out_as_it_went_in(
    tmp_path_factory, invented
):
    root = tmp_path_factory.mktemp("invented")
    write_edition(invented, root)
    found = load(root).edition(invented.framework, invented.edition)
    for standard, other in zip(found.standards, invented.standards, strict=True):
        assert (standard.key, standard.weight) == (other.key, other.weight)
        for question, meant in zip(standard.questions, other.questions, strict=True):
            assert question.show_if == meant.show_if
            assert (question.weight, question.critical) == (meant.weight, meant.critical)
            assert question.criteria == meant.criteria


FILES = sorted(path.relative_to(BASE) for path in BASE.rglob("*.yaml"))
SNIPPETS = st.sampled_from(
    ["", ":", "- ", "{", "}", "[", "]", '"', "\n", "\t", "&a ", "*a", "!!x ", "null", "1e999", "?"]
) | st.text(max_size=5)


@settings(max_examples=150)
@given(file=st.sampled_from(FILES), at=st.floats(0, 1), cut=st.integers(0, 12), put=SNIPPETS)
def test_whatever_is_in_a_file_is_read_or_told_and_never_breaks_the_reader(
    tmp_path_factory, file, at, cut, put
):
    root = tmp_path_factory.mktemp("spoilt") / "standards"
    shutil.copytree(BASE, root)
    text = (root / file).read_text("utf-8")
    start = int(at * len(text))
    spoilt = text[:start] + put + text[start + cut :]
    (root / file).write_bytes(spoilt.encode("utf-8", "surrogatepass"))
    try:
        catalogue = load(root)
    except CatalogueFaults as error:
        for fault in error.faults:
            assert fault.line >= 1
            assert fault.column >= 1
            assert Path(fault.file).exists()
            assert fault.sentence.endswith((".", "?"))
    else:
        assert catalogue.frameworks() == ("grown", "tiny")
