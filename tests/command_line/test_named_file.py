"""A file that the user has named is not touched unless it is, or can become, ours."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from copilot_tui import cli
from copilot_tui.cli import main
from copilot_tui.command_line.doctor import _checks_of_database
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.doctor.finding import Finding, Verdict
from copilot_tui.paths import Paths
from tests.command_line.running import data, run
from tests.ui.preparing import add_conversation

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")

NOWHERE = "http://127.0.0.1:9/v1"
NAMING: Sequence[tuple[str, ...]] = (
    ("migrate-store", "--to"),
    ("migrate-store", "--dry-run", "--to"),
    ("import", "export.jsonl", "--database"),
    ("backup", "--database"),
    ("restore", "copy.db", "--database"),
    ("serve", "--database"),
    ("list", "--database"),
    ("--plain", "--url", NOWHERE, "--database"),
    ("--url", NOWHERE, "--database"),
)


def letter(file: Path) -> None:
    file.write_text("Dear Ann,\nI have moved.\n" * 400, encoding="utf-8")


def other_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE stamps (country TEXT)")
        connection.execute("INSERT INTO stamps VALUES ('Norway')")


def other_with_log(file: Path) -> None:
    """Of a program that has died: what it has written last stands in the log alone."""
    building = file.with_name("building.db")
    with closing(sqlite3.connect(building)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE stamps (country TEXT)")
        for suffix in ("", "-wal"):
            part = building.with_name(f"building.db{suffix}")
            file.with_name(f"{file.name}{suffix}").write_bytes(part.read_bytes())
    building.unlink()


def folder(file: Path) -> None:
    file.mkdir(mode=0o755)


def nothing(_: Path) -> None:
    pass


OTHERS: Sequence[tuple[Callable[[Path], None], str, str]] = (
    (letter, "letter.db", "is not a conversation file"),
    (other_database, "stamps.db", "of another program"),
    (other_with_log, "logged.db", "another program"),
    (folder, "folder.db", "is a folder"),
    (nothing, "none/at/all.db", ""),
)


@pytest.fixture
def beside(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that one is in, with an export; there are conversations to copy."""
    add_conversation(data(home), "Here", [("q", "a")])
    there = tmp_path / "beside"
    there.mkdir(mode=0o755)
    monkeypatch.chdir(there)
    assert main(("export", "1", "--format", "jsonl", "--output", "export.jsonl")) == 0
    assert main(("backup", "copy.db")) == 0
    monkeypatch.setattr(cli, "has_terminal", lambda: True)
    for name in ("cli.run_app", "cli.run_lines", "serving.address.listen"):
        monkeypatch.setattr(f"copilot_tui.{name}", must_not_begin)
    return there


def must_not_begin(*_: object) -> int:
    pytest.fail("It has begun with that file.")


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """All that is in a folder, and it itself: mode, time of the last change, and what it holds."""
    paths = [folder, *folder.rglob("*")]
    return {
        str(path): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in paths
    }


