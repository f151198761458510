"""Conversation files with something in them, and ways to damage them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from copilot_tui.chat.conversation import Status
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store

PAGE = 4096


class Row(NamedTuple):
    """What a message must still be after its recovery."""

    conversation: int
    parent: int | None
    role: str
    content: str


def fill(path: Path, *, conversations: int = 6, exchanges: int = 12) -> None:
    """Write conversations of short, long and very long texts, with branches and drafts."""
    with Store(path, instance_id="before") as store:
        for number in range(conversations):
            conversation = store.conversations.create(title=f"Conversation {number}").id
            leaf: int | None = None
            for turn in range(exchanges):
                question = store.messages.add_user_message(
                    conversation, leaf, f"Question {number}.{turn} häßlich\n" + "why? " * (turn * 7)
                ).id
                leaf = store.journal.begin(
                    conversation, question, profile="g4f", provider="Copilot", model=""
                ).id
                text = f"Answer {number}.{turn}. " + "because " * (turn % 5) ** 4 * 4
                store.journal.finish(leaf, content=text, reasoning="", status=Status.COMPLETE)
            store.drafts.set(conversation, f"Draft {number}")
        while store.search.backfill():
            pass


def messages(path: Path) -> dict[int, Row]:
    """All messages of a file by their ids."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, conversation, parent, role, content FROM messages")
        return {row[0]: Row(*row[1:]) for row in rows}


def pages(path: Path) -> int:
    """How many pages the file has, once everything stands in it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path.stat().st_size // PAGE


def overwrite(path: Path, page: int, content: bytes) -> None:
    """Put bytes at the beginning of a page, of which the first is number 1."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(content)


def root_of(path: Path, table: str) -> int:
    """The page on which a table or index begins."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(connection.execute(query, (table,)).fetchone()[0])


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong."""
    with closing(sqlite3.connect(path)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchall()
        return (
            verdict == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()
        )


def paths_of(database: Path) -> Paths:
    """The folders of a program whose conversations are in `database`."""
    return Paths(config=database.parent.parent / "config", data=database.parent)
