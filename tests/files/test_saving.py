"""Writing pictures to files of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.errors import FileRefused
from copilot_tui.files.saving import save_new, unused_path


def test_a_file_is_written_and_no_other_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    save_new(path, b"one")
    with pytest.raises(FileRefused, match="is there already"):
        save_new(path, b"other")
    assert path.read_bytes() == b"one"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"cannot be written. No such file or directory"):
        save_new(tmp_path / "none" / "a.png", b"one")
    with pytest.raises(FileRefused, match="cannot be written"):
        save_new(tmp_path / "a\0.png", b"one")


def test_half_a_file_is_not_left_behind() -> None:
    with pytest.raises(FileRefused):
        save_new(Path("/dev/full/a"), b"one")


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("a.png", ["a.png", "a-2.png", "a-3.png"]),
        ("photo", ["photo", "photo-2", "photo-3"]),
        ("../../etc/x.png", ["-..-etc-x.png", "-..-etc-x-2.png", "-..-etc-x-3.png"]),
        (".bashrc", ["bashrc", "bashrc-2", "bashrc-3"]),
        ("", ["file", "file-2", "file-3"]),
    ],
)
def test_a_name_that_is_taken_gets_a_number(tmp_path: Path, name: str, paths: list[str]) -> None:
    for expected in paths:
        path = unused_path(tmp_path, name)
        assert path == tmp_path / expected
        save_new(path, b"one")
