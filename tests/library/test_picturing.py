"""Pictures of a conversation, as the interface needs them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from copilot_tui.library.managing import UNUSED_SECONDS
from tests.library.turns import conversation_of
from tests.pictures import picture, shown

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread
    from tests.store.support import Clock

ONE, OTHER = picture(0x10), picture(0xF0)


async def test_a_draft_comes_with_what_is_known_of_its_pictures(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=1)
    await library.keep_picture(ONE)
    draft = f"{shown(ONE)} {shown(OTHER)}"
    await store.run(lambda opened: opened.drafts.set(conversation.id, draft))
    assert (await library.open(conversation.id)).pictures == (ONE.facts,)
    assert await library.pictures_of(draft) == [ONE.facts]
    assert await library.pictures_of("none") == []


async def test_a_fetched_picture_is_known_by_message_and_target(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=1)
    question, answer = (await library.open(conversation.id)).messages
    await library.keep_fetched(answer.id, "/media/1.png", ONE)
    uses = await library.picture_uses([question.id, answer.id])
    assert uses == {answer.id: {"/media/1.png": ONE.facts}}
    assert await library.picture(ONE.facts.digest) == ONE


async def test_emptying_the_trash_takes_the_pictures_that_nothing_shows(
    library: Library, store: StoreThread, clock: Clock
) -> None:
    clock.time = time.time() - UNUSED_SECONDS - 3600.0
    await library.keep_picture(ONE)
    clock.time = time.time()
    await library.keep_picture(OTHER)
    assert await library.empty_trash() == 0
    assert await library.picture(ONE.facts.digest) is None
    assert await library.picture(OTHER.facts.digest) == OTHER
