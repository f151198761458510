"""Conversations that have been had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Conversation, Message, Status

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread


def answer(store: Store, question: Message, text: str, status: Status) -> Message:
    """Write a reply that has ended."""
    reply = store.journal.begin(
        question.conversation, question.id, profile="g4f", provider="Copilot", model=""
    )
    return store.journal.finish(reply.id, content=text, reasoning="", status=status)


def add_turns(store: Store, conversation: int, turns: int) -> None:
    """Write so many questions, each with its answer."""
    leaf = store.conversations.get(conversation).active_leaf
    for number in range(turns):
        question = store.messages.add_user_message(conversation, leaf, f"question {number}")
        leaf = answer(store, question, f"answer {number}", Status.COMPLETE).id


async def conversation_of(store: StoreThread, turns: int) -> Conversation:
    """A conversation with so many questions and answers."""

    def write(store: Store) -> Conversation:
        created = store.conversations.create(title="Turns")
        add_turns(store, created.id, turns)
        return store.conversations.get(created.id)

    return await store.run(write)
