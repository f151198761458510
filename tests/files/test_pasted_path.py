"""Paths of files that a terminal pastes when they are dropped on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.files.pasted_path import LONGEST_DROP, LONGEST_PATH, pasted_files


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/home/u/a.png", "/home/u/a.png"),
        ("/home/u/a b.PNG \n", "/home/u/a b.PNG"),
        ("'/home/u/a b.png' ", "/home/u/a b.png"),
        ('"/home/u/a b.png"', "/home/u/a b.png"),
        (r"/home/u/a\ \(1\).jpg", "/home/u/a (1).jpg"),
        (r"'/home/u/it'\''s.jpg'", "/home/u/it's.jpg"),
        ("file:///home/u/a%20b.png", "/home/u/a b.png"),
        ("file://localhost/home/u/a.png", "/home/u/a.png"),
        ("a.png", None),
        ("./a.png", None),
        ("~/a.png", None),
        ("see /home/u/a.png", None),
        ("'/a.png' 'b.png'", None),
        ("'/a.png' file://host/b.png", None),
        ("'/a.png", None),
        ("file://host/a.png", None),
        ("file://[", None),
        ("/home/u/a.txt", "/home/u/a.txt"),
        ("https://example.org/a.png", None),
        ("", None),
        (" ", None),
        ("/" + "a" * LONGEST_PATH + ".png", None),
    ],
)
def test_only_the_absolute_path_of_one_file_is_one(text: str, path: str | None) -> None:
    readings = pasted_files(text)
    assert (readings[0] if readings else None) == (None if path is None else (Path(path),))


@pytest.mark.parametrize(
    "text",
    [
        "'/u/a b.png' '/u/c.jpg' ",
        r"/u/a\ b.png /u/c.jpg",
        "'/u/a b.png'\n/u/c.jpg\n",
        "file:///u/a%20b.png file:///u/c.jpg",
        "file:///u/a%20b.png\r\nfile:///u/c.jpg\r\n",
        "'file:///u/a%20b.png' \"/u/c.jpg\"",
    ],
)
def test_several_come_in_a_row_or_on_lines_of_their_own(text: str) -> None:
    assert (Path("/u/a b.png"), Path("/u/c.jpg")) in pasted_files(text)


def test_a_path_with_spaces_can_be_one_or_several() -> None:
    assert pasted_files("/u/a.png /u/b.png") == [
        (Path("/u/a.png /u/b.png"),),
        (Path("/u/a.png"), Path("/u/b.png")),
    ]
    assert pasted_files("'/a.png' " * LONGEST_DROP) == []
