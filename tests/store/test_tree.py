"""Paths, pages of paths, and branches."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import Gone, StoreError
from copilot_tui.store.tree import (
    CHILDREN,
    NEWEST_LEAF,
    PATH,
    PATH_CONTENTS,
    SIBLINGS,
    VERSIONS,
    WAY_UP,
)
from tests.store.support import add_path, file_of, query_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.store import Store

LONG = 10_000
STEPS = 100_000
"""SQLite's instructions that no statement on a few messages comes near to."""


def ids(messages: list[Message]) -> list[int]:
    return [message.id for message in messages]


def chain(store: Store, conversation: int, length: int, parent: int | None = None) -> list[int]:
    made: list[int] = []
    for number in range(length):
        above = made[-1] if made else parent
        made.append(store.messages.add_user_message(conversation, above, f"text {number}").id)
    return made


@contextmanager
def giving_up(store: Store) -> Iterator[None]:
    """Let what would go on for ever fail: nothing else can stop SQLite within a statement."""
    connection = file_of(store)._connection
    connection.set_progress_handler(lambda: 1, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


@pytest.fixture
def long_conversation(store: Store, conversation: int) -> list[int]:
    """The ids of a conversation of many messages, written at once."""
    return add_path(store, conversation, LONG)


def test_a_path_goes_from_the_first_message_to_the_leaf(store: Store, conversation: int) -> None:
    made = chain(store, conversation, 5)
    assert ids(store.tree.path(made[-1])) == made
    assert ids(store.tree.path(made[2])) == made[:3]


def test_a_limited_path_holds_the_newest_messages(store: Store, conversation: int) -> None:
    made = chain(store, conversation, 5)
    assert ids(store.tree.path(made[-1], limit=2)) == made[-2:]
    assert ids(store.tree.path(made[-1], limit=9)) == made


def test_older_pages_join_without_gap_or_overlap(store: Store, conversation: int) -> None:
    made = chain(store, conversation, 10)
    seen = store.tree.path(made[-1], limit=4)
    while older := store.tree.path_before(seen[0].id, limit=4):
        seen = older + seen
    assert ids(seen) == made


def test_a_path_leaves_other_branches_out(store: Store, conversation: int) -> None:
    trunk = chain(store, conversation, 3)
    left = chain(store, conversation, 2, trunk[-1])
    right = chain(store, conversation, 3, trunk[-1])
    assert ids(store.tree.path(left[-1])) == trunk + left
    assert ids(store.tree.path(right[-1])) == trunk + right


def test_siblings_are_all_versions_of_a_message_oldest_first(
    store: Store, conversation: int
) -> None:
    first, second = (chain(store, conversation, 1)[0] for _ in range(2))
    chain(store, store.conversations.create().id, 1)
    below = [chain(store, conversation, 1, first)[0] for _ in range(3)]
    assert store.tree.siblings(second) == [first, second]
    assert store.tree.siblings(below[1]) == below
    assert ids(store.tree.children(first)) == below
    assert store.tree.children(second) == []


def is_rewritten(store: Store, conversation: int, message: int) -> bool:
    return store.tree.grounds(conversation, message, "").is_rewritten


def test_a_message_is_rewritten_that_was_answered_before_or_is_another_version(
    store: Store, conversation: int
) -> None:
    first, last, end = chain(store, conversation, 3)
    chain(store, store.conversations.create().id, 1)
    assert is_rewritten(store, conversation, last)
    assert not is_rewritten(store, conversation, end)
    store.messages.delete(end)
    assert not is_rewritten(store, conversation, last)

    (version,) = chain(store, conversation, 1)
    assert is_rewritten(store, conversation, version)
    other = chain(store, conversation, 1, first)[0]
    assert is_rewritten(store, conversation, last)
    store.messages.delete(other)
    assert not is_rewritten(store, conversation, last)
    store.messages.delete(first)
    assert not is_rewritten(store, conversation, version)


def test_the_grounds_of_a_request_are_what_is_read_one_by_one(
    store: Store, conversation: int
) -> None:
    path = chain(store, conversation, 3)
    for url, provider in (("here", "one"), ("here", "two"), ("there", "one")):
        store.facts.learn(url, provider, "name", f"{url} {provider}")
    grounds = store.tree.grounds(conversation, path[-1], "here")
    assert grounds.conversation == store.conversations.get(conversation)
    assert grounds.path == store.tree.path(path[-1])
    assert grounds.about("two") == store.facts.get("here", "two") == {"name": "here two"}
    assert grounds.about("three") == {}
    with pytest.raises(StoreError, match="conversation"):
        store.tree.grounds(conversation + 1000, path[-1], "here")


def test_the_newest_leaf_takes_the_newest_branch_at_each_fork(
    store: Store, conversation: int
) -> None:
    trunk = chain(store, conversation, 2)
    left = chain(store, conversation, 2, trunk[-1])
    right = chain(store, conversation, 2, trunk[-1])
    chain(store, conversation, 4, left[-1])
    assert store.tree.newest_leaf(trunk[0]) == right[-1]
    assert store.tree.newest_leaf(right[-1]) == right[-1]
    store.messages.delete(right[-1])
    assert store.tree.newest_leaf(trunk[0]) == right[0]


def test_the_distance_counts_the_messages_of_a_path_and_only_of_that(
    store: Store, conversation: int
) -> None:
    trunk = chain(store, conversation, 3)
    branch = chain(store, conversation, 2, trunk[0])
    assert store.tree.distance(trunk[2], trunk[0]) == 3
    assert store.tree.distance(trunk[2], trunk[2]) == 1
    assert store.tree.distance(branch[1], trunk[1]) is None
    assert store.tree.distance(trunk[0], trunk[2]) is None


def test_versions_are_numbered_where_there_are_several(store: Store, conversation: int) -> None:
    first, second, third = (chain(store, conversation, 1)[0] for _ in range(3))
    chain(store, store.conversations.create().id, 1)
    only = chain(store, conversation, 1, second)[0]
    assert store.tree.versions([first, third, only]) == {first: (1, 3), third: (3, 3)}
    store.messages.delete(second)
    assert store.tree.versions([first, second, third]) == {first: (1, 2), third: (2, 2)}
    store.messages.delete(third)
    assert store.tree.versions([first]) == {}


def test_text_is_found_on_a_path_in_any_case_oldest_first(store: Store, conversation: int) -> None:
    said = ["Straße", "nothing", "die STRASSE", "100% sure"]
    made: list[int] = []
    for text in said:
        above = made[-1] if made else None
        made.append(store.messages.add_user_message(conversation, above, text).id)
    store.messages.add_user_message(conversation, made[0], "strasse elsewhere")
    assert store.tree.path_matches(made[-1], "strasse") == [made[0], made[2]]
    assert store.tree.path_matches(made[-1], "%") == [made[3]]
    assert store.tree.path_matches(made[-1], "") == []


def test_text_of_a_reply_that_is_coming_in_is_found(store: Store, conversation: int) -> None:
    (question,) = chain(store, conversation, 1)
    reply = store.journal.begin(conversation, question, profile="", provider="", model="").id
    store.journal.write(reply, "Hello Hei", "needle")
    store.journal.write(reply, "ner", "")
    assert store.tree.path_matches(reply, "heiner") == [reply]
    assert store.tree.path_matches(reply, "needle") == []


def test_a_message_that_is_not_there_is_an_error_in_words(store: Store) -> None:
    for call in (store.tree.get, store.tree.is_deleted, store.tree.siblings):
        with pytest.raises(StoreError) as refused:
            call(99)
        assert "no longer exists" in refused.value.what


def test_a_long_path_is_read_whole_and_in_pages(store: Store, long_conversation: list[int]) -> None:
    first, last = long_conversation[0], long_conversation[-1]
    assert ids(store.tree.path(last)) == long_conversation
    assert ids(store.tree.path(last, limit=3)) == [last - 2, last - 1, last]
    middle = long_conversation[LONG // 2]
    assert ids(store.tree.path_before(middle, limit=2)) == [middle - 2, middle - 1]
    assert store.tree.distance(last, first) == LONG
    assert store.tree.newest_leaf(first) == last


def test_a_page_of_a_long_path_costs_as_much_as_the_page(
    database_path: Path, long_conversation: list[int]
) -> None:
    steps = 0

    def count_step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with closing(sqlite3.connect(database_path)) as connection:
        connection.set_progress_handler(count_step, 1)
        connection.execute(PATH, (10, 10)).fetchall()
        short, steps = steps, 0
        connection.execute(PATH, (long_conversation[-1], 10)).fetchall()
    assert steps < 1.1 * short


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        *((PATH, (5, 3)), (CHILDREN, (5,)), (SIBLINGS, (1, 5)), (NEWEST_LEAF, (5,))),
        *((PATH_CONTENTS, (5,)), (WAY_UP, (5, 3))),
    ],
)
def test_no_look_at_the_tree_scans_all_messages(
    store: Store, database_path: Path, statement: str, values: tuple[int, ...]
) -> None:
    plan = query_plan(database_path, statement, *values)
    assert "SEARCH messages" in plan
    assert "SCAN messages" not in plan


