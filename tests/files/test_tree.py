"""What is found below a folder, and what git would ignore there."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pytest

from copilot_tui.files.tree import scan_tree


@pytest.fixture(autouse=True)
def no_rules_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    place.mkdir()
    return place


def make(folder: Path, *paths: str) -> None:
    for path in paths:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("text")


def rule(folder: Path, path: str, *lines: str) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("\n".join(lines) + "\n")


def found(folder: Path) -> set[str]:
    return {path for path in scan_tree(folder).paths if not path.endswith(".gitignore")}


def test_what_lies_higher_comes_first_and_directories_end_in_a_slash(folder: Path) -> None:
    make(folder, "b/deep/x", "a/y", "z")
    assert scan_tree(folder).paths == ("a/", "b/", "z", "a/y", "b/deep/", "b/deep/x")


def test_git_itself_is_never_offered(folder: Path) -> None:
    make(folder, ".git/config", "sub/.git", ".github/ci.yml")
    assert found(folder) == {".github/", ".github/ci.yml", "sub/"}


def test_what_a_gitignore_names_is_left_out_with_all_below_it(folder: Path) -> None:
    make(folder, "a.log", "keep.log", "build/out/x", "src/build.py", "src/a.log")
    rule(folder, ".gitignore", "*.log", "!keep.log", "build/", "# a comment")
    assert found(folder) == {"keep.log", "src/", "src/build.py"}


def test_a_nested_gitignore_goes_before_the_one_above_it(folder: Path) -> None:
    make(folder, "a.txt", "sub/a.txt", "sub/b.md", "other/b.md")
    rule(folder, ".gitignore", "*.txt")
    rule(folder, "sub/.gitignore", "!a.txt", "/b.md")
    assert found(folder) == {"sub/", "sub/a.txt", "other/", "other/b.md"}


def test_rules_from_the_top_of_the_repository_hold_in_a_folder_inside(folder: Path) -> None:
    make(folder, "inner/a.o", "inner/a.c", "inner/deeper/only.c")
    (folder / ".git").mkdir()
    rule(folder, ".gitignore", "*.o", "/inner/deeper/only.c")
    assert found(folder / "inner") == {"a.c", "deeper/"}


def test_the_exclude_file_and_the_users_own_rules_hold(folder: Path) -> None:
    make(folder, "a.tmp", "a.swp", "a.c")
    rule(folder, ".git/info/exclude", "*.tmp")
    rule(Path(os.environ["XDG_CONFIG_HOME"]), "git/ignore", "*.swp")
    assert found(folder) == {"a.c"}


def test_who_works_in_an_ignored_folder_sees_its_files(folder: Path) -> None:
    make(folder, "build/a.c")
    (folder / ".git").mkdir()
    rule(folder, ".gitignore", "build/", "*.c")
    assert found(folder / "build") == {"a.c"}


def test_malformed_rules_are_skipped_and_the_others_hold(folder: Path) -> None:
    make(folder, "a.o", "a.c")
    rule(folder, ".gitignore", "!", "///", "*.o")
    assert found(folder) == {"a.c"}


def test_links_lead_no_further_than_the_folder(folder: Path, tmp_path: Path) -> None:
    make(folder, "inside/a")
    make(tmp_path, "secret", "outside/b")
    for name, target in {
        "to-secret": tmp_path / "secret",
        "to-outside": tmp_path / "outside",
        "to-inside": folder / "inside" / "a",
        "round": folder,
        "nowhere": folder / "missing",
    }.items():
        (folder / name).symlink_to(target)
    assert found(folder) == {"inside/", "inside/a", "to-inside"}


def test_odd_names_and_what_is_no_file_are_not_offered(folder: Path) -> None:
    make(folder, "new\nline", "esc\x1b[31m", "plain name")
    (folder / os.fsdecode(b"bad\xff")).write_text("x")
    os.mkfifo(folder / "pipe")
    assert found(folder) == {"plain name"}


def test_a_scan_ends_at_its_limits_and_says_so(folder: Path) -> None:
    make(folder, *(f"f{number}" for number in range(20)))
    few = scan_tree(folder, most=5)
    assert (len(few.paths), few.complete) == (5, False)
    ticks = count()
    hurried = scan_tree(folder, seconds=10, clock=lambda: float(next(ticks)))
    assert (len(hurried.paths), hurried.complete) == (10, False)
    assert scan_tree(folder).complete


def test_a_folder_that_is_gone_has_nothing_in_it(folder: Path) -> None:
    assert scan_tree(folder / "gone").paths == ()
