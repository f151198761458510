"""`copilot-tui migrate-store`: what it says on the way, on a terminal, and when it is ended."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.command_line import migration_words
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.extras import how_to_add
from copilot_tui.paths import Paths
from copilot_tui.store.moving import entries
from copilot_tui.store.moving.copying import Copying
from copilot_tui.store.store import Store
from tests.command_line.running import data, said
from tests.store.support_moving import fill

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")


@pytest.fixture
def file(home: Path) -> Path:
    """The conversations of the settings, with a bit of everything."""
    paths = Paths(config=home, data=data(home))
    with Store(paths.database, instance_id="before") as store:
        fill(store)
    return paths.database


def refusal(capsys: pytest.CaptureFixture[str], *words: str, status: int = ExitStatus.STORE) -> str:
    """What is said on standard error, in one line."""
    capsys.readouterr()
    assert main(("migrate-store", *words)) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    return " ".join(printed.err.split())


def test_what_is_wrong_with_a_name_is_told_of_the_option_that_has_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for option, more in (("--to", ()), ("--from", ("--to", "other.db"))):
        for name, told in (
            ("mysql://h/d", 'got an address with "mysql:"'),
            ("postgresql://ann:Xs3cr3t@h/d", "can be read by everybody on this machine"),
            ("nonsense", "expected"),
        ):
            said_of_it = refusal(capsys, option, name, *more, status=ExitStatus.WRONG_WORDS)
            assert f"{option}: " in said_of_it
            assert told in said_of_it
            assert "--database:" not in said_of_it


def test_the_extra_is_asked_for_before_anything_else(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    told = refusal(capsys, "--to", "postgresql://ann@127.0.0.1/chats")

    assert "need the package psycopg" in told
    assert how_to_add("'psycopg[binary]'", "postgres") in told


def test_the_progress_ends_at_the_number_there_is(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.command_line.progress._FIRST", 0.0)
    monkeypatch.setattr("copilot_tui.command_line.progress._PAUSE", 0.0)
    monkeypatch.setattr(entries, "_MOST_CONVERSATIONS", 1)
    monkeypatch.setattr("copilot_tui.command_line.migrate_store._INDEXED_AT_ONCE", 3)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    assert main(("migrate-store", "--to", str(tmp_path / "target.db"))) == 0

    told = re.findall(r"(\d+)%  (\d+) of (\d+) messages made findable", capsys.readouterr().err)
    steps = [(int(share), int(done), int(total)) for share, done, total in told]
    assert len(steps) > 3
    assert steps == sorted(steps)
    assert all(done < total for _, done, total in steps[:3])
    assert steps[-1] == (100, 10, 10)


def test_ctrl_c_says_that_it_can_be_gone_on_with(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_MOST_CONVERSATIONS", 1)
    write = Copying._write
    written: list[object] = []

    def write_two(self: Copying, *values: object) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(values)
        write(self, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(Copying, "_write", write_two)
    target = str(tmp_path / "target.db")
    told = refusal(capsys, "--to", target, status=ExitStatus.INTERRUPTED)
    assert "It was ended by ctrl+c. The conversations that are copied are whole" in told
    assert "run the same again" in told

    monkeypatch.setattr(Copying, "_write", write)
    assert "Copied 2 new conversations" in said(capsys, "migrate-store", "--to", target)


def test_on_a_terminal_it_breaks_between_words(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration_words, "width_of", lambda _: 60)
    there = tmp_path / "t.db"
    for more in ("--dry-run",), ():
        told = said(capsys, "migrate-store", "--to", str(there), *more)
        of_one_word = [line for line in told.splitlines() if " " not in line.strip()]
        lines = [line for line in told.splitlines() if not line.startswith("database =")]
        assert all(len(line) <= 60 for line in lines if line not in of_one_word)
        assert "~/.local/share/copilot-tui/conversations.db" in told
    assert f'\ndatabase = "{there}"\n' in told
