"""What is said while a folder is looked through that may be large."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from tests.transfer.foreign_files import FILES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@pytest.fixture
def folder(work_folder: Path) -> Path:
    """A folder with three files that may be something, and one that may not."""
    below = work_folder / "large" / "below"
    below.mkdir(parents=True)
    shutil.copy(FILES["elia"], below)
    for name in ("a.md", "b.json", "film.mkv"):
        (below / name).write_text("x")
    return work_folder / "large"


def told(capsys: pytest.CaptureFixture[str], name: str) -> str:
    """What is said beside the data."""
    assert main(["import", "--dry-run", name]) == 0
    said = capsys.readouterr()
    assert said.out == f"{name}: would bring 2 new conversations, 6 messages in all.\n"
    return said.err


def test_without_a_terminal_one_line_names_the_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "large") == "Looking through large for conversations.\n"


def test_without_a_terminal_a_line_now_and_then_says_how_far_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.command_line.progress._LINES_PAUSE", 0.0)

    assert told(capsys, "large").splitlines() == [
        "Looking through large for conversations.",
        # One for each folder, and for each file of a name that lets expect something.
        *(f"{count} files looked at so far." for count in (0, 0, 1, 2, 3)),
        *(f"{count} messages read so far." for count in (4, 6)),
    ]


def test_on_a_terminal_it_is_one_line_that_is_gone_afterwards(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.command_line.progress._FIRST", 0.0)
    monkeypatch.setattr("copilot_tui.command_line.progress._PAUSE", 0.0)
    monkeypatch.setattr("copilot_tui.command_line.progress._LINES_PAUSE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    said = told(capsys, "large")

    assert "\r\x1b[K3 files looked at\r\x1b[K" in said
    assert said.endswith("\r\x1b[K")
    assert "\n" not in said


def test_of_a_file_nothing_is_said(work_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(FILES["elia"], work_folder)

    assert told(capsys, "elia.sqlite") == ""
