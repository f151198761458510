"""Paths of pictures that a terminal pastes when they are dropped on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot_tui.files.pasted_path import LONGEST_PATH, pasted_picture


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
        ("/home/u/a.png\n/home/u/b.png", None),
        ("'/a.png' '/b.png'", None),
        ("'/a.png", None),
        ("file://host/a.png", None),
        ("file://[", None),
        ("/home/u/a.txt", None),
        ("https://example.org/a.png", None),
        ("", None),
        (" ", None),
        ("/" + "a" * LONGEST_PATH + ".png", None),
    ],
)
def test_only_the_absolute_path_of_one_picture_is_one(text: str, path: str | None) -> None:
    assert pasted_picture(text) == (None if path is None else Path(path))
