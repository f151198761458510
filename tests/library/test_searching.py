"""Finding messages in one conversation and in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.library.turns import conversation_of

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread


async def test_a_search_finds_what_was_asked_and_answered(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)

    (hit,) = await library.search("answer 1")

    assert (hit.conversation, hit.snippet.text) == (conversation, "answer 1")
    assert await library.search("answer 1", conversation=conversation.id + 1) == []


async def test_a_copy_is_found_once_the_index_is_complete(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    copy = await library.duplicate(conversation.id, title="Copy")
    assert len(await library.search('"answer 1"')) == 1

    await library.complete_index()

    found = {hit.conversation.id for hit in await library.search('"answer 1"')}
    assert found == {conversation.id, copy.id}


async def test_finding_in_a_conversation_looks_at_the_visible_path_only(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    question = (await library.open(conversation.id)).messages[2]
    sent = await library.send(conversation, "A better QUESTION", replaces=question)

    found = await library.find_in(conversation.id, "question")

    assert found == [(await library.open(conversation.id)).messages[0].id, sent.question.id]


async def test_nothing_is_found_in_an_empty_conversation(
    library: Library, store: StoreThread
) -> None:
    created = await store.run(lambda opened: opened.conversations.create())

    assert await library.find_in(created.id, "a") == []
