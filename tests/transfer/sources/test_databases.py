"""elia's and oterm's databases."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Role
from copilot_tui.errors import ImportRefused
from copilot_tui.transfer.all_sources import source_named
from tests.transfer.foreign_files import FILES, SPECIMENS, copied, read, visible
from tests.transfer.support import take_in

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from copilot_tui.transfer.source import Skipped

BOTH = pytest.mark.parametrize("name", ["elia", "oterm"])


def test_elia_keeps_prompt_times_and_models() -> None:
    records, skipped = read(FILES["elia"])
    assert skipped == []
    assert [record.title for record in records] == ["Sorting [b]names[/b]", "Second chat: say hi"]
    record = records[0]
    assert record.system_prompt == "You answer in one sentence."
    assert record.created == 1795820278.706652
    roles = [message.role for message in record.messages]
    assert roles == [Role.USER, Role.ASSISTANT] * 2
    assert visible(record)[0] == "How do I sort a list of names? äö 日本"
    assert [message.model for message in record.messages] == ["", "tiny", "", "tiny"]
    assert record.messages[1].created == 1795820285.863079


def test_oterm_keeps_prompt_parameters_models_and_pictures() -> None:
    records, skipped = read(FILES["oterm"])
    assert skipped == []
    first, second = records
    assert first.system_prompt == "You are terse."
    assert visible(first)[0] == "How do I sort? äö 日本"
    assert second.parameters == {"temperature": 0.5, "top_p": 0.9, "max_tokens": 200, "seed": 7}
    assert [(m.provider, m.model) for m in second.messages] == [("", ""), ("ollama", "llava:7b")]
    (picture,) = second.pictures
    assert (picture.media_type, picture.width, picture.height) == ("image/png", 2, 1)
    assert all(len(message.pictures) == 1 for message in second.messages)


@BOTH
def test_a_folder_with_the_database_will_do(name: str) -> None:
    assert read(SPECIMENS / name) == read(FILES[name])


@BOTH
def test_each_chat_may_be_read_on_another_thread(name: str) -> None:
    skipped: list[Skipped] = []
    chats = source_named(name).records(FILES[name], skipped.append)
    # The app asks a pool, in which any thread answers.
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        records = [pool.submit(next, chats, None).result() for pool in (one, other, one)]
    assert [record is not None for record in records] == [True, True, False]
    assert skipped == []


@BOTH
def test_a_second_import_adds_nothing(name: str, store: Store) -> None:
    take_in(store, FILES[name])
    again, _ = take_in(store, FILES[name])
    assert (again.new, again.grown, again.known, again.messages) == (0, 0, 2, 0)


def test_a_reply_that_was_made_anew_comes_in_beside_the_old_one(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, FILES["oterm"])
    path = copied("oterm", tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE message SET text = 'Better' WHERE id = 4")
    counts, _ = take_in(store, path)
    assert (counts.grown, counts.messages) == (1, 1)


@BOTH
def test_the_file_is_not_touched(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


@BOTH
@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_what_its_program_is_just_writing_is_neither_waited_for_nor_seen(
    name: str, mode: str, tmp_path: Path
) -> None:
    path = copied(name, tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        column = "content" if name == "elia" else "text"
        connection.execute(f"UPDATE message SET {column} = 'done' WHERE id = 2")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute(f"UPDATE message SET {column} = 'half done' WHERE id = 2")
        before = sorted(file.name for file in tmp_path.iterdir())
        records, _ = read(path)
        assert sorted(file.name for file in tmp_path.iterdir()) == before
        connection.execute("ROLLBACK")
    texts = [message.content for record in records for message in record.messages]
    assert ("done" in texts, "half done" in texts) == (True, False)


@BOTH
def test_rows_that_make_no_sense_are_reported_and_the_others_come(
    name: str, tmp_path: Path
) -> None:
    path = copied(name, tmp_path)
    who, column = ("role", "content") if name == "elia" else ("author", "text")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE message SET {who} = 'oracle' WHERE id = 2")
        connection.execute(f"UPDATE message SET {column} = x'00ff' WHERE id = 3")
    records, skipped = read(path)
    assert sum("no role" in item.why or "no author" in item.why for item in skipped) == 2
    assert {item.place for item in skipped} >= {"chat 1, message 2"}
    assert records


@BOTH
def test_another_version_of_the_tables_is_not_recognised(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE message RENAME TO messages")
    assert not source_named(name).recognises(path)
    with pytest.raises(ImportRefused):
        read(path, name)


def test_an_older_oterm_without_providers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            """
            CREATE TABLE chat (id INTEGER, name TEXT, model TEXT, context TEXT, system TEXT,
                format TEXT);
            CREATE TABLE message (id INTEGER, chat_id INTEGER, author TEXT, text TEXT);
            INSERT INTO chat VALUES (1, 'Old', 'llama', '[]', NULL, '');
            INSERT INTO message VALUES (1, 1, 'user', 'Hello');
            """
        )
    (record,), skipped = read(path)
    assert (record.title, visible(record), skipped) == ("Old", ["Hello"], [])


@BOTH
def test_each_is_told_from_the_other(name: str) -> None:
    other = "oterm" if name == "elia" else "elia"
    assert not source_named(other).recognises(FILES[name])


@BOTH
def test_a_damaged_file_is_refused_or_read_in_part(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(ImportRefused, match="damaged"):
        read(path, name)


def test_a_schema_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = copied("oterm", tmp_path)
    data = path.read_bytes().replace(b"TEXT NOT NULL", b"TEXT NOT \xbb\xbb\xbb\xbb")
    path.write_bytes(data)
    assert not source_named("oterm").recognises(path)
    with pytest.raises(ImportRefused):
        read(path, "oterm")


def test_a_view_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "elia.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            """
            CREATE VIEW chat AS WITH RECURSIVE forever(id) AS
                (SELECT 1 UNION ALL SELECT id + 1 FROM forever)
                SELECT id, '' AS title, '' AS model, '' AS started_at FROM forever;
            CREATE TABLE message (id, chat_id, role, content, timestamp, model);
            """
        )
    assert not source_named("elia").recognises(path)
    with pytest.raises(ImportRefused):
        read(path, "elia")
