"""`--database` and what is said where conversations cannot be had there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot_tui.cli import main
from copilot_tui.command_line.command_table import COMMANDS
from copilot_tui.command_line.program import chosen
from copilot_tui.paths import Paths
from tests.command_line.running import data, environ, run, said
from tests.postgres_installation import HOST, free_port
from tests.store.postgres.strict_server import PASSWORD, StrictServer
from tests.ui.preparing import add_conversation

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")

NEEDLE = "Xs3cr3t"
ASKING = ("ask", "-c", "word")
OPENING = (
    ("list",),
    ("show",),
    ("search", "word"),
    ("export", "--all"),
    ("stats",),
    ("-c", "word"),
    ("serve", "-c"),
)
WITHOUT = {"keys", "docs", "completion", "migrate-store"}
"""Commands that open no conversations, and the one that names two places."""


@pytest.fixture
def other(home: Path, tmp_path: Path) -> Path:
    """A file elsewhere, and conversations of the data folder."""
    add_conversation(data(home), "Here", [("q", "a")])
    add_conversation(tmp_path / "elsewhere", "There", [("apples", "pears")])
    file = tmp_path / "elsewhere/conversations.db"
    return file.rename(tmp_path / "elsewhere/old.db")


def complaint(capsys: pytest.CaptureFixture[str], *words: str, status: int) -> str:
    """What is said on standard error, in one line; nothing secret is in it."""
    capsys.readouterr()
    assert main(words) == status
    printed = capsys.readouterr()
    assert NEEDLE not in printed.out + printed.err
    return " ".join(printed.err.split())


def test_every_command_that_opens_conversations_has_the_flag() -> None:
    having = {
        word
        for word in COMMANDS
        if any(each.name == "database" for each in chosen((word,))[1].params)
    }

    assert having == set(COMMANDS) - WITHOUT
    assert any(each.name == "database" for each in chosen(())[1].params)


def test_a_file_elsewhere_is_read_and_stays_as_it_is(
    home: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def titles(*words: str) -> list[str]:
        return [json.loads(line)["title"] for line in said(capsys, *words).splitlines()]

    before = {path: path.read_bytes() for path in other.parent.iterdir()}
    assert titles("list", "--json") == ["Here"]
    assert titles("list", "--json", "--database", str(other)) == ["There"]
    assert titles("search", "apples", "--json", "--database", str(other)) == ["There"]
    assert "pears" in said(capsys, "show", "--database", str(other))
    assert {path: path.read_bytes() for path in other.parent.iterdir()} == before


def test_the_environment_and_the_file_name_it_as_well(
    home: Path, other: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Paths.default().config_file
    config.parent.mkdir(parents=True)
    config.write_text(f'database = "{other}"', encoding="utf-8")
    assert "There" in said(capsys, "list")
    assert "Here" in said(capsys, "list", "--database", str(Paths.default().database))
    config.unlink()
    monkeypatch.setenv("COPILOT_TUI_DATABASE", str(other))
    assert "There" in said(capsys, "list")


def test_what_belongs_to_a_file_elsewhere_is_beside_it(
    home: Path, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(data(home).rglob("*"))
    copy = said(capsys, "backup", "--database", str(other))

    assert "old.db.backups/conversations-" in copy
    assert said(capsys, "restore", "--database", str(other)).count("old.db.backups/") == 1
    assert set(data(home).rglob("*")) == before


def test_a_file_that_is_not_there_is_not_taken_for_an_empty_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = complaint(capsys, "list", "--database", str(home / "none.db"), status=2)

    assert "There is no file ~/none.db." in told
    assert not (home / "none.db").exists()


@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_a_wrong_address_is_refused_before_anything_opens(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    url = f"postgresql://ann:{NEEDLE}/x@h/chats"
    told = complaint(capsys, *words, "--database", url, status=2)

    assert '--database: has an "@" in a place where none can be' in told
    assert not data(home).exists()


@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_a_server_that_does_not_answer_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    url = f"postgresql://ann@{HOST}:{free_port()}/chats"
    told = complaint(capsys, *words, "--database", url, status=4)

    assert f"Nothing answers at {url}. Start the server, or correct the address." in told


@pytest.mark.slow
def test_ask_and_plain_say_it_as_well(home: Path) -> None:
    url = f"postgresql://ann@{HOST}:{free_port()}/chats"
    refused = run(home, *ASKING, "--database", "mysql://h/d")
    unheard = run(home, *ASKING, "--database", url)
    plain = run(home, "--plain", "--database", url)

    assert (refused.returncode, unheard.returncode, plain.returncode) == (2, 4, 0)
    assert 'got an address with "mysql:"' in " ".join(refused.stderr.split())
    for each in (unheard, plain):
        said_by_it = " ".join((each.stdout + each.stderr).split())
        assert f"Nothing answers at {url}." in said_by_it


def test_a_password_of_the_command_line_is_refused_as_others_could_read_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = complaint(capsys, "list", "--database", f"postgresql://a:{NEEDLE}@h/c", status=2)

    assert "can be read by everybody on this machine (ps)" in told
    assert "set COPILOT_TUI_DATABASE_PASSWORD instead" in told


def test_a_wrong_password_is_said_and_not_printed(
    home: Path,
    strict: StrictServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COPILOT_TUI_DATABASE_PASSWORD", f"{NEEDLE}-wrong")
    told = complaint(capsys, "list", "--database", strict.url(), status=4)

    assert "refuses the password, or does not know its user." in told


def test_no_copy_is_made_or_put_back_of_a_server(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"postgresql://ann@{HOST}:{free_port()}/chats"
    backup = complaint(capsys, "backup", "--database", url, status=1)
    restore = complaint(capsys, "restore", str(tmp_path / "x.db"), "--database", url, status=1)
    listing = complaint(capsys, "restore", "--database", url, status=1)

    assert f"The conversations are kept at {url}, of which no copy is made here." in backup
    assert "pg_dump" in backup
    assert "copilot-tui export --all" in backup
    assert "where no copy can be put in their place" in restore
    assert "pg_restore" in restore
    assert restore == listing
    assert not data(home).exists()


@pytest.mark.slow
def test_doctor_looks_at_the_server_and_not_at_the_file(home: Path, strict: StrictServer) -> None:
    done = run(
        home,
        *("doctor", "--json", "--database", strict.url(sslmode="require")),
        COPILOT_TUI_DATABASE_PASSWORD=PASSWORD,
        PGPASSFILE=environ(home)["HOME"],
    )
    findings = json.loads(done.stdout)["findings"]
    checks = [each["check"] for each in findings if each["area"] == "Conversations"]

    assert checks[:2] == ["database", "way"]
    assert "file" not in checks
    assert PASSWORD not in done.stdout + done.stderr


def test_doctor_says_that_it_cannot_know_which_database_is_meant(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from copilot_tui.command_line.doctor import _checks_of_database

    (check,) = _checks_of_database(Paths.default(), "mysql://h/d")
    (finding,) = check.look()

    assert finding.what == "Not looked at: the settings do not say which it is."
