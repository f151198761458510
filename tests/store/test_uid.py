"""Names that hold in every file."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING
from uuid import RFC_4122, UUID

from copilot_tui.store.salvage import salvage
from copilot_tui.store.uid import new_uid
from tests.store.test_versions import tables, thaw

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store


def test_a_name_is_a_uuid_of_version_7_with_the_time_in_it() -> None:
    before = time.time_ns() // 1_000_000
    uid = UUID(bytes=new_uid())
    assert (uid.version, uid.variant) == (7, RFC_4122)
    assert before <= uid.int >> 80 <= time.time_ns() // 1_000_000


def test_no_two_names_are_the_same() -> None:
    assert len({new_uid() for _ in range(10_000)}) == 10_000


def test_a_copy_of_a_conversation_has_names_of_its_own(store: Store, database_path: Path) -> None:
    conversation = store.conversations.create(title="one")
    question = store.messages.add_user_message(conversation.id, None, "Who?")
    store.messages.add_user_message(conversation.id, question.id, "And?")
    store.conversations.duplicate(conversation.id, title="two")
    assert counts(database_path) == (4, 4, 2)


def test_names_and_pictures_outlive_the_salvage_of_a_file(database_path: Path) -> None:
    thaw(3, database_path)
    before = tables(database_path)
    salvage(database_path)
    after = tables(database_path)
    for table in ("message_uids", "pictures", "picture_uses"):
        assert after[table] == before[table]


def test_what_has_lost_its_name_gets_another(database_path: Path) -> None:
    thaw(3, database_path)
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("DELETE FROM message_uids WHERE message % 3 = 0")
        connection.execute("UPDATE conversations SET uid = NULL WHERE id = 2")
    salvage(database_path)
    messages, named, conversations = counts(database_path)
    assert (named, conversations) == (messages, 11)


def counts(path: Path) -> tuple[int, int, int]:
    """Messages, names of messages, and names of conversations, each name once."""
    with closing(sqlite3.connect(path)) as connection:
        row: tuple[int, int, int] = connection.execute(
            """
            SELECT (SELECT count(*) FROM messages),
                (SELECT count(DISTINCT uid) FROM message_uids),
                (SELECT count(DISTINCT uid) FROM conversations)
            """
        ).fetchone()
        return row