def test_counting_versions_looks_only_at_siblings(store: Store, database_path: Path) -> None:
    plan = query_plan(database_path, VERSIONS, "[1, 2]")
    assert (
        "SEARCH sibling USING INDEX messages_of_conversation (conversation=? AND parent=?)" in plan
    )
    assert "SEARCH message USING INTEGER PRIMARY KEY" in plan


def test_a_path_that_damage_has_bent_into_a_circle_has_an_end(
    store: Store, conversation: int, database_path: Path
) -> None:
    add_path(store, conversation, 4)
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE messages SET parent = 4 WHERE id = 2")
    with giving_up(store):
        assert [message.id for message in store.tree.path(4)] == [2, 3, 4]
        assert store.tree.path_matches(4, "text") == [2, 3, 4]
        assert store.tree.distance(4, 1) is None


def test_what_a_conversation_is_shown_with_is_what_each_read_by_itself_says(
    store: Store, conversation: int
) -> None:
    assert store.tree.shown(conversation, limit=9) == (
        *(store.conversations.get(conversation), [], ""),
    )
    path = add_path(store, conversation, 5)
    store.messages.set_active_leaf(conversation, path[-2])
    reply = store.journal.begin(conversation, path[-2], profile="", provider="", model="").id
    store.journal.write(reply, "So far", "")
    store.drafts.set(conversation, "unsent")
    shown = store.tree.shown(conversation, limit=3)
    assert shown.conversation == store.conversations.get(conversation)
    assert shown.path == store.tree.path(reply, limit=3)
    assert shown.path[-1].content == "So far"
    assert shown.draft == "unsent"
    with pytest.raises(Gone):
        store.tree.shown(999, limit=3)
