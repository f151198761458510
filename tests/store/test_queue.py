"""Messages that wait for their turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from tests.store.support import nobody_is_alive, number_of

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.store.support import OpenStore


def contents(store: Store, conversation: int) -> list[str]:
    return [queued.content for queued in store.queue.waiting(conversation)]


def test_messages_wait_in_order_in_their_conversation(store: Store, conversation: int) -> None:
    other = store.conversations.create().id
    first = store.queue.add(conversation, "one")
    store.queue.add(other, "elsewhere")
    store.queue.add(conversation, "two")
    assert contents(store, conversation) == ["one", "two"]
    assert store.queue.first(conversation) == first
    assert store.queue.first(store.conversations.create().id) is None


def test_letting_a_message_wait_clears_the_plain_draft(store: Store, conversation: int) -> None:
    message = store.messages.add_user_message(conversation, None, "Hello").id
    store.drafts.set(conversation, "one")
    store.drafts.set(conversation, "Hello!", edits=message)
    store.queue.add(conversation, "one")
    assert store.drafts.get(conversation) == ""
    assert store.drafts.get(conversation, message) == "Hello!"


def test_a_message_cannot_wait_in_a_conversation_that_is_gone(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        store.queue.add(99, "one")
    assert "no longer exists" in refused.value.what


def test_only_one_copy_of_the_program_gets_a_waiting_message(
    store: Store, open_store: OpenStore, conversation: int
) -> None:
    queued = store.queue.add(conversation, "one")
    other = open_store("other")
    assert contents(other, conversation) == ["one"]
    assert other.queue.first(conversation) is None
    assert other.queue.take(queued.id) == "one"
    assert store.queue.take(queued.id) is None
    assert contents(store, conversation) == []


def test_a_waiting_message_is_sent_below_the_active_leaf_once(
    store: Store, conversation: int
) -> None:
    leaf = store.messages.add_user_message(conversation, None, "Hello").id
    queued = store.queue.add(conversation, "one")
    store.drafts.set(conversation, "two")
    sent = store.messages.add_queued(queued.id)
    assert sent is not None
    assert (sent.content, sent.parent) == ("one", leaf)
    assert store.drafts.get(conversation) == "two"
    assert store.prompts.page(limit=1) == ["one"]
    assert store.messages.add_queued(queued.id) is None


def test_what_waited_for_a_dead_program_stands_before_the_draft(
    store: Store, open_store: OpenStore, conversation: int
) -> None:
    plain = store.conversations.create().id
    dead = open_store("dead")
    dead.queue.add(conversation, "one")
    dead.queue.add(plain, "elsewhere")
    dead.queue.add(conversation, "two")
    dead.drafts.set(conversation, "three")
    store.recover(nobody_is_alive)
    assert store.drafts.get(conversation) == "one\n\ntwo\n\nthree"
    assert store.drafts.get(plain) == "elsewhere"
    assert contents(store, conversation) == []


def test_what_waits_for_this_or_a_living_program_is_left_alone(
    store: Store, open_store: OpenStore, conversation: int
) -> None:
    store.queue.add(conversation, "own")
    living = open_store("living")
    living.queue.add(conversation, "theirs")
    store.recover(lambda owner: owner == "living")
    assert contents(store, conversation) == ["own", "theirs"]
    assert store.drafts.get(conversation) == ""


def test_what_waits_goes_with_its_conversation(store: Store, conversation: int) -> None:
    store.queue.add(conversation, "one")
    store.conversations.delete(conversation)
    store.conversations.empty_trash(older_than=1001.0)
    assert number_of(store, "queued") == 0
