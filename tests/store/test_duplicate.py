"""Copies of conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.errors import StoreError
from tests.store.support import add_path

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.store.support import Clock


def answer(store: Store, question: Message, text: str) -> Message:
    reply = store.journal.begin(
        question.conversation, question.id, profile="g4f", provider="Copilot", model="Think"
    )
    return store.journal.finish(
        reply.id, content=text, reasoning="Hm.", status=Status.COMPLETE, handle='{"id":1}'
    )


def test_a_copy_has_all_branches_and_settings_and_its_own_identity(
    store: Store, clock: Clock
) -> None:
    original = store.conversations.create(
        title="Oslo", profile="g4f", provider="Copilot", model="Think", system_prompt="Be brief."
    )
    store.conversations.create(title="In between")
    question = store.messages.add_user_message(original.id, None, "Hello")
    first = answer(store, question, "Hi")
    answer(store, question, "Good day")
    store.messages.set_active_leaf(original.id, first.id)
    clock.time = 5000.0

    copy = store.conversations.duplicate(original.id, title="Oslo 2")

    assert (copy.title, copy.created, copy.system_prompt) == ("Oslo 2", 5000.0, "Be brief.")
    assert (copy.profile, copy.provider, copy.model) == ("g4f", "Copilot", "Think")
    assert copy.conversation_id != original.conversation_id
    assert copy.active_leaf is not None
    shown = store.tree.path(copy.active_leaf)
    assert [message.content for message in shown] == ["Hello", "Hi"]
    assert {message.conversation for message in shown} == {copy.id}
    assert (shown[1].reasoning, shown[1].provider) == ("Hm.", "Copilot")
    assert [child.content for child in store.tree.children(shown[0].id)] == ["Hi", "Good day"]


def test_a_copy_has_no_thread_of_the_server_but_the_original_keeps_its_own(
    store: Store, conversation: int
) -> None:
    reply = answer(store, store.messages.add_user_message(conversation, None, "Hello"), "Hi")
    leaf = store.conversations.duplicate(conversation, title="Copy").active_leaf
    assert leaf is not None
    assert store.tree.get(leaf).handle is None
    assert store.tree.get(reply.id).handle == '{"id":1}'


def test_a_reply_that_is_coming_in_is_interrupted_in_the_copy_only(
    store: Store, conversation: int
) -> None:
    question = store.messages.add_user_message(conversation, None, "Hello").id
    reply = store.journal.begin(conversation, question, profile="", provider="", model="").id
    store.journal.write(reply, "Hi th", "Hm.")
    leaf = store.conversations.duplicate(conversation, title="Copy").active_leaf
    assert leaf is not None
    copied = store.tree.get(leaf)
    assert (copied.status, copied.content, copied.reasoning) == (
        Status.INTERRUPTED,
        "Hi th",
        "Hm.",
    )
    assert "before this reply was complete" in copied.error
    assert store.tree.get(reply).status is Status.STREAMING


def test_messages_of_a_copy_can_be_followed_by_new_ones(store: Store, conversation: int) -> None:
    store.messages.add_user_message(conversation, None, "Hello")
    copy = store.conversations.duplicate(conversation, title="Copy")
    new = store.messages.add_user_message(copy.id, copy.active_leaf, "More")
    assert [message.content for message in store.tree.path(new.id)] == ["Hello", "More"]


def test_an_empty_and_a_very_long_conversation_can_be_copied(
    store: Store, conversation: int
) -> None:
    empty = store.conversations.duplicate(store.conversations.create().id, title="Empty")
    assert empty.active_leaf is None
    chain = add_path(store, conversation, 10_000)
    store.messages.set_active_leaf(conversation, chain[-1])
    copy = store.conversations.duplicate(conversation, title="Copy")
    assert copy.active_leaf is not None
    assert len(store.tree.path(copy.active_leaf)) == 10_000


def test_a_conversation_that_is_gone_cannot_be_copied(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        store.conversations.duplicate(99, title="Copy")
    assert "no longer exists" in refused.value.what
    assert not store.conversations.entries()
