"""Taking messages out of sight, and putting them back exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.store.removal import BELOW
from tests.store.support import add_path, query_plan, rows

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store


def add(store: Store, conversation: int, parent: int | None, content: str = "text") -> int:
    return store.messages.add_user_message(conversation, parent, content).id


def answer(store: Store, conversation: int, question: int) -> int:
    reply = store.journal.begin(conversation, question, profile="", provider="", model="").id
    handle = f'{{"id":{reply}}}'
    store.journal.finish(reply, content="Hi", reasoning="", status=Status.COMPLETE, handle=handle)
    return reply


def active_leaf(store: Store, conversation: int) -> int | None:
    return store.conversations.get(conversation).active_leaf


def path(store: Store, conversation: int) -> list[int]:
    leaf = active_leaf(store, conversation)
    return [] if leaf is None else [message.id for message in store.tree.path(leaf)]


def all_rows(store: Store) -> list[object]:
    return [*rows(store, "messages"), *rows(store, "conversations")]


def test_deleting_shows_the_newest_other_branch_to_its_end(store: Store, conversation: int) -> None:
    root = add(store, conversation, None)
    add(store, conversation, root, "first branch")
    second = add(store, conversation, root, "second branch")
    second_end = add(store, conversation, second)
    third = add(store, conversation, root, "third branch")
    add(store, conversation, third)
    store.messages.delete(third)
    assert active_leaf(store, conversation) == second_end
    assert third not in store.tree.siblings(second)


def test_deleting_the_only_branch_shows_its_parent(store: Store, conversation: int) -> None:
    root = add(store, conversation, None)
    leaf = add(store, conversation, root)
    store.messages.delete(leaf)
    assert active_leaf(store, conversation) == root
    assert store.tree.children(root) == []
    store.messages.delete(root)
    assert active_leaf(store, conversation) is None


def test_deleting_a_branch_that_is_not_visible_moves_nothing(
    store: Store, conversation: int
) -> None:
    root = add(store, conversation, None)
    hidden = add(store, conversation, root)
    visible = add(store, conversation, root)
    removed = store.messages.delete(hidden)
    assert active_leaf(store, conversation) == visible
    further = add(store, conversation, visible)
    store.messages.undo(removed)
    assert active_leaf(store, conversation) == further


def test_one_message_is_taken_out_from_between_its_neighbours(
    store: Store, conversation: int
) -> None:
    root = add(store, conversation, None)
    reply = answer(store, conversation, root)
    question = add(store, conversation, reply)
    end = answer(store, conversation, question)
    store.messages.remove(reply)
    assert path(store, conversation) == [root, question, end]
    assert path(store, conversation)[-1:] == [active_leaf(store, conversation)]
    further = add(store, conversation, end)
    assert path(store, conversation) == [root, question, end, further]


def test_a_first_message_can_be_taken_out(store: Store, conversation: int) -> None:
    root = add(store, conversation, None)
    reply = answer(store, conversation, root)
    store.messages.remove(root)
    assert path(store, conversation) == [reply]


def test_taking_out_the_last_message_shows_what_stood_before_it(
    store: Store, conversation: int
) -> None:
    root = add(store, conversation, None)
    leaf = add(store, conversation, root)
    store.messages.remove(leaf)
    assert path(store, conversation) == [root]
    store.messages.remove(root)
    assert path(store, conversation) == []


def test_what_follows_a_removed_message_loses_its_threads_and_nothing_else_does(
    store: Store, conversation: int
) -> None:
    root = add(store, conversation, None)
    kept = answer(store, conversation, root)
    question = add(store, conversation, kept)
    below = answer(store, conversation, question)
    store.messages.remove(question)
    assert store.tree.get(below).handle is None
    assert store.tree.get(kept).handle == f'{{"id":{kept}}}'


@pytest.mark.parametrize("rest", [True, False])
@pytest.mark.parametrize("position", range(5))
def test_undo_restores_every_row_exactly(
    store: Store, conversation: int, rest: bool, position: int
) -> None:
    root = add(store, conversation, None)
    left = answer(store, conversation, root)
    gone = add(store, conversation, left)
    right = answer(store, conversation, root)
    middle = add(store, conversation, right)
    end = answer(store, conversation, middle)
    store.messages.delete(gone)
    store.messages.set_active_leaf(conversation, end)
    before = all_rows(store)
    message = (root, left, right, middle, end)[position]
    removed = store.messages.delete(message) if rest else store.messages.remove(message)
    assert all_rows(store) != before
    store.messages.undo(removed)
    assert all_rows(store) == before


def test_undo_keeps_what_was_written_since(store: Store, conversation: int) -> None:
    root = add(store, conversation, None)
    middle = add(store, conversation, root)
    end = add(store, conversation, middle)
    removed = store.messages.remove(middle)
    further = add(store, conversation, end)
    store.messages.undo(removed)
    assert path(store, conversation) == [root, middle, end, further]


def test_undo_after_the_trash_was_emptied_is_an_error_in_words(
    store: Store, conversation: int
) -> None:
    removed = store.messages.delete(add(store, conversation, None))
    store.conversations.delete(conversation)
    store.conversations.empty_trash(older_than=1001.0)
    with pytest.raises(StoreError) as refused:
        store.messages.undo(removed)
    assert "no longer exists" in refused.value.what


def test_ten_thousand_messages_are_deleted_and_restored(store: Store, conversation: int) -> None:
    chain = add_path(store, conversation, 10_000)
    store.messages.set_active_leaf(conversation, chain[-1])
    removed = store.messages.delete(chain[1])
    assert path(store, conversation) == [chain[0]]
    store.messages.undo(removed)
    assert len(path(store, conversation)) == 10_000


def test_looking_for_what_follows_does_not_scan_all_messages(
    store: Store, database_path: Path
) -> None:
    assert "SCAN messages" not in query_plan(database_path, BELOW, 1)


def test_a_thread_that_began_without_a_message_does_not_serve_once_that_is_back(
    store: Store, conversation: int
) -> None:
    question = add(store, conversation, None)
    first = answer(store, conversation, question)
    second = add(store, conversation, first)
    removed = store.messages.remove(first)
    late = answer(store, conversation, second)
    assert store.tree.get(late).handle is not None

    store.messages.undo(removed)
    assert store.tree.get(late).handle is None
