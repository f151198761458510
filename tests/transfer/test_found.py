"""What of a folder can be imported."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import ImportRefused, UnknownKind
from copilot_tui.transfer.all_sources import source_named
from copilot_tui.transfer.file_export import ExportFormat
from copilot_tui.transfer.folder_export import folder_export
from copilot_tui.transfer.found import Found, found_in, report_within
from copilot_tui.transfer.source import Skipped
from tests.transfer.foreign_files import FILES, SPECIMENS, zipped
from tests.transfer.support import conversation, message

if TYPE_CHECKING:
    from pathlib import Path


def found(path: Path, only: str = "") -> tuple[list[tuple[str, str]], list[Skipped]]:
    """The name of each file with that of its source, and what is damaged."""
    skipped: list[Skipped] = []
    known = found_in(path, skipped.append, only=only)
    return [(one.path.name, one.source.name) for one in known], skipped


@pytest.mark.parametrize("name", ["chatgpt", "claude", "elia", "oterm", "aichat", "parllama"])
def test_a_folder_of_one_program_is_read_as_a_whole(name: str) -> None:
    assert found(SPECIMENS / name) == ([(name, name)], [])


def test_the_chats_that_a_g4f_server_keeps_are_found(tmp_path: Path) -> None:
    for bucket in ("one", "two"):
        (tmp_path / "buckets" / bucket).mkdir(parents=True)
        shutil.copy(FILES["g4f"], tmp_path / "buckets" / bucket / "chat.json")
        (tmp_path / "buckets" / bucket / "notes.md").write_text("# A file that was sent")
    assert found(tmp_path) == ([("chat.json", "g4f")] * 2, [])


@pytest.mark.parametrize(
    ("kind", "name"), [(ExportFormat.MARKDOWN, "markdown"), (ExportFormat.JSONL, "copilot-tui")]
)
def test_a_folder_of_our_own_is_found(tmp_path: Path, kind: ExportFormat, name: str) -> None:
    with folder_export(tmp_path / "chats", kind, ["a", "b"]) as export:
        for title in ("a", "b"):
            export.add(conversation(title, message(f"{title} says")))
    assert [source for _, source in found(tmp_path / "chats")[0]] == [name, name]


def test_of_a_mixed_folder_each_file_is_read_by_itself(tmp_path: Path) -> None:
    shutil.copy(FILES["elia"], tmp_path)
    shutil.copy(FILES["g4f"], tmp_path)
    zipped(SPECIMENS / "claude", tmp_path / "export.zip")
    (tmp_path / "letter.md").write_text("# Dear all")
    (tmp_path / "film.mkv").write_bytes(b"x")
    assert found(tmp_path)[0] == [
        ("chat.json", "g4f"),
        ("elia.sqlite", "elia"),
        ("export.zip", "claude"),
    ]
    assert found(tmp_path, only="g4f")[0] == [("chat.json", "g4f")]


def test_a_zip_file_beside_its_own_kind_is_not_passed_over(tmp_path: Path) -> None:
    shutil.copy(FILES["claude"], tmp_path)
    zipped(SPECIMENS / "claude", tmp_path / "export.zip")
    assert len(found(tmp_path)[0]) == 2


def test_hidden_folders_pipes_and_what_lies_deep_are_left_alone(tmp_path: Path) -> None:
    for place in (".cache", "a/b/c/d/e/f"):
        (tmp_path / place).mkdir(parents=True)
        shutil.copy(FILES["g4f"], tmp_path / place)
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(UnknownKind, match="holds no file of a known kind"):
        found(tmp_path)


def test_a_damaged_file_among_others_is_reported(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(FILES["oterm"].read_bytes()[:2000])
    with pytest.raises(ImportRefused, match="is a damaged database"):
        found(tmp_path)
    shutil.copy(FILES["g4f"], tmp_path)
    known, skipped = found(tmp_path)
    assert known == [("chat.json", "g4f")]
    assert [one.place for one in skipped] == ["store.db"]


def test_a_folder_that_is_missing_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="There is no file"):
        found(tmp_path / "missing", only="g4f")


@pytest.mark.parametrize(
    ("place", "told"),
    [("bad.zip", "below/bad.zip"), ("conversation 3", "below/bad.zip, conversation 3")],
)
def test_a_file_of_a_folder_is_named_once(tmp_path: Path, place: str, told: str) -> None:
    one = Found(tmp_path / "below/bad.zip", source_named("claude"))
    skipped: list[Skipped] = []
    report_within(tmp_path, one, skipped.append)(Skipped(place, "It is damaged."))
    assert [each.place for each in skipped] == [told]
