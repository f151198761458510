"""Commands on a server that cannot be written, or that a newer program has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.command_line.status import ExitStatus
from copilot_tui.store.store import Store
from tests.command_line.running import data, run, said
from tests.postgres_database import database_at
from tests.postgres_installation import HOST, free_port
from tests.postgres_server import SUPERUSER
from tests.store.outbox.cut_off import say

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_installation import HOST, free_port
from tests.postgres_server import Place

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")


def by_superuser(place: Place, statement: str) -> None:
    with psycopg.connect(place.as_role(SUPERUSER).url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(statement.encode())


def test_what_only_reads_works_on_a_read_only_server_and_the_rest_says_what_it_is(
    home: Path, empty_database: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(database_at(empty_database.url), instance_id="before") as store:
        say(store.conversations.create(title="Trip to Oslo").id, None, "Which train?")(store)
    by_superuser(
        empty_database,
        f"ALTER DATABASE {empty_database.name} SET default_transaction_read_only = on",
    )
    there = ("--database", empty_database.url)
    for command in (("list",), ("show", "oslo"), ("search", "train"), ("stats", "--all")):
        assert said(capsys, *command, *there)
    file = home / "copy.jsonl"
    said(capsys, "export", "--all", "--format", "jsonl", "--output", str(file), *there)
    capsys.readouterr()

    said(capsys, "import", str(file), *there, status=ExitStatus.STORE)


def test_a_schema_that_is_newer_is_all_that_is_told(home: Path, empty_database: Place) -> None:
    """Nothing of the library is on the screen."""
    database_at(empty_database.url).close()
    by_superuser(empty_database, "UPDATE copilot_tui.schema_version SET version = 99")

    listed = run(home, "list", COPILOT_TUI_DATABASE=empty_database.url)

    assert listed.returncode == ExitStatus.STORE
    what, detail, todo = listed.stderr.splitlines()
    assert what.endswith("was written by a newer version of this program.")
    assert "version 99" in detail
    assert todo == "It was left as it is. Update this program, or choose another database."


def test_a_password_file_that_others_can_read_is_one_sentence_on_standard_error(
    home: Path, empty_database: Place
) -> None:
    file = home / ".pgpass"
    file.write_text("*:*:*:*:secret\n")
    file.chmod(0o644)

    listed = run(home, "list", COPILOT_TUI_DATABASE=empty_database.url)

    assert listed.returncode == ExitStatus.DONE
    first, *rest = listed.stderr.splitlines()
    assert first == (
        f"The password file {file} can be read by others, so it is not used. "
        f"Close it: chmod 600 {file}"
    )
    assert rest == ["There are no conversations yet."]


@pytest.mark.parametrize("words", [("list",), ("--plain",)], ids=" ".join)
def test_nothing_is_kept_for_an_address_at_which_nothing_was_written(
    home: Path, words: tuple[str, ...]
) -> None:
    address = f"postgresql://ann@{HOST}:{free_port()}/chats"
    said = run(home, *words, COPILOT_TUI_DATABASE=address, COPILOT_TUI_URL=f"http://{HOST}:9/v1")

    assert "Nothing answers at" in said.stdout + said.stderr
    assert not (data(home) / "servers").exists()
