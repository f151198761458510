"""`copilot-tui migrate-store`: what it says, what it refuses, and what becomes of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.paths import Paths
from copilot_tui.store.instance import Instance
from copilot_tui.store.moving import entries
from copilot_tui.store.moving.copying import Copying
from copilot_tui.store.store import Store
from tests.command_line.running import data, said
from tests.postgres_database import database_at
from tests.postgres_installation import HOST, NoPostgres, free_port
from tests.postgres_server import SUPERUSER, Place, PostgresServer, running_postgres
from tests.store.outbox.server_faults import Refusals
from tests.store.support_moving import everything, fill
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")

AT_THE_TOP = "put this line at the top of ~/.config/copilot-tui/config.toml:"


@pytest.fixture
def file(home: Path) -> Path:
    """The conversations of the settings, with a bit of everything."""
    paths = Paths(config=home, data=data(home))
    with Store(paths.database, instance_id="before") as store:
        fill(store)
    return paths.database


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """One that may be killed."""
    try:
        with running_postgres() as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


def all_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with Store(file, instance_id="beside") as store:
        return everything(store)


def all_at(place: Place) -> dict[str, list[tuple[object, ...]]]:
    with Store(database_at(place.url), instance_id="beside") as store:
        return everything(store)


def as_bytes(file: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in file.parent.iterdir() if each.is_file()}


def refusal(capsys: pytest.CaptureFixture[str], *words: str, status: int = ExitStatus.STORE) -> str:
    """What is said on standard error, in one line."""
    capsys.readouterr()
    assert main(("migrate-store", *words)) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    return " ".join(printed.err.split())


def test_from_the_file_of_the_settings_to_a_server_and_into_another_file(
    file: Path, tmp_path: Path, store_database: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before, url = as_bytes(file), store_database.url
    told = said(capsys, "migrate-store", "--to", url)

    assert "Copied 4 new conversations and 10 new messages from" in told
    assert "4 conversations and 2 pictures are the same in both places" in told
    assert f'{AT_THE_TOP}\ndatabase = "{url}"\n' in told
    assert as_bytes(file) == before
    assert "An answer" in said(capsys, "search", "heather", "--database", url)

    back = tmp_path / "back.db"
    told = said(capsys, "migrate-store", "--from", url, "--to", str(back))
    assert f'{AT_THE_TOP}\ndatabase = "{back}"\n' in told
    assert all_of(back) == all_of(file) == all_at(store_database)
    again = said(capsys, "migrate-store", "--from", url, "--to", str(back))
    assert "Copied 0 new conversations and 0 new messages" in again
    assert "4 conversations and 2 pictures are the same" in again


def test_what_is_refused_as_others_came_in_between_is_copied_at_the_next_try(
    file: Path, store_copy: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    refusals = Refusals(store_copy, "messages", at_commit=True)
    refusals.also("search_documents")
    refusals.next("40001", 3)

    told = said(capsys, "migrate-store", "--to", store_copy.url)

    assert "4 conversations and 2 pictures are the same in both places" in told
    assert refusals.tries > 3
    assert all_at(store_copy) == all_of(file)
    assert "An answer" in said(capsys, "search", "heather", "--database", store_copy.url)


def test_back_into_the_data_folder_the_settings_need_no_line(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_conversation(tmp_path / "elsewhere", "There", [("q", "a")])
    there = tmp_path / "elsewhere/conversations.db"
    monkeypatch.setenv("COPILOT_TUI_DATABASE", str(there))
    target = data(home) / "conversations.db"

    told = said(capsys, "migrate-store", "--to", str(target))

    assert "take the line with database = out of ~/.config/copilot-tui/config.toml" in told
    assert "COPILOT_TUI_DATABASE is set and counts more than the file; unset it." in told
    assert all_of(target) == all_of(there)


def test_a_dry_run_counts_and_makes_nothing(
    file: Path, tmp_path: Path, empty_database: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before = as_bytes(file)
    target = tmp_path / "folder/target.db"
    target.parent.mkdir()
    for where in (str(target), empty_database.url):
        told = said(capsys, "migrate-store", "--dry-run", "--to", where)
        assert "has 4 conversations with 10 messages" in told
        assert "would get 4 new conversations and 10 new messages." in told
    assert not list(target.parent.iterdir())
    assert "There are no conversations at" in refusal(
        capsys, "--from", empty_database.url, "--to", str(target)
    )
    assert as_bytes(file) == before

    said(capsys, "migrate-store", "--to", str(target))
    made = as_bytes(target)
    assert "would get 0 new conversations and 0 new messages." in said(
        capsys, "migrate-store", "--dry-run", "--to", str(target)
    )
    assert as_bytes(target) == made


def test_in_a_running_copy_what_is_being_answered_is_left_out_and_named(
    home: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = Paths(config=home, data=data(home))
    instance = Instance.start(paths.instances)
    with Store(file, instance_id=instance.id) as store:
        busy = store.conversations.create(title="Busy").id
        question = store.messages.add_user_message(busy, None, "q").id
        store.journal.begin(busy, question, profile="", provider="", model="")
        store.queue.add(store.conversations.create(title="Waiting").id, "not sent yet")
    target = str(tmp_path / "target.db")

    assert main(("migrate-store", "--to", target)) == ExitStatus.FAILED
    printed = capsys.readouterr()
    assert "4 conversations and 2 pictures are the same" in printed.out
    assert "2 conversations were left out, as a reply comes in there" in printed.err
    assert "  Busy\n" in printed.err
    assert "  Waiting\n" in printed.err

    # A copy that has died brings nothing more: what had arrived is the reply, and what waited
    # is a draft, the same one at each run.
    instance.close()
    told = said(capsys, "migrate-store", "--to", target)
    assert "Copied 2 new conversations and 2 new messages" in told
    with Store(Path(target), instance_id="beside") as store:
        waiting = next(each for each in store.listing.conversations(limit=9, deleted=False))
        assert store.drafts.get(waiting.conversation.id) == "not sent yet"
    told = said(capsys, "migrate-store", "--to", target)
    assert "6 conversations and 2 pictures are the same" in told


def test_the_same_place_is_refused_whatever_it_is_called(
    file: Path, store_database: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(file)
    for name in (file, link):
        told = refusal(capsys, "--to", str(name), status=ExitStatus.WRONG_WORDS)
        assert "The conversations are at ~/.local/share/copilot-tui/conversations.db" in told
        assert "--from" in told
    url = store_database.url
    both = ("--from", url, "--to")
    assert "already" in refusal(capsys, *both, url, status=ExitStatus.WRONG_WORDS)
    assert "the same conversations" in refusal(
        capsys, *both, f"{url}?application_name=other&sslmode=disable"
    )


def test_a_place_that_cannot_be_used_is_refused_and_the_source_stays(
    file: Path,
    tmp_path: Path,
    empty_database: Place,
    postgres_server: PostgresServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = as_bytes(file)
    nobody = f"postgresql://ann@{HOST}:{free_port()}/chats"
    assert "There are no conversations at" in refusal(
        capsys, "--from", str(tmp_path / "none.db"), "--to", str(tmp_path / "target.db")
    )
    assert not (tmp_path / "target.db").exists()
    assert "cannot be reached" in (told := refusal(capsys, "--to", nobody)) or "answers" in told
    closed = postgres_server.add_database(owner=SUPERUSER)
    told = refusal(capsys, "--to", Place(closed.port, closed.name).url)
    assert "not permitted" in told
    assert "owner" in told
    postgres_server.remove_database(closed)

    database_at(empty_database.url).close()
    with postgres_server.connect(empty_database.name) as connection:
        connection.execute("UPDATE copilot_tui.schema_version SET version = 99")
    assert "newer version of this program" in refusal(capsys, "--to", empty_database.url)
    newer = tmp_path / "newer.db"
    newer.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(newer)) as connection_to_file:
        connection_to_file.execute("PRAGMA user_version = 99")
    assert "newer version of this program" in refusal(capsys, "--to", str(newer))
    assert "newer version of this program" in refusal(
        capsys,
        *("--from", str(newer), "--to", str(tmp_path / "target.db")),
        status=ExitStatus.WRONG_WORDS,
    )
    assert as_bytes(file) == before


def test_a_server_that_is_killed_in_the_middle_keeps_what_is_there_and_it_goes_on(
    file: Path,
    own_server: PostgresServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(entries, "_MOST_CONVERSATIONS", 1)
    place = own_server.add_database()
    write = Copying._write
    written: list[object] = []

    def write_two(self: Copying, *values: object) -> None:
        if len(written) == 2:
            own_server.kill()
        written.append(values)
        write(self, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(Copying, "_write", write_two)
    told = refusal(capsys, "--to", place.url)
    assert " cannot be reached. Check the network, and that the server runs; then" in told
    assert "What is copied already stays there: run the same again, and it goes on." in told

    own_server.start()
    assert len(all_at(place)["conversations"]) == 2
    monkeypatch.setattr(Copying, "_write", write)
    assert "Copied 2 new conversations" in said(capsys, "migrate-store", "--to", place.url)
    assert all_at(place) == all_of(file)


def test_what_differs_there_ends_with_a_status_and_no_word_of_using_it(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "target.db"
    said(capsys, "migrate-store", "--to", str(target))
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute("UPDATE messages SET content = 'x' WHERE content = 'old'")

    assert main(("migrate-store", "--to", str(target))) == ExitStatus.FAILED
    printed = capsys.readouterr()
    assert "In 1 conversation at" in printed.err
    assert "  In the trash\n" in printed.err
    assert "database =" not in printed.out
