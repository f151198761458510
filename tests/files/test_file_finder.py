"""Finding files by a few letters."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from copilot_tui.files.file_finder import FRESH_SECONDS, FileFinder
from copilot_tui.files.path_match import PathIndex

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    (place / "src").mkdir(parents=True)
    for name, text in {"main.py": "12345", "src/mail.py": "", "src/a main.txt": "x"}.items():
        (place / name).write_text(text)
    return place


async def paths(finder: FileFinder, query: str) -> list[str]:
    found = await finder.find(query)
    assert found is not None
    return [entry.path for entry in found.paths]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("main", ["main.py", "main/x.py", "src/domain/", "src/mxaxixn.c"]),
        ("X.PY", ["main/x.py"]),
        ("ain/X", ["main/x.py"]),
        ("xpy", ["main/x.py"]),
        ("nothing", []),
        (".*", []),
    ],
)
def test_the_likeliest_path_comes_first(query: str, expected: list[str]) -> None:
    known = ["src/domain/", "src/mxaxixn.c", "main/x.py", "main.py"]
    assert PathIndex(known).best(query, 10) == expected


def test_without_letters_what_lies_highest_comes_first() -> None:
    assert PathIndex(["src/a", "z", "src/"]).best("", 2) == ["src/", "z"]


async def test_files_are_found_with_their_sizes(folder: Path) -> None:
    found = await FileFinder(folder).find("mai")
    assert found is not None
    sizes = {entry.path: entry.size for entry in found.paths}
    assert sizes == {"main.py": 5, "src/mail.py": 0, "src/a main.txt": 1}


async def test_a_directory_leads_to_what_it_holds(folder: Path) -> None:
    finder = FileFinder(folder)
    assert (await paths(finder, "sr"))[0] == "src/"
    assert await paths(finder, "src/") == ["src/mail.py", "src/a main.txt"]


async def test_a_later_query_makes_an_earlier_one_pointless(folder: Path) -> None:
    finder = FileFinder(folder)
    first, second, third = await asyncio.gather(
        finder.find("m"), finder.find("ma"), finder.find("mail")
    )
    assert second is None
    assert third is not None
    assert [entry.path for entry in third.paths][:1] == ["src/mail.py"]
    assert first is None or first.paths


async def test_the_folder_is_read_again_only_after_a_while(folder: Path) -> None:
    now = 0.0
    finder = FileFinder(folder, clock=lambda: now)
    assert await paths(finder, "new") == []
    (folder / "new.py").write_text("")
    assert await paths(finder, "new") == []
    now = FRESH_SECONDS + 1
    assert await paths(finder, "new") == ["new.py"]


async def test_paths_outside_are_completed_by_directory(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "today.md").write_text("abc")
    (tmp_path / ".hidden").write_text("")
    finder = FileFinder(folder)
    assert await paths(finder, "..") == ["../notes/", "../project/"]
    assert await paths(finder, "../no") == ["../notes/"]
    assert await paths(finder, "~/notes/t") == ["~/notes/today.md"]
    assert await paths(finder, "~") == ["~/notes/", "~/project/"]
    assert await paths(finder, "~/.h") == ["~/.hidden"]
    assert await paths(finder, f"{tmp_path}/notes/") == [f"{tmp_path}/notes/today.md"]
    assert finder.locate("~/notes/today.md").read_text() == "abc"
    assert finder.locate("../notes/today.md").read_text() == "abc"


@pytest.mark.parametrize("query", ["/no/such/place/", "~nobody-of-this-name/", "../\0/"])
async def test_a_place_that_does_not_exist_holds_nothing(folder: Path, query: str) -> None:
    assert await paths(FileFinder(folder), query) == []
