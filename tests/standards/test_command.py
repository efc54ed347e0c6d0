"""`s11 standards`: what it prints, where, and how it ends."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from s11.catalogue import load
from s11.cli import s11

BASE = Path(__file__).parent / "base"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A standards folder of the board's own, in the folder that we are in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("S11_STANDARDS_DIR", "own")
    shutil.copytree(BASE, tmp_path / "own")
    (tmp_path / "own" / "vocabulary.yaml").write_text(
        (BASE / "vocabulary.yaml")
        .read_text("utf-8")
        .replace("rag:", "own-rag:")
        .replace("percent5:", "own-percent:")
        .replace("escalation: ", "own-escalation: ")
        .replace("police: ", "own-police: "),
        "utf-8",
    )
    for file in (tmp_path / "own").rglob("?.yaml"):
        text = file.read_text("utf-8").replace("percent5", "own-percent")
        file.write_text(text.replace("scale: rag", "scale: own-rag"), "utf-8")
    return tmp_path / "own"


def run(*words: str):
    return CliRunner().invoke(s11, ["standards", *words])


def test_lint_of_a_folder_without_fault_is_one_line():
    result = run("lint", str(BASE))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "2 frameworks, 3 editions, 15 questions: no faults.\n"


def test_lint_prints_every_fault_and_ends_with_1(tmp_path):
    root = shutil.copytree(BASE, tmp_path / "standards")
    for name in ("a", "b"):
        file = root / "tiny" / "1" / f"{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("rag", "rga"), "utf-8")
    result = run("lint", str(root))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f'{root}/tiny/1/a.yaml:5:38: unknown scale "rga": did you mean "rag"?',
        f'{root}/tiny/1/b.yaml:4:38: unknown scale "rga": did you mean "rag"?',
    ]


def test_lint_without_a_folder_reads_the_shipped_standards_and_the_boards_own(root):
    result = run("lint")
    assert result.exit_code == 0, result.stdout
    assert result.stdout.startswith("3 frameworks, ")


def test_show_prints_an_edition():
    result = run("show", "section-11", "2026")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Section 11 self-assessment 2026 (section-11 2026, follows 2025)"
    )


def test_show_keeps_to_what_an_agency_type_can_be_asked(root):
    file = root / "tiny/1/a.yaml"
    more = "  - {id: a.police, type: text, text: Say., applies_to: [own-police]}\n"
    more += "  - {id: a.health, type: text, text: Say., show_if: {agency_type: [health]}}\n"
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    result = run("show", "tiny", "1", "--agency-type", "health")
    assert result.exit_code == 0
    assert "Asked of: Health" in result.stdout
    assert "a.health" in result.stdout
    assert "a.police" not in result.stdout


def test_diff_tells_what_became_of_every_question(root):
    result = run("diff", "grown", "1", "2")
    assert result.exit_code == 0
    assert result.stdout == (
        "grown 1 → 2: 1 added, 1 retired, 1 reworded, 1 rescaled, 1 moved\n"
        "\nAdded\n"
        "  a.comes: It comes.\n"
        "\nRetired\n"
        "  a.goes: It goes.\n"
        "      replaced by a.comes\n"
        "\nReworded\n"
        "  a.words\n"
        "      was: Its old words.\n"
        "      now: Its new words.\n"
        "      comparable\n"
        "      Said more plainly.\n"
        "\nRescaled\n"
        "  a.scale: own-rag → own-percent\n"
        "      comparable\n"
        "      red becomes 0, amber becomes 50, green becomes 100\n"
        "\nMoved\n"
        "  b.moves: b → a\n"
        "      comparable\n"
    )


def test_diff_of_an_edition_with_itself_finds_nothing(root):
    result = run("diff", "grown", "2", "2")
    assert result.stdout == "grown 2 → 2: 0 added, 0 retired, 0 reworded, 0 rescaled, 0 moved\n"


def test_a_new_edition_is_a_copy_without_fault_that_follows_the_old(root):
    result = run("new-edition", "grown", "3", "--from", "2")
    assert result.exit_code == 0
    assert "grown/3 follows 2" in result.stdout
    assert run("lint").exit_code == 0
    edition = (root / "grown/3/edition.yaml").read_text("utf-8")
    old = (root / "grown/2/edition.yaml").read_text("utf-8")
    assert edition == old.replace('"2"', '"3"').replace('previous: "1"\n', "").replace(
        'edition: "3"\n', 'edition: "3"\nprevious: "2"\n'
    )


def test_a_new_edition_of_a_shipped_framework_goes_into_the_boards_own_folder(root):
    assert run("new-edition", "section-11", "2026-ours", "--from", "2026").exit_code == 0
    assert (root / "section-11/2026-ours/changes.yaml").exists()
    assert run("lint").exit_code == 0


def test_a_new_edition_overwrites_nothing(root):
    before = (root / "grown/2/edition.yaml").read_text("utf-8")
    result = run("new-edition", "grown", "2", "--from", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "own/grown/2 is there already, and nothing was changed.\n"
    assert (root / "grown/2/edition.yaml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "section-12", "2026"), 'Unknown framework "section-12": did you mean'),
        (("show", "grown", "7"), 'Unknown edition of grown "7": write one of "1", "2".'),
        (("diff", "grown", "1", "7"), 'Unknown edition of grown "7"'),
        (
            ("show", "tiny", "1", "--agency-type", "navy"),
            'There is no agency type "navy"; there are',
        ),
        (("new-edition", "grown", "3", "--from", "9"), "There is no edition 9 of grown"),
        (("new-edition", "grown", "../3", "--from", "2"), '"../3" is no name for an edition'),
        (("show",), "Missing argument 'FRAMEWORK'"),
        (("shew",), "No such command 'shew'"),
    ],
)
def test_wrong_usage_is_a_sentence_on_stderr_and_ends_with_2(root, words, sentence):
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_commands_on_faulty_standards_tell_the_faults_on_stderr(root):
    (root / "tiny/1/b.yaml").unlink()
    for words in (("show", "tiny", "1"), ("diff", "grown", "1", "2")):
        result = run(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            "own/tiny/1/edition.yaml:4:16: there is no file b.yaml here: "
            'write it, or take "b" out.\n'
        )


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(root):
    (root / "grown/4").symlink_to(root / "nowhere")
    result = run("new-edition", "grown", "4", "--from", "2")
    assert (result.exit_code, result.stderr) == (1, "own/grown/4: File exists.\n")


@pytest.mark.parametrize("command", ["lint", "show", "diff", "new-edition"])
def test_every_command_helps(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: s11 standards {command}")


def test_what_lint_reads_is_what_the_catalogue_holds():
    questions = [
        question
        for framework in load(BASE).frameworks()
        for edition in load(BASE).editions(framework)
        for question in edition.questions()
    ]
    assert f"{len(questions)} questions" in run("lint", str(BASE)).stdout
