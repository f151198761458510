"""Files as text: what is taken, and why another is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from copilot_tui.errors import FileRefused
from copilot_tui.files.file_size import file_size
from copilot_tui.files.text_file import MOST_BYTES, read_text_file


def write(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n", "utf-8"),
        ("Grüße 日本".encode(), "Grüße 日本", "utf-8"),
        (b"\xef\xbb\xbfmarked", "marked", "utf-8"),
        ("weit".encode("utf-16"), "weit", "utf-16"),
        ("weit".encode("utf-32"), "weit", "utf-32"),
        ("Schöne Grüße".encode("cp1252"), "Schöne Grüße", "cp1252"),
        (b"red \x9b", "red ›", "cp1252"),
        (b"red \x1b[31m", "red ␛[31m", "utf-8"),
    ],
)
def test_text_is_decoded_and_clean(tmp_path: Path, data: bytes, text: str, encoding: str) -> None:
    path = write(tmp_path, data)
    file = read_text_file(path, "file")
    assert (file.text, file.encoding, file.size) == (text, encoding, len(data))


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0", bytes(range(1, 256)), b"\x81\x8d\x8f", b"\xff\xfe\x00\xd8\x00"],
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileRefused, match=r"^picture\.png is not text but binary"):
        read_text_file(write(tmp_path, data), "picture.png")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"gone\.py is not there, or no longer\."):
        read_text_file(tmp_path / "gone.py", "gone.py")


def test_a_directory_a_pipe_and_an_empty_file_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileRefused, match="src is a directory"):
        read_text_file(tmp_path, "src")
    with pytest.raises(FileRefused, match="pipe is no regular file"):
        read_text_file(tmp_path / "pipe", "pipe")
    with pytest.raises(FileRefused, match="file is empty"):
        read_text_file(write(tmp_path, b""), "file")


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileRefused, match="You may not read secret"):
        read_text_file(tmp_path / "secret", "secret")


def test_a_name_that_cannot_be_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        read_text_file(tmp_path / ("x" * 5000), "x")
    with pytest.raises(FileRefused, match="cannot be read"):
        read_text_file(Path("nul\0byte"), "nul")


def test_a_file_over_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    assert read_text_file(write(tmp_path, b"x" * MOST_BYTES), "log").size == MOST_BYTES
    with pytest.raises(FileRefused, match=r"log is larger than 5\.0 MB"):
        read_text_file(write(tmp_path, b"x" * (MOST_BYTES + 1)), "log")


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"),
     (2_340_000, "2.3 MB"), (5_000_000_000, "5.0 GB")],
)  # fmt: skip
def test_sizes_are_short(count: int, words: str) -> None:
    assert file_size(count) == words


def test_a_file_that_became_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (folder / "own.txt").write_text("own")
    (folder / "link.txt").symlink_to(folder / "own.txt")
    assert read_text_file(folder / "link.txt", "link.txt", inside=folder).text == "own"

    (folder / "own.txt").unlink()
    (folder / "own.txt").symlink_to(tmp_path / "secret")
    (folder / "deep").rmdir()
    (folder / "deep").symlink_to(tmp_path)
    for name in ("own.txt", "link.txt", "deep/secret"):
        with pytest.raises(FileRefused, match="leads out of this folder"):
            read_text_file(folder / name, name, inside=folder)
    assert read_text_file(folder / "own.txt", "own.txt").text == "secret"
