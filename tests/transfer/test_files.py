"""Files that are there as a whole or not at all, and their names."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.errors import ExportFailed
from copilot_tui.transfer.file_names import file_names, free_path
from copilot_tui.transfer.new_file import new_file


def test_a_file_is_for_its_owner_only_and_there_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with new_file(path) as file:
        file.write("half")
        assert not path.exists()
        assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in tmp_path.iterdir())
        file.write(" and half")

    assert path.read_text() == "half and half"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError(errno.ENOSPC, "full"), ValueError])
def test_nothing_is_left_of_one_that_failed(
    tmp_path: Path, fault: type[BaseException] | BaseException
) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def fail() -> None:
        with new_file(path, overwrite=True) as file:
            file.write("new")
            raise fault

    with pytest.raises((KeyboardInterrupt, ExportFailed, ValueError)):
        fail()

    assert (tmp_path / "a.md").read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


def test_one_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with pytest.raises(ExportFailed, match="exists already"), new_file(path):
        path.write_text("theirs")

    assert path.read_text() == "theirs"


def test_neither_where_the_file_system_knows_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    with new_file(tmp_path / "a.md") as file:
        file.write("text")
    with pytest.raises(ExportFailed, match="exists already"), new_file(tmp_path / "b.md"):
        (tmp_path / "b.md").write_text("theirs")

    assert (tmp_path / "a.md").read_text() == "text"
    assert (tmp_path / "b.md").read_text() == "theirs"


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    with new_file(tmp_path / "link.md", overwrite=True) as file:
        file.write("new")

    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


@settings(deadline=None)
@given(st.lists(st.text(max_size=300), max_size=9), st.sampled_from([".md", ".html"]))
def test_names_are_safe_everywhere_and_each_is_there_once(titles: list[str], suffix: str) -> None:
    names = [*file_names(titles, suffix)]

    for form in ("NFC", "NFD"):
        assert len({normalize(form, name).casefold() for name in names}) == len(titles)
    for name in names:
        assert len(name.encode()) <= 200
        assert name.isprintable()
        assert not set(name) & set('/\\:*?"<>|\0 ')
        assert not name.startswith((".", "-"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Привет, мир!", "привет-мир"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("हिन्दी", "हिन्दी"),
        ("Smørbrød & Straße", "smørbrød-strasse"),
        ("Crème Brûlée", "creme-brulee"),
        ("\N{GRINNING FACE}", "untitled"),
        ("//..", "untitled"),
        ("語" * 100, "語" * 50),
    ],
)
def test_a_name_can_be_read_in_any_script(title: str, name: str) -> None:
    assert [*file_names([title], ".md")] == [f"{name}.md"]


@pytest.mark.parametrize("title", ["CON", "nul", "Aux", "com1", "LPT9", "prn!"])
def test_no_name_is_that_of_a_device(title: str) -> None:
    (name,) = file_names([title], ".md")
    assert name.startswith("chat-")


def test_titles_that_look_alike_get_numbers() -> None:
    assert [*file_names(["Hi", "hi!", "Hi 2", "HI"], ".md")] == [
        *("hi.md", "hi-2.md", "hi-2-2.md", "hi-3.md")
    ]


@pytest.mark.timeout(20)
def test_names_of_very_many_titles_are_made_in_proportion_to_them() -> None:
    names = [*file_names(["\N{GRINNING FACE}"] * 100_000, ".md")]

    assert names[-1] == "untitled-100000.md"
    assert len(set(names)) == len(names)


def test_a_folder_in_which_no_file_can_be_made_is_named() -> None:
    with (
        pytest.raises(ExportFailed, match=r"No file can be made in /proc\."),
        new_file(Path("/proc/a.md")),
    ):
        pass


def test_the_first_free_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    (tmp_path / "a-2.md").symlink_to("nowhere")

    assert free_path(tmp_path, "a", ".md").name == "a-3.md"
    assert free_path(tmp_path, "a", "").name == "a"
