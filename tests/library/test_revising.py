"""Removing messages, with undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.library.turns import conversation_of

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread


async def test_a_removed_message_is_gone_from_between_its_neighbours_until_undone(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    before = await library.open(conversation.id)

    removed = await library.remove_message(before.messages[1].id)
    shown = (await library.open(conversation.id)).messages
    assert [message.content for message in shown] == ["question 0", "question 1", "answer 1"]

    await library.undo_remove(removed)
    assert await library.open(conversation.id) == before


async def test_the_rest_from_a_message_is_gone_until_undone(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    before = await library.open(conversation.id)

    removed = await library.delete_rest(before.messages[1].id)
    shown = (await library.open(conversation.id)).messages
    assert [message.content for message in shown] == ["question 0"]

    await library.undo_remove(removed)
    assert await library.open(conversation.id) == before
