"""Taking conversations in: what is there already, and what has grown."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Role, Status, Usage
from copilot_tui.errors import StoreError
from copilot_tui.store.import_rows import ImportCounts, Stage
from tests.store.support import file_of, rows
from tests.transfer.support import contents, conversation, message

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store
    from copilot_tui.transfer.record import ConversationRecord
    from tests.store.support import OpenStore

QUESTION = message("question")
ANSWER = message("answer", QUESTION)
OTHER_ANSWER = message("other answer", QUESTION)
NEXT = message("next", ANSWER)


def take_in(store: Store, *records: ConversationRecord) -> ImportCounts:
    with store.imports.stage() as stage:
        for record in records:
            stage.add(record)
        return stage.write()


def all_rows(store: Store) -> list[object]:
    return [
        *(row for table in ("conversations", "messages") for row in rows(store, table)),
        *(row for table in ("message_uids", "prompts") for row in rows(store, table, "message")),
    ]


def visible(store: Store) -> list[str]:
    leaf = store.conversations.page(limit=1)[0].active_leaf
    return [] if leaf is None else [one.content for one in store.tree.path(leaf)]


def test_a_conversation_that_has_grown_gets_its_new_messages_and_shows_them(store: Store) -> None:
    take_in(store, conversation("Chat", QUESTION, ANSWER))
    counts = take_in(store, conversation("Chat", QUESTION, ANSWER, OTHER_ANSWER, NEXT, updated=9))

    assert counts == ImportCounts(grown=1, messages=2)
    assert visible(store) == ["question", "answer", "next"]
    assert store.conversations.page(limit=1)[0].updated == 9


def test_where_the_user_has_gone_on_himself_his_path_stays(store: Store) -> None:
    take_in(store, conversation("Chat", QUESTION, ANSWER))
    own = store.conversations.page(limit=1)[0]
    store.messages.add_user_message(own.id, own.active_leaf, "mine")

    take_in(store, conversation("Chat", QUESTION, ANSWER, NEXT))

    assert visible(store) == ["question", "answer", "mine"]


def test_an_older_state_takes_nothing_away(store: Store) -> None:
    take_in(store, conversation("Chat", QUESTION, ANSWER, NEXT))
    before = all_rows(store)

    older = replace(conversation("Chat", QUESTION), title="Old title")
    assert take_in(store, older) == ImportCounts(known=1)
    assert all_rows(store) == before


def test_two_states_in_one_import_become_one_conversation(store: Store) -> None:
    older = conversation("Chat", QUESTION, ANSWER)
    newer = conversation("Chat", QUESTION, ANSWER, NEXT, updated=9)

    assert take_in(store, older, newer) == ImportCounts(new=1, messages=3)
    assert visible(store) == ["question", "answer", "next"]


def test_a_new_message_is_deeper_than_the_known_one_above_it(store: Store) -> None:
    take_in(store, conversation("Chat", QUESTION, ANSWER, NEXT))
    store.messages.remove(store.tree.path(leaf_of(store))[1].id)
    after_removal = replace(NEXT, parent=QUESTION.uid)
    last = message("last", NEXT)

    take_in(store, conversation("Chat", QUESTION, after_removal, last))

    assert visible(store) == ["question", "next", "last"]


def leaf_of(store: Store) -> int:
    leaf = store.conversations.page(limit=1)[0].active_leaf
    assert leaf is not None
    return leaf


def test_an_id_for_the_wire_that_is_taken_is_made_anew(store: Store) -> None:
    taken = store.conversations.create(title="Here")
    records = [
        replace(conversation(name, message(name)), conversation_id=taken.conversation_id)
        for name in ("one", "two")
    ]
    take_in(store, *records, replace(conversation("three"), conversation_id="no uuid"))

    ids = {found.conversation_id for found in store.conversations.page(limit=9)}
    assert len(ids) == 4
    assert all(len(one) == 36 for one in ids)


def test_a_message_known_from_another_conversation_is_added_once(store: Store) -> None:
    take_in(store, conversation("One", QUESTION, ANSWER))
    two = conversation("Two", QUESTION, ANSWER)

    assert take_in(store, two) == ImportCounts(new=1, messages=2)
    assert take_in(store, two) == ImportCounts(known=1)


def test_the_same_message_in_two_conversations_of_one_import_goes_into_both(store: Store) -> None:
    both = (conversation("One", QUESTION, ANSWER), conversation("Two", QUESTION, ANSWER))

    assert take_in(store, *both) == ImportCounts(new=2, messages=4)
    assert take_in(store, *both) == ImportCounts(known=2)


def test_what_makes_no_sense_to_the_file_is_made_to(store: Store) -> None:
    odd = replace(
        message("odd"),
        content="\x1b[31mred\ud800",
        created=float("nan"),
        finished=float("inf"),
        model="two\nlines",
        usage=Usage(1 << 70, -1, exact=False),
        parent=NEXT.uid,
        role=Role.ASSISTANT,
        status=Status.STOPPED,
    )
    take_in(store, replace(conversation("Odd", odd), title="t\x07" * 2000))

    (found,) = store.conversations.page(limit=1)
    (read,) = store.tree.path(leaf_of(store))
    assert len(found.title) <= 1000
    assert "\x1b" not in read.content
    assert read.model == "two lines"
    assert (read.created, read.parent) == (0.0, None)


def test_an_import_that_fails_leaves_the_file_as_it_was(store: Store, database_path: Path) -> None:
    take_in(store, conversation("Before", QUESTION))
    before = contents(database_path)
    with closing(sqlite3.connect(database_path)) as connection:
        connection.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON message_uids"
            " WHEN (SELECT count(*) FROM message_uids) > 2"
            " BEGIN SELECT raise(ABORT, 'no more'); END"
        )

    with pytest.raises(StoreError):
        take_in(store, conversation("New", *(message(f"{number}") for number in range(9))))

    assert contents(database_path) == before


def test_an_import_for_which_there_is_no_room_leaves_the_file_as_it_was(
    store: Store, database_path: Path
) -> None:
    take_in(store, conversation("Before", QUESTION))
    before = contents(database_path)
    connection = file_of(store)._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    large = [replace(message(str(number)), content="x" * 9_000) for number in range(9)]

    with pytest.raises(StoreError, match="The disk is full"):
        take_in(store, conversation("New", *large))

    assert contents(database_path) == before


def test_what_another_copy_of_the_program_writes_meanwhile_is_seen(
    store: Store, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(stage: Stage) -> ImportCounts:
        found = really_find(stage)
        monkeypatch.setattr(Stage, "_find", really_find)
        take_in(open_store("other"), conversation("Chat", QUESTION, ANSWER))
        return found

    really_find = Stage._find
    monkeypatch.setattr(Stage, "_find", find)
    counts = take_in(store, conversation("Chat", QUESTION, ANSWER, NEXT))

    assert counts == ImportCounts(grown=1, messages=1)
    assert visible(store) == ["question", "answer", "next"]


DIES = """
import os, signal, sys
from pathlib import Path
from copilot_tui.store.store import Store
from tests.transfer.support import conversation, message

