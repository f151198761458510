"""What is read from the file is clean, whoever has written it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.store.stored_text import stored_line, stored_text
from copilot_tui.text import clean, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store

HOSTILE = "find\x1b]52;c;AAAA\x07 \x9b2J\x90q\x9c \u202eme\u2028\r\nlast"
_KEPT = {"role", "status", "owner", "conversation_id", "name"}
"""Columns that are compared with what the program knows, or that hold no words."""


def spoil(path: Path) -> None:
    """Write hostile text into every column that holds words, as another program could."""
    with closing(sqlite3.connect(path)) as connection, connection:
        tables = ("conversations", "messages", "journal", "drafts", "prompts", "facts", "queued")
        for table in tables:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            for name in (row[1] for row in columns if row[2] == "TEXT" and row[1] not in _KEPT):
                connection.execute(f"UPDATE {table} SET {name} = ?", (HOSTILE,))


def everything_read(store: Store, conversation: int, messages: list[Message]) -> str:
    """Whatever the interface can be given, written out."""
    first = messages[0]
    found = [
        store.conversations.get(conversation),
        store.conversations.recent(limit=9),
        store.conversations.recently_used(limit=9),
        *(store.tree.get(message.id) for message in messages),
        store.tree.path(messages[-1].id),
        store.tree.children(first.id),
        store.search.messages("find", limit=9),
        store.drafts.get(conversation),
        store.prompts.page(limit=9),
        store.queue.waiting(conversation),
        store.facts.get(HOSTILE, HOSTILE),
    ]
    return "".join(map(texts, found))


def texts(value: object) -> str:
    """All texts in a value, one after the other."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "".join(map(texts, value.values()))
    if isinstance(value, (list, tuple)):
        return "".join(map(texts, value))
    slots = getattr(type(value), "__dataclass_fields__", {})
    return "".join(texts(getattr(value, name)) for name in slots)


def test_no_control_character_of_a_changed_file_is_ever_read(
    store: Store, database_path: Path, conversation: int
) -> None:
    question = store.messages.add_user_message(conversation, None, "find me")
    reply = store.journal.begin(
        conversation, question.id, profile="g4f", provider="Copilot", model="m"
    )
    store.journal.finish(
        reply.id, content="find me", reasoning="so", status=Status.FAILED, error="bad"
    )
    running = store.journal.begin(conversation, reply.id, profile="g4f", provider="", model="")
    store.journal.write(running.id, "half", "thought")
    store.queue.add(conversation, "waits")
    store.drafts.set(conversation, "draft")
    store.facts.learn("url", "Copilot", "fact", "value")
    spoil(database_path)

    read = everything_read(store, conversation, [question, reply, running])

    assert read.count("find␛]52;c;AAAA␇") > 20
    assert clean(read) == read
    assert "\n" not in store.conversations.get(conversation).title


def test_what_is_no_utf_8_is_still_read(
    store: Store, database_path: Path, conversation: int
) -> None:
    message = store.messages.add_user_message(conversation, None, "whole").id
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE messages SET content = CAST(x'6163ff9b' AS TEXT)")

    assert store.tree.get(message).content == "ac\ufffd\ufffd"


@given(st.text())
def test_a_stored_text_is_what_cleaning_makes_of_it(text: str) -> None:
    stored = text.encode("utf-8", "replace")
    assert stored_text(stored) == clean(stored.decode())
    assert stored_line(stored.decode()) in (one_line(text), stored.decode())


def test_looking_for_controls_costs_next_to_nothing() -> None:
    data = b"The quick brown fox jumps over the lazy dog.\n" * 22
    started = time.thread_time()
    for _ in range(10_000):
        stored_text(data)
    assert time.thread_time() - started < 0.1, "10 us for a message of 1,000 characters"
