"""`copilot-tui export` and `copilot-tui import`."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.paths import Paths
from copilot_tui.store.export_rows import Exports
from copilot_tui.store.store import Store
from tests.transfer.support import PNG, contents, fill

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

pytestmark = [
    pytest.mark.filterwarnings("default::ResourceWarning"),
    pytest.mark.usefixtures("work_folder"),
]


@pytest.fixture
def filled() -> Path:
    path = Paths.default().database
    with Store(path, instance_id="this") as store:
        fill(store, path)
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the conversations of another user are, who begins now."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    return Paths.default().database


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_that_is_exported_is_the_same_when_it_is_imported(
    filled: Path, work_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["export", "--all", "--deleted", "--output", "all.jsonl"]) == 0
    before = contents(filled)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))

    assert main(["import", "all.jsonl"]) == 0
    assert contents(Paths.default().database) == before


def test_one_conversation_becomes_a_file_named_for_its_title(
    filled: Path, work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "Plain"]) == 0

    assert names(work_folder) == ["plain.md"]
    assert (work_folder / "plain.md").read_text().startswith("# Plain \N{SNOWMAN}\n")
    assert stat.S_IMODE((work_folder / "plain.md").stat().st_mode) == 0o600
    told = capsys.readouterr()
    assert told.out == ""
    assert "Wrote 1 conversation to" in told.err


def test_several_become_files_of_a_folder(filled: Path, work_folder: Path) -> None:
    assert main(["export", "--all", "--format", "html", "--output", "pages"]) == 0

    assert names(work_folder / "pages") == ["broken.html", "new-conversation.html", "plain.html"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["1", "--output", "a.html"], "a.html"),
        (["1", "--output", "a.htm"], "a.htm"),
        (["1", "--format", "jsonl"], "plain.jsonl"),
        (["1", "2", "--output", "both.md"], "both.md"),
        (["1", "--output", "no-suffix"], "no-suffix"),
        (["1", "--output", "a.pdf", "--format", "html"], "a.pdf"),
    ],
)
def test_the_name_and_the_format_are_as_one_expects(
    filled: Path, work_folder: Path, words: list[str], name: str
) -> None:
    assert main(["export", *words]) == 0
    assert names(work_folder) == [name]


def test_nothing_but_the_text_goes_to_standard_output(
    filled: Path, work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--all", "--output", "-"]) == 0

    told = capsys.readouterr()
    assert [("uid" in json.loads(line)) for line in told.out.splitlines()] == [
        *(False, True, True, True, False)
    ]
    assert told.err == ""
    assert names(work_folder) == []


@pytest.mark.parametrize("name", ["taken.md", "taken.jsonl", "taken.html"])
def test_no_file_is_replaced_unasked(
    filled: Path, work_folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (work_folder / name).write_text("mine")

    assert main(["export", "1", "--output", name]) == 1
    assert "exists already" in capsys.readouterr().err
    assert (work_folder / name).read_text() == "mine"
    assert main(["export", "1", "--output", name, "--overwrite"]) == 0
    assert (work_folder / name).read_text() != "mine"
    assert names(work_folder) == [name]


def test_no_file_of_a_folder_is_replaced_and_none_is_written_before(
    filled: Path, work_folder: Path
) -> None:
    (work_folder / "pages").mkdir()
    (work_folder / "pages" / "plain.html").write_text("mine")

    assert main(["export", "--all", "--format", "html", "--output", "pages"]) == 1
    assert names(work_folder / "pages") == ["plain.html"]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ([], 2, "Name the conversations"),
        (["1", "--all"], 2, "--all takes every conversation; leave out --all, or: 1."),
        (["99"], 5, "There is no conversation"),
        (["1", "--format", "pdf"], 2, "pdf"),
        (["1", "--output", "a.pdf"], 2, "end with one of .jsonl, .md, .html, or name the format"),
        (["--all", "--output", "all.jsonl.gz"], 2, "No format has names that end with .gz"),
        (["1", "--output", "/proc/a.md"], 1, "No file can be made in /proc."),
        (["--all", "--format", "html", "--output", "/proc/new"], 1, "could not be made"),
        (["1", "--output", "no/such/folder/a.md"], 1, "does not exist"),
        (["1", "--output", "/dev/null"], 1, "not a file"),
        (["1", "--output", f"{'a' * 300}.md"], 1, "too long"),
        (["1", "2", "--format", "html", "--output", "-"], 2, "one conversation"),
        (["1", "2", "--output", "a.html"], 2, "one conversation"),
    ],
)
def test_wrong_words_end_with_one_line_and_write_nothing(
    filled: Path,
    work_folder: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    told: str,
) -> None:
    assert main(["export", *words]) == status
    assert told in capsys.readouterr().err
    assert names(work_folder) == []


def test_the_format_that_is_named_counts_more_than_the_ending(
    filled: Path, work_folder: Path
) -> None:
    assert main(["export", "1", "--output", "a.md", "--format", "html"]) == 0
    assert (work_folder / "a.md").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "ending"),
    [(["1"], ".md"), (["--all"], ".jsonl"), (["--all", "--format", "html"], "")],
)
def test_a_second_export_gets_a_name_of_its_own(
    filled: Path, work_folder: Path, words: list[str], ending: str
) -> None:
    assert main(["export", *words]) == 0
    (first,) = names(work_folder)
    assert main(["export", *words]) == 0
    assert names(work_folder) == sorted([first, f"{first.removesuffix(ending)}-2{ending}"])

    assert main(["export", *words, "--overwrite"]) == 0
    assert len(names(work_folder)) == 2


def test_pictures_become_files_beside_markdown_and_come_back(
    filled: Path, work_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert main(["export", "1", "--branches", "--deleted", "--output", "a.md"]) == 0
    told = capsys.readouterr()
    assert "1 picture is beside the text, in a.pictures." in told.err
    assert [file.read_bytes() for file in (work_folder / "a.pictures").iterdir()] == [PNG]

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    assert main(["import", "a.md"]) == 0
    again = contents(Paths.default().database)
    assert again["pictures"] == contents(filled)["pictures"]
    assert again["picture_uses"] == contents(filled)["picture_uses"]


def test_that_pictures_are_not_on_standard_output_is_said(
    filled: Path, work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["export", "1", "--branches", "--deleted", "--format", "markdown", "--output", "-"])
        == 0
    )
    assert capsys.readouterr().err == "1 picture is not in it; jsonl and html have them.\n"
    assert names(work_folder) == []
    assert (
        main(["export", "1", "--branches", "--deleted", "--format", "html", "--output", "-"]) == 0
    )
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 143), (signal.SIGINT, 130)],
)
@pytest.mark.parametrize(
    "words", ["all.jsonl", "pages --format html", "new/texts --format markdown"]
)
def test_of_an_export_that_is_ended_midway_nothing_is_left(
    filled: Path,
    work_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    status: int,
    words: str,
) -> None:
    record = Exports.record

    def end_at_the_second(self: Exports, conversation: int, *, deleted: bool) -> ConversationRecord:
        if conversation > 1:
            assert signal.getsignal(number) is not signal.SIG_DFL
            signal.raise_signal(number)
        return record(self, conversation, deleted=deleted)

    monkeypatch.setattr(Exports, "record", end_at_the_second)
    before = signal.getsignal(number)

    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main(["export", "--all", "--output", *words.split()]))

    assert ended.value.code == status
    assert names(work_folder) == []
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("words", [["1"], ["1", "2"], ["--all"], ["1", "--format", "html"]])
def test_a_folder_that_is_not_there_is_no_name_for_a_file(
    filled: Path, work_folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    several_files = words == ["1", "2"]
    assert main(["export", *words, "--output", "new/"]) == (0 if several_files else 2)
    assert names(work_folder) == (["new"] if several_files else [])
    assert several_files or "There is no folder new" in capsys.readouterr().err
    (work_folder / "new").mkdir(exist_ok=True)
    assert main(["export", *words, "--output", "new/", "--overwrite"]) == 0
    assert (work_folder / "new").is_dir()


def test_where_there_are_no_conversations_none_are_made(work_folder: Path) -> None:
    assert main(["export", "--all"]) == 5
    assert not Paths.default().database.exists()


@pytest.mark.parametrize("kind", ["jsonl", "markdown"])
def test_a_dry_run_says_what_it_would_bring_and_changes_nothing(
    filled: Path, elsewhere: Path, kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert main(["export", "1", "--format", kind, "--output", "out"]) == 0
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    capsys.readouterr()

    assert main(["import", "--dry-run", "--json", "out"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["dry_run"], told["skipped"]) == (1, True, [])
    assert not elsewhere.exists()
    assert main(["import", "out"]) == 0
    assert "brought 1 new conversation" in capsys.readouterr().out
    assert main(["import", "out"]) == 0
    assert "nothing new" in capsys.readouterr().out


def test_what_makes_no_sense_is_named_and_the_status_tells(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = '{"format": "copilot-tui conversations", "version": 1}\n'
    end = '{"end": true}\n'
    (work_folder / "bad.jsonl").write_text(header + "nonsense\n" * 30 + end)

    assert main(["import", "bad.jsonl"]) == 2
    told = capsys.readouterr()
    assert "bad.jsonl: line 2: It is not valid JSON." in told.err
    assert "and 10 more" in told.err
    assert len(told.err.splitlines()) == 21


def test_a_file_can_come_from_standard_input(
    filled: Path,
    work_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["export", "--all", "--output", "all.jsonl"])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    data = (work_folder / "all.jsonl").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    capsys.readouterr()

    assert main(["import", "-"]) == 0
    assert "standard input: brought 3 new conversations" in capsys.readouterr().out


def test_what_is_odd_about_standard_input_is_said_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"nonsense")))

    assert main(["import", "-"]) == 2
    assert "standard input is not a file of a known kind" in capsys.readouterr().err


def test_a_name_that_is_too_long_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "a" * 300]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_the_progress_is_for_terminals_only(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("copilot_tui.command_line.progress._FIRST", 0.0)
    monkeypatch.setattr("copilot_tui.command_line.progress._PAUSE", 0.0)
    main(["export", "--all", "--output", "-"])
    assert capsys.readouterr().err == ""

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    main(["export", "--all", "--output", "-"])
    told = capsys.readouterr().err
    assert "100%" in told
    assert told.endswith("\r\x1b[K")
    assert os.linesep not in told