store = Store(Path(sys.argv[1]), instance_id="dies")
with store.imports.stage() as stage:
    stage.add(conversation("New", *(message(str(number)) for number in range(200))))
    connection = store._database._connection
    connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
    connection.execute(
        "CREATE TEMP TRIGGER end AFTER INSERT ON main.message_uids"
        " WHEN (SELECT count(*) FROM message_uids) > 100 BEGIN SELECT die(); END"
    )
    stage.write()
"""


def test_an_import_that_is_killed_halfway_leaves_the_file_as_it_was(
    store: Store, database_path: Path
) -> None:
    take_in(store, conversation("Before", QUESTION))
    before = contents(database_path)

    ended = subprocess.run([sys.executable, "-c", DIES, str(database_path)], check=False)

    assert ended.returncode == -signal.SIGKILL
    assert contents(database_path) == before
    assert take_in(store, conversation("New", ANSWER)) == ImportCounts(new=1, messages=1)


def test_nothing_is_locked_or_written_before_the_end(store: Store, database_path: Path) -> None:
    with store.imports.stage() as stage:
        stage.add(conversation("New", QUESTION))
        assert stage.counts() == ImportCounts(new=1, messages=1)
        with closing(sqlite3.connect(database_path, timeout=0)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            stage.add(conversation("Newer", ANSWER))

    assert store.conversations.page(limit=9) == []
    assert take_in(store, conversation("New", QUESTION)) == ImportCounts(new=1, messages=1)


def test_a_conversation_ten_thousand_messages_deep_goes_in(store: Store) -> None:
    chain = [message("0")]
    for number in range(1, 10_000):
        chain.append(message(str(number), chain[-1]))

    take_in(store, conversation("Deep", *chain))

    assert len(visible(store)) == 10_000
