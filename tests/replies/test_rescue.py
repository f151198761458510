"""The file of last resort."""

from __future__ import annotations

import tempfile
from stat import S_IMODE
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.replies.rescue import rescued

if TYPE_CHECKING:
    from pathlib import Path

REPLY = Message(
    *(5, 1, 4, Role.ASSISTANT, "All \N{GRINNING FACE}", Status.COMPLETE, 0.0), reasoning="Hm."
)


def test_it_holds_reasoning_and_text_and_is_its_owners_only(tmp_path: Path) -> None:
    sentence = rescued([REPLY], [], tmp_path)

    (file,) = tmp_path.iterdir()
    assert sentence == (
        f"One reply could not be saved in the conversations. The text is in {file}."
    )
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8").endswith("Hm.\n\nAll \N{GRINNING FACE}")


def test_where_the_folder_cannot_be_written_the_temporary_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rescued([REPLY], [], tmp_path / "missing")

    assert len(list(tmp_path.iterdir())) == 1


def test_where_nothing_can_be_written_the_text_itself_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    assert rescued([REPLY], [], tmp_path / "missing").endswith(REPLY.content)


def test_it_holds_what_was_typed_and_not_sent(tmp_path: Path) -> None:
    sentence = rescued([REPLY], ["Half a thought", "Another"], tmp_path)

    (file,) = tmp_path.iterdir()
    assert sentence.startswith("One reply and 2 unsent texts could not be saved")
    assert file.read_text("utf-8").endswith("# Not sent\n\nHalf a thought\n\n# Not sent\n\nAnother")
