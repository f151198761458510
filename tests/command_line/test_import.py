"""`copilot-tui import` of several files, of folders, and of what is no such file."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.errors import ImportRefused
from copilot_tui.paths import Paths
from copilot_tui.transfer.sources.g4f_gui import G4FGui
from tests.transfer.foreign_files import FILES, SPECIMENS, changed_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Report

pytestmark = [
    pytest.mark.filterwarnings("default::ResourceWarning"),
    pytest.mark.usefixtures("work_folder"),
]

LIST = "These can be imported"


def specimen(name: str, to: Path) -> str:
    """A copy of a specimen in the folder one is in."""
    shutil.copy(FILES[name], to)
    return FILES[name].name


def titles() -> list[str]:
    with closing(sqlite3.connect(Paths.default().database)) as connection:
        return [str(row[0]) for row in connection.execute("SELECT title FROM conversations")]


def test_bad_files_are_named_and_the_others_go_in(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [specimen("elia", work_folder), "missing", "noise", specimen("g4f", work_folder)]
    (work_folder / "noise").write_bytes(b"\x00\x9f\x1b[2J" * 100)

    assert main(["import", *names]) == 2

    told = capsys.readouterr()
    assert len(titles()) == 4
    assert "There is no file missing." in told.err
    assert "noise is not a file of a known kind." in told.err
    assert "2 of 4 files were not imported." in told.err
    assert told.out.splitlines() == [
        "elia.sqlite: brought 2 new conversations, 6 messages in all.",
        "chat.json: brought 2 new conversations, 8 messages in all.",
        "all together: brought 4 new conversations, 14 messages in all.",
    ]


def test_what_can_be_imported_is_listed_once(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two", "three"):
        (work_folder / name).write_text("nonsense")

    assert main(["import", "one", "two", "three"]) == 2

    told = capsys.readouterr().err
    assert told.count("not a file of a known kind") == 3
    assert told.count(LIST) == 1
    assert told.index("three") < told.index(LIST)
    assert not Paths.default().database.exists()


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_a_file_that_fails_halfway_leaves_nothing_and_the_next_goes_in(
    work_folder: Path,
    dry_run: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = G4FGui.records

    def broken(self: G4FGui, path: Path, report: Report) -> Iterator[ConversationRecord]:
        yield next(whole(self, path, report))
        raise ImportRefused("The disk is gone.")

    monkeypatch.setattr(G4FGui, "records", broken)

    assert (
        main(["import", *dry_run, specimen("g4f", work_folder), specimen("oterm", work_folder)])
        == 2
    )

    told = capsys.readouterr()
    assert "The disk is gone." in told.err
    assert "chat.json" not in told.out
    assert "2 new conversations" in told.out
    if not dry_run:
        assert len(titles()) == 2


def test_the_same_file_named_twice_is_read_once(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = specimen("elia", work_folder)

    assert main(["import", name, name]) == 0
    assert capsys.readouterr().out.count("elia.sqlite") == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "odd is empty."),
        (b"nonsense", "odd is not a file of a known kind."),
        (b"\x00" * 100, "odd is not a file of a known kind."),
        (b'{"a": 1}', "though it looks like JSON."),
        (b"SQLite format 3\x00" + b"\x07" * 5000, "odd is a damaged database."),
        (b"PK\x03\x04" + b"\x00" * 50, "odd is a damaged zip file."),
        (b'# A\n\n<!-- 0123abcd {"copilot-tui": 1, "ti', "breaks off before its first message."),
        (b"<!DOCTYPE html><p>", "odd is a web page, which cannot be imported."),
    ],
)
def test_what_is_wrong_with_a_file_is_said(
    work_folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, told: str
) -> None:
    (work_folder / "odd").write_bytes(content)

    assert main(["import", "odd"]) == 2
    assert told in capsys.readouterr().err
    assert not Paths.default().database.exists()


def test_a_zip_file_and_a_database_of_others_are_called_what_they_are(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(work_folder / "photos.zip", "w") as file:
        file.writestr("photo.png", b"")
    with closing(sqlite3.connect(work_folder / "other.db")) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")

    assert main(["import", "photos.zip", "other.db"]) == 2
    told = capsys.readouterr().err
    assert "photos.zip is a zip file without conversations of a known kind." in told
    assert "other.db is a database, but of no known kind." in told


def test_the_file_beside_it_with_the_conversations_is_named(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specimen("claude", work_folder)
    (work_folder / "users.json").write_text('[{"uuid": "u"}]')

    assert main(["import", "users.json"]) == 2
    assert "The conversations are in conversations.json beside it." in capsys.readouterr().err


def test_a_missing_picture_is_a_notice_and_a_missing_record_is_not(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = specimen("chatgpt", work_folder)

    assert main(["import", name]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith("conversations.json: 4 pictures are left out, their messages come in")

    def and_one_that_is_none(value: Any) -> None:
        value.append(7)

    changed_json("chatgpt", work_folder, and_one_that_is_none)
    assert main(["import", name, "--json"]) == 2
    (told_of,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["place"] for one in told_of["skipped"]] == ["conversation 4"]
    assert len(told_of["missing_pictures"]) == 4


def test_each_file_is_an_object_with_its_errors(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "--json", "missing", specimen("elia", work_folder)]) == 2
    objects = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert [(one["file"], one["source"], one["new"]) for one in objects] == [
        ("missing", "", 0),
        ("elia.sqlite", "elia", 2),
    ]
    assert [one["errors"] for one in objects] == [["There is no file missing."], []]


def test_a_folder_of_many_kinds_comes_in_with_one_line(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SPECIMENS, work_folder / "all")
    (work_folder / "all" / "broken.jsonl").write_text(
        '{"format": "copilot-tui conversations", "version": 1}\nnonsense\n{"end": true}\n'
    )

    assert main(["import", "all"]) == 2
    told = capsys.readouterr()
    assert told.out == "all: brought 14 new conversations, 51 messages in all.\n"
    assert "all: broken.jsonl, line 2: It is not valid JSON." in told.err


@pytest.mark.parametrize("name", ["odd\nname ü日本.json", "a b.json", "'quoted\".json"])
def test_a_name_may_hold_anything_and_is_told_on_one_line(
    work_folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    shutil.copy(FILES["g4f"], work_folder / name)
    (work_folder / f"x{name}").write_text("x")

    assert main(["import", name, f"x{name}"]) == 2
    told = capsys.readouterr()
    shown = name.replace("\n", " ")
    assert f"{shown}: brought 2 new conversations" in told.out
    assert f"x{shown} is not a file of a known kind." in told.err


def test_a_pipe_is_refused_as_it_can_be_read_only_once(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(work_folder / "pipe")

    assert main(["import", "pipe", specimen("elia", work_folder)]) == 2
    told = capsys.readouterr()
    assert "pipe is no regular file." in told.err
    assert "elia.sqlite: brought 2" in told.out


def test_a_source_that_is_named_says_what_does_not_fit(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work_folder / "noise").write_bytes(b"\x9f" * 5000)

    assert main(["import", "--from", "elia", "noise"]) == 2
    assert "noise is not an SQLite database." in capsys.readouterr().err
    assert main(["import", "--from", "elia", "missing"]) == 2
    told = capsys.readouterr().err
    assert told == "copilot-tui: There is no file missing.\nCheck its name.\n"


@pytest.mark.parametrize("text", ['{"a":', '[{"title": "Hel', '[[1, {"b": [2, 3'])
def test_json_that_breaks_off_is_told_so(
    work_folder: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (work_folder / "cut.json").write_text(text)
    (work_folder / "whole.json").write_text('{"a": 1}\n[broken')

    assert main(["import", "cut.json"]) == 2
    assert "cut.json looks like JSON that breaks off before its end." in capsys.readouterr().err
    assert main(["import", "whole.json"]) == 2
    assert "not a file of a known kind, though it looks like JSON" in capsys.readouterr().err


def test_a_file_that_is_damaged_is_named_once(
    work_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = work_folder / "chats"
    folder.mkdir()
    (folder / "bad.zip").write_bytes(b"PK\x03\x04" + bytes(90))
    (folder / "elia").mkdir()
    specimen("elia", folder / "elia")

    assert main(["import", "chats"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "Looking through chats for conversations.",
        "chats: bad.zip: It is damaged: it was cut off.",
    ]


def test_a_backup_of_another_machine_comes_in_once(
    work_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", specimen("elia", work_folder)]) == 0
    assert main(["backup", "b.db"]) == 0
    there = titles()
    monkeypatch.setenv("XDG_DATA_HOME", str(work_folder / "other"))
    capsys.readouterr()

    assert main(["import", "--dry-run", "b.db"]) == 0
    assert main(["import", "b.db"]) == 0
    assert main(["import", "b.db"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "b.db: would bring 2 new conversations, 6 messages in all.",
        "b.db: brought 2 new conversations, 6 messages in all.",
        "b.db: nothing new; 2 conversations already there.",
    ]
    assert titles() == there
