"""Adding messages and moving the visible path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.errors import Gone, StoreError
from tests.store.support import number_of

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.store.support import Clock


def active_leaf(store: Store, conversation: int) -> int | None:
    return store.conversations.get(conversation).active_leaf


def add(store: Store, conversation: int, parent: int | None, content: str = "text") -> int:
    return store.messages.add_user_message(conversation, parent, content).id


def test_a_user_message_is_complete_and_becomes_the_active_leaf(
    store: Store, conversation: int, clock: Clock
) -> None:
    clock.time = 2000.0
    message = store.messages.add_user_message(conversation, None, "Hello")
    assert (message.role, message.status) == (Role.USER, Status.COMPLETE)
    assert (message.content, message.created, message.finished) == ("Hello", 2000.0, 2000.0)
    entry = store.conversations.get(conversation)
    assert (entry.active_leaf, entry.updated) == (message.id, 2000.0)


def test_sending_clears_the_draft_of_that_conversation_only(
    store: Store, conversation: int
) -> None:
    other = store.conversations.create().id
    store.drafts.set(conversation, "Hello")
    store.drafts.set(other, "Not yet")
    add(store, conversation, None, "Hello")
    assert store.drafts.get(conversation) == ""
    assert store.drafts.get(other) == "Not yet"


def test_nothing_of_a_message_is_kept_when_its_parent_is_elsewhere(
    store: Store, conversation: int
) -> None:
    elsewhere = add(store, store.conversations.create().id, None)
    store.drafts.set(conversation, "Hello")
    for parent in (elsewhere, 999):
        with pytest.raises(StoreError):
            add(store, conversation, parent, "Hello")
    assert active_leaf(store, conversation) is None
    assert store.drafts.get(conversation) == "Hello"
    assert store.prompts.page(limit=10) == ["text"]


def test_a_message_for_a_conversation_that_is_gone_is_an_error_in_words(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        add(store, 999, None)
    assert "no longer exists" in refused.value.what


def test_the_active_leaf_can_only_be_a_message_of_the_same_conversation(
    store: Store, conversation: int
) -> None:
    first = add(store, conversation, None)
    elsewhere = add(store, store.conversations.create().id, None)
    with pytest.raises(StoreError):
        store.messages.set_active_leaf(conversation, elsewhere)
    assert active_leaf(store, conversation) == first
    store.messages.set_active_leaf(conversation, None)
    assert active_leaf(store, conversation) is None


def test_sending_another_version_clears_its_own_draft_only(store: Store, conversation: int) -> None:
    message = add(store, conversation, None, "Hello")
    store.drafts.set(conversation, "Something else")
    store.drafts.set(conversation, "Hello!", edits=message)
    store.messages.add_user_message(conversation, None, "Hello!", edits=message)
    assert store.drafts.get(conversation, message) == ""
    assert store.drafts.get(conversation) == "Something else"


def test_what_is_sent_at_the_end_follows_the_active_leaf_wherever_that_is(
    store: Store, conversation: int
) -> None:
    first = store.messages.add_at_end(conversation, "One").message()
    assert (first.parent, first.content, first.role) == (None, "One", Role.USER)
    add(store, conversation, first.id, "Another end")
    store.messages.set_active_leaf(conversation, first.id)
    store.drafts.set(conversation, "Two")
    store.conversations.delete(conversation)
    added = store.messages.add_at_end(conversation, "Two")
    assert added.message() == store.tree.get(added.message().id)
    assert added.message().parent == first.id
    assert added.conversation() == store.conversations.get(conversation)
    assert added.conversation().active_leaf == added.message().id
    assert added.conversation().deleted_at is None
    assert not added.conversation().has_draft
    assert not added.is_only()
    assert store.messages.add_at_end(conversation, "Three").is_only()


def test_another_version_stands_beside_the_first_one(store: Store, conversation: int) -> None:
    first = add(store, conversation, None, "Hello")
    second = add(store, conversation, first, "And?")
    store.drafts.set(conversation, "Something else")
    store.drafts.set(conversation, "And so?", edits=second)
    added = store.messages.add_version(second, "And so?")
    assert not added.is_only()
    assert added.message() == store.tree.get(added.message().id)
    assert added.message().parent == first
    assert added.conversation() == store.conversations.get(conversation)
    assert store.drafts.get(conversation, second) == ""
    assert store.drafts.get(conversation) == "Something else"


def test_what_is_sent_to_nothing_is_an_error_in_words_and_changes_nothing(
    store: Store, conversation: int
) -> None:
    add(store, conversation, None, "Hello")
    before = number_of(store, "messages"), number_of(store, "prompts")
    with pytest.raises(Gone, match="no longer exists"):
        store.messages.add_at_end(999, "Hello?")
    with pytest.raises(Gone, match="no longer exists"):
        store.messages.add_version(999, "Hello?")
    assert (number_of(store, "messages"), number_of(store, "prompts")) == before
