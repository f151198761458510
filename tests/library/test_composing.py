"""Sending, waiting and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.setup import Setup
from copilot_tui.errors import StoreError
from tests.library.turns import conversation_of

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread


async def test_sending_without_a_conversation_makes_one_with_a_title(library: Library) -> None:
    sent = await library.send(None, "# Hello, i am\nHeiner.")

    assert sent.conversation.title == "Hello, i am Heiner."
    assert sent.conversation.active_leaf == sent.question.id
    assert (sent.question.content, sent.question.parent) == ("# Hello, i am\nHeiner.", None)
    assert await library.page() == [sent.conversation]


async def test_sending_in_a_conversation_goes_on_from_its_leaf(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=1)
    sent = await library.send(conversation, "And now?")

    assert sent.conversation.id == conversation.id
    assert sent.conversation.title == "Turns"
    assert sent.question.parent == conversation.active_leaf
    assert len(await library.page()) == 1


async def test_sending_goes_on_from_the_leaf_as_it_is_now_not_as_it_was_read(
    library: Library, store: StoreThread
) -> None:
    read_before = await conversation_of(store, turns=1)
    first = await library.send(read_before, "One")
    second = await library.send(read_before, "Two")

    assert second.question.parent == first.question.id


async def test_sending_clears_the_draft_of_that_conversation_only(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=1)
    other = await conversation_of(store, turns=1)
    library.keep_draft(conversation.id, "And n")
    library.keep_draft(other.id, "Tax letter")
    library.keep_draft(None, "Something new")
    assert (await library.get(conversation.id)).has_draft

    sent = await library.send(conversation, "And now?")

    assert not sent.conversation.has_draft
    assert await library.draft(conversation.id) == ""
    assert await library.draft(other.id) == "Tax letter"
    assert await library.draft(None) == "Something new"


async def test_the_first_message_uses_up_the_draft_of_the_new_conversation(
    library: Library,
) -> None:
    library.keep_draft(None, "Hell")
    sent = await library.send(None, "Hello")

    assert await library.draft(None) == ""
    assert await library.draft(sent.conversation.id) == ""
    assert not sent.conversation.has_draft


async def test_a_message_that_cannot_be_sent_leaves_the_draft(
    library: Library, store: StoreThread
) -> None:
    gone = await conversation_of(store, turns=1)
    library.keep_draft(None, "Hello")
    await library.delete(gone.id)
    await store.run(lambda opened: opened.conversations.empty_trash(older_than=2_000.0))

    with pytest.raises(StoreError):
        await library.send(gone, "Hello")

    assert await library.draft(None) == "Hello"
    assert await library.page() == []


async def test_a_new_conversation_is_set_up_as_was_chosen_before(library: Library) -> None:
    setup = Setup(Answerer("g4f", "Copilot", "Think"), "Be brief.", '{"top_p": 0.5}')
    made = (await library.send(None, "Hello", setup=setup)).conversation

    assert Setup.of(made) == setup


async def test_a_new_version_stands_beside_the_message_it_replaces(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    question = (await library.open(conversation.id)).messages[2]
    library.keep_draft(conversation.id, "Something else")
    library.keep_draft(conversation.id, "question one, better put", question.id)

    sent = await library.send(conversation, "question one, better put", replaces=question)

    assert sent.question.parent == question.parent
    assert await library.versions([sent.question.id]) == {sent.question.id: (2, 2)}
    assert await library.draft(conversation.id, question.id) == ""
    assert await library.draft(conversation.id) == "Something else"
    assert (await library.open(conversation.id)).messages[-1] == sent.question


async def test_a_message_that_was_just_sent_at_the_end_is_known_to_have_no_other_versions(
    library: Library, store: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await conversation_of(store, turns=1)
    sent = await library.send(conversation, "And now?")
    with monkeypatch.context() as context:
        context.setattr(store, "run", None)  # Nobody needs to ask.
        assert await library.versions([sent.question.id]) == {}
    await library.send(conversation, "Or now?", replaces=sent.question)
    assert await library.versions([sent.question.id]) == {sent.question.id: (1, 2)}


async def test_a_waiting_message_is_sent_without_touching_what_is_being_written(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=1)
    waiting = await library.queue(conversation.id, "And now?")
    library.keep_draft(conversation.id, "Then ag")
    assert await library.first_queued(conversation.id) == waiting

    sent = await library.send_queued(waiting.id)

    assert sent is not None
    assert sent.question.content == "And now?"
    assert sent.question.parent == conversation.active_leaf
    assert await library.draft(conversation.id) == "Then ag"
    assert await library.queued(conversation.id) == []
    assert await library.send_queued(waiting.id) is None


async def test_a_waiting_message_is_taken_back_once(library: Library, store: StoreThread) -> None:
    conversation = await conversation_of(store, turns=1)
    waiting = await library.queue(conversation.id, "And now?")

    assert await library.take_queued(waiting.id) == "And now?"
    assert await library.take_queued(waiting.id) is None


async def test_earlier_prompts_are_read_in_pages_and_searched(library: Library) -> None:
    for prompt in ("One", "Two", "Three"):
        await library.send(None, prompt)

    assert await library.prompts(limit=2) == ["Three", "Two"]
    assert await library.prompts(before="Two") == ["One"]
    assert await library.search_prompts("T") == ["Three", "Two"]