@pytest.mark.parametrize("words", NAMING, ids=" ".join)
@pytest.mark.parametrize(("make", "name", "told"), OTHERS)
def test_what_is_something_else_is_refused_and_nothing_changes(
    beside: Path,
    words: tuple[str, ...],
    make: Callable[[Path], None],
    name: str,
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = beside / name
    make(file)
    before = state(beside)
    capsys.readouterr()

    status = main((*words, str(file)))

    printed = capsys.readouterr()
    said = " ".join(printed.err.split())
    assert status == (ExitStatus.FAILED if words[0] == "backup" else ExitStatus.WRONG_WORDS)
    assert told in said
    if make is nothing and words[0] not in ("list", "backup"):
        assert f"There is no folder {beside / 'none/at'}. Make it first" in said
    assert printed.out == ""
    assert state(beside) == before


@pytest.mark.slow
@pytest.mark.parametrize(("make", "name"), [(letter, "letter.db"), (nothing, "none/all.db")])
def test_no_question_is_asked_with_it(
    beside: Path, home: Path, make: Callable[[Path], None], name: str
) -> None:
    make(beside / name)
    before = state(beside)

    done = run(home, "ask", "--url", NOWHERE, "hello", "--database", str(beside / name))

    assert done.returncode == ExitStatus.WRONG_WORDS, done.stderr
    assert name.split("/")[0] in done.stderr
    assert state(beside) == before


@pytest.mark.parametrize("by_variable", [True, False])
@pytest.mark.parametrize("words", [("list",), ("import", "export.jsonl"), ("--plain",)])
def test_the_settings_name_it_as_well(
    beside: Path,
    words: tuple[str, ...],
    by_variable: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = beside / "letter.txt"
    letter(file)
    if by_variable:
        monkeypatch.setenv("COPILOT_TUI_DATABASE", str(file))
    else:
        config = Paths.default().config_file
        config.parent.mkdir(parents=True)
        config.write_text(f"database = {json.dumps(str(file))}", encoding="utf-8")
    before = state(beside)

    assert main(words) == ExitStatus.WRONG_WORDS
    assert "is not a conversation file" in " ".join(capsys.readouterr().err.split())
    assert state(beside) == before


@pytest.mark.parametrize("is_there", [True, False])
def test_an_empty_file_is_a_new_one(
    beside: Path, is_there: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    file = beside / "new.db"
    if is_there:
        file.touch()

    assert main(("migrate-store", "--to", str(file))) == 0
    assert main(("list", "--database", str(file))) == 0
    assert "Here" in capsys.readouterr().out
    assert not list(beside.glob("*.damaged*"))


def test_one_of_ours_that_is_damaged_further_on_is_recovered_as_before(
    beside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = beside / "ours.db"
    assert main(("migrate-store", "--to", str(file))) == 0
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    capsys.readouterr()

    assert main(("import", "export.jsonl", "--database", str(file))) == 0
    assert "The conversation file was damaged" in " ".join(capsys.readouterr().err.split())
    assert len(list(beside.glob("ours.db.damaged-*"))) == 1


def test_the_own_file_of_the_program_is_recovered_also_where_it_is_named(
    beside: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = data(home) / "conversations.db"
    letter(own)

    assert main(("import", "export.jsonl", "--database", str(own))) == 0
    assert "The conversation file was damaged" in " ".join(capsys.readouterr().err.split())
    assert list(own.parent.glob("conversations.db.damaged-*"))


@pytest.mark.parametrize(("make", "name", "told"), OTHERS)
def test_the_doctor_touches_nothing_there_and_gives_no_advice_on_modes(
    beside: Path, make: Callable[[Path], None], name: str, told: str
) -> None:
    file = beside / name
    make(file)
    if file.exists():
        file.chmod(0o755)
    before = state(beside)
    found = examined(file)

    assert state(beside) == before
    assert told in found["file"].what
    assert found["file"].verdict is Verdict.FAULT
    assert not {"access", "locks", "integrity"} & found.keys()
    assert "chmod" not in repr(found)


def blank_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("VACUUM")


@pytest.mark.parametrize("make", [Path.touch, blank_database])
def test_the_doctor_says_of_an_empty_file_that_the_first_start_fills_it(
    beside: Path, make: Callable[[Path], None]
) -> None:
    file = beside / "new.db"
    make(file)
    file.chmod(0o644)
    before = state(beside)
    found = examined(file)

    assert state(beside) == before
    assert found["file"].what.endswith("is empty; the first start makes the conversations in it.")
    assert {each.verdict for each in found.values()} == {Verdict.OK}
    assert not {"access", "locks", "integrity"} & found.keys()


def test_the_doctor_gives_advice_on_a_named_file_of_ours_and_none_on_its_neighbours(
    beside: Path,
) -> None:
    file = beside / "copy.db"
    for suffix in ("-of-ann", ".txt"):
        letter(beside / f"copy.db{suffix}")
    assert examined(file)["access"].verdict is Verdict.OK
    file.chmod(0o644)
    assert examined(file)["access"].todo == f"Close them: chmod 600 {file}"
    file.chmod(0o600)
    beside.chmod(0o777)
    assert examined(file)["access"].todo == "Keep the file in a folder that only you may write."
    beside.chmod(0o1777)
    assert examined(file)["access"].verdict is Verdict.OK


def examined(file: Path) -> dict[str, Finding]:
    """What is found of the conversations in a file, by the name of the check."""
    checks = _checks_of_database(Paths.default(), str(file))
    return {found.check: found for check in checks for found in check.look()}
