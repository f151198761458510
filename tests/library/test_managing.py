"""The list of conversations."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.answerer import Answerer
from copilot_tui.errors import StoreError
from copilot_tui.library import managing
from copilot_tui.library.managing import TRASH_SECONDS
from tests.library.turns import conversation_of

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread
    from tests.store.support import Clock


async def test_a_renamed_conversation_keeps_its_new_title(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=1)
    renamed = await library.rename(conversation.id, "Trip to Oslo")

    assert renamed.title == "Trip to Oslo"
    assert await library.page() == [renamed]


async def test_a_deleted_conversation_is_out_of_sight_until_it_is_restored(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    await library.delete(conversation.id)
    assert await library.page() == []

    restored = await library.restore(conversation.id)

    assert restored.deleted_at is None
    assert await library.page() == [restored]
    assert len((await library.open(conversation.id)).messages) == 4


async def test_the_trash_is_emptied_of_what_was_deleted_long_ago_only(
    library: Library, store: StoreThread, clock: Clock
) -> None:
    long_ago, lately = [await conversation_of(store, turns=1) for _ in range(2)]
    clock.time = time.time() - TRASH_SECONDS - 3600.0
    await library.delete(long_ago.id)
    clock.time = time.time() - TRASH_SECONDS + 3600.0
    await library.delete(lately.id)

    assert await library.empty_trash() == 1

    with pytest.raises(StoreError):
        await library.get(long_ago.id)
    assert (await library.restore(lately.id)).id == lately.id


async def test_pages_of_conversations_follow_one_another(
    library: Library, store: StoreThread, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(managing, "PAGE", 2)
    made: list[Conversation] = []
    for _ in range(3):
        clock.time += 1.0
        made.append(await conversation_of(store, turns=1))

    first = await library.page()
    rest = await library.page(after=first[-1])

    assert [*first, *rest] == made[::-1]
    assert len(first) == 2


async def test_what_is_set_for_a_conversation_is_returned_with_it(
    library: Library, store: StoreThread
) -> None:
    conversation = (await conversation_of(store, turns=1)).id
    answerer = Answerer("offline", "", "tiny")

    assert (await library.set_pinned(conversation, pinned=True)).pinned
    assert Answerer.chosen_in(await library.choose(conversation, answerer)) == answerer
    assert (await library.set_system_prompt(conversation, "Rhyme.")).system_prompt == "Rhyme."
    changed = await library.set_parameters(conversation, '{"top_p": 1}')
    assert (changed.parameters, changed.pinned) == ('{"top_p": 1}', True)
    assert answerer in await library.recently_used(5)


async def test_the_switcher_sees_every_conversation_but_the_trash(
    library: Library, store: StoreThread
) -> None:
    kept, deleted = [await conversation_of(store, turns=1) for _ in range(2)]
    await library.delete(deleted.id)

    assert [entry.id for entry in await library.entries()] == [kept.id]


async def test_a_copy_opens_like_its_original_under_its_own_name(
    library: Library, store: StoreThread
) -> None:
    original = await conversation_of(store, turns=2)
    copy = await library.duplicate(original.id, title="Turns, again")

    contents = [message.content for message in (await library.open(original.id)).messages]
    opened = await library.open(copy.id)
    assert opened.conversation.title == "Turns, again"
    assert [message.content for message in opened.messages] == contents
