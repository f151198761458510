"""The prompt library."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from copilot_tui import prompts
from copilot_tui.prompts import MAX_BYTES, how_to_make, load

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, **files: str | bytes) -> Path:
    """Make a library of files; `__` in a name is a slash."""
    for name, content in files.items():
        path = folder / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_a_missing_folder_is_an_empty_library_that_one_can_begin(tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    assert load(folder) == []
    assert str(folder) in how_to_make(folder)


def test_the_file_name_is_the_title_unless_the_first_line_is_a_heading(tmp_path: Path) -> None:
    write(tmp_path, plain="Be brief.\n\nVery.\n", named="# My  review\n\nRead this:\n")
    assert [(prompt.title, prompt.text) for prompt in load(tmp_path)] == [
        ("My review", "Read this:"),
        ("plain", "Be brief.\n\nVery."),
    ]


def test_prompts_are_sorted_by_title_whatever_their_case(tmp_path: Path) -> None:
    write(tmp_path, b="x", A="x", C="x", code__a="x", code__z="# About\nx")
    assert [prompt.title for prompt in load(tmp_path)] == ["A", "b", "C", "code/a", "code/About"]


def test_only_markdown_one_folder_deep_and_not_hidden_is_read(tmp_path: Path) -> None:
    write(tmp_path, a="x", one__b="x", one__two__c="x", __a="x")
    write(tmp_path / ".git", a="x")
    (tmp_path / ".hidden.md").write_text("x")
    (tmp_path / "notes.txt").write_text("x")
    titles = [prompt.title for prompt in load(tmp_path)]
    assert "a" in titles
    assert "one/b" in titles
    assert not [title for title in titles if "c" in title or "." in title or "notes" in title]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"x" * (MAX_BYTES + 1), "is longer than 200 KB"),
        (b"\n\n", "is empty"),
        (b"# Only a title\n", "is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_listed_last_with_the_reason(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    write(tmp_path, a=content, b="fine")
    good, bad = load(tmp_path)
    assert (good.title, good.problem) == ("b", "")
    assert (bad.title, bad.text, bad.problem) == ("a", "", problem)


def test_what_is_no_file_is_listed_with_the_reason(
    tmp_path: Path,
) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    assert [(prompt.title, prompt.problem) for prompt in load(tmp_path)] == [
        ("folder", "is not a file"),
        ("gone", "cannot be read: No such file or directory"),
        ("pipe", "is not a file"),
    ]


def test_a_hostile_file_is_harmless(tmp_path: Path) -> None:
    write(tmp_path, a="# \x1b[2Jx\nte\x1b]52;xt")
    [prompt] = load(tmp_path)
    assert (prompt.title, prompt.text) == ("␛[2Jx", "te␛]52;xt")


def test_no_more_than_a_bound_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "MAX_FILES", 3)
    write(tmp_path, **{f"p{number}": "x" for number in range(5)})
    assert len(load(tmp_path)) == 3
