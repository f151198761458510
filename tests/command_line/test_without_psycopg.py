"""Every command where the package for PostgreSQL is not installed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from copilot_tui.command_line.status import ExitStatus
from copilot_tui.extras import how_to_add
from tests.command_line.running import data, run
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from pathlib import Path

SERVER = "postgresql://ann@127.0.0.1:1/c"
WHAT = "Conversations on PostgreSQL need the package psycopg, which is not installed."
TODO = how_to_add("'psycopg[binary]'", "postgres")

_ABSENT = """raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")\n"""


@pytest.fixture
def without(tmp_path: Path) -> str:
    """A folder before all others in which Python looks for packages."""
    folder = tmp_path / "without"
    folder.mkdir()
    (folder / "psycopg.py").write_text(_ABSENT)
    return str(folder)


def test_the_doctor_names_it_among_its_faults(tmp_path: Path, without: str) -> None:
    done = run(tmp_path, "doctor", "--json", "--database", SERVER, PYTHONPATH=without)

    assert (done.returncode, done.stderr) == (ExitStatus.FAILED, "")
    (found,) = (each for each in json.loads(done.stdout)["findings"] if each["check"] == "database")
    assert (found["verdict"], found["what"]) == ("fault", WHAT)
    assert TODO in found["todo"]


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "last"),
        ("search", "train"),
        ("stats", "--all"),
        ("export", "--all"),
        ("import", "{file}"),
        ("ask", "Why?"),
        ("-c", "--plain"),
        ("--conversation", "last", "--plain"),
        ("migrate-store", "--from", "{file}", "--to", SERVER),
        ("migrate-store", "--to", "{file}"),
    ],
    ids=" ".join,
)
def test_every_command_says_how_to_add_it(
    tmp_path: Path, without: str, words: tuple[str, ...]
) -> None:
    add_conversation(data(tmp_path), "Trip", [("Which train?", "The night train.")])
    given = (word.format(file=data(tmp_path) / "conversations.db") for word in words)
    done = run(tmp_path, *given, PYTHONPATH=without, COPILOT_TUI_DATABASE=SERVER)

    assert (done.returncode, done.stdout) == (ExitStatus.STORE, "")
    said = " ".join(done.stderr.split())
    assert WHAT in said
    assert TODO in said


@pytest.mark.parametrize(
    "words", [("config",), ("keys", "--list"), ("completion", "bash")], ids=" ".join
)
def test_what_opens_no_conversation_works_without_it(
    tmp_path: Path, without: str, words: tuple[str, ...]
) -> None:
    done = run(tmp_path, *words, PYTHONPATH=without, COPILOT_TUI_DATABASE=SERVER)

    assert (done.returncode, done.stderr) == (ExitStatus.DONE, "")
    assert done.stdout


@pytest.mark.parametrize("words", [("backup",), ("restore", "{file}")], ids=" ".join)
def test_what_is_not_for_a_server_says_so_without_it(
    tmp_path: Path, without: str, words: tuple[str, ...]
) -> None:
    given = (word.format(file=tmp_path / "copy.db") for word in words)
    done = run(tmp_path, *given, PYTHONPATH=without, COPILOT_TUI_DATABASE=SERVER)

    assert done.returncode == ExitStatus.FAILED
    assert "pg_" in done.stderr
    assert "a fault in the program" not in done.stderr


def test_the_shell_completes_no_titles_and_prints_nothing_else(
    tmp_path: Path, without: str
) -> None:
    done = run(
        tmp_path,
        PYTHONPATH=without,
        COPILOT_TUI_DATABASE=SERVER,
        _COPILOT_TUI_COMPLETE="bash_complete",
        COMP_WORDS="copilot-tui show ",
        COMP_CWORD="2",
    )

    assert (done.returncode, done.stdout, done.stderr) == (ExitStatus.DONE, "plain,last\n", "")
