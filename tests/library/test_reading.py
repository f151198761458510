"""Opening conversations and moving between branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.library import reading
from copilot_tui.library.opened import NEWEST_MESSAGES
from copilot_tui.store.store import Store
from tests.library.turns import answer, conversation_of

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread
    from tests.store.support import Clock


async def test_opening_returns_draft_and_messages_and_marks_the_conversation_as_read(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    await library.mark(conversation.id, unread=True)
    library.keep_draft(conversation.id, "And n")
    assert (await library.get(conversation.id)).unread

    opened = await library.open(conversation.id)

    assert not opened.conversation.unread
    assert not (await library.get(conversation.id)).unread
    assert [message.content for message in opened.messages] == [
        *("question 0", "answer 0", "question 1", "answer 1")
    ]
    assert opened.complete
    assert opened.draft == "And n"


async def test_opening_an_empty_conversation_returns_no_messages(
    library: Library, store: StoreThread
) -> None:
    created = await store.run(lambda opened: opened.conversations.create())
    opened = await library.open(created.id)

    assert (opened.messages, opened.complete, opened.draft) == ([], True, "")


async def test_opening_what_does_not_exist_is_an_error(library: Library) -> None:
    with pytest.raises(StoreError):
        await library.open(77)


async def test_a_long_conversation_opens_with_its_end_and_the_rest_comes_in_pages(
    library: Library, store: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "OLDER_MESSAGES", 25)
    conversation = await conversation_of(store, turns=NEWEST_MESSAGES)
    opened = await library.open(conversation.id)

    assert len(opened.messages) == NEWEST_MESSAGES
    assert not opened.complete
    assert opened.messages[-1].id == conversation.active_leaf

    messages, pages = opened.messages, 0
    while older := await library.older(messages[0]):
        messages = [*older, *messages]
        pages += 1
    assert pages == 2
    assert [message.content for message in messages] == [
        f"{kind} {number}" for number in range(NEWEST_MESSAGES) for kind in ("question", "answer")
    ]


@pytest.mark.parametrize("turns", [NEWEST_MESSAGES // 2, NEWEST_MESSAGES // 2 + 1])
async def test_a_conversation_is_complete_when_its_first_message_is_there(
    library: Library, store: StoreThread, turns: int
) -> None:
    conversation = await conversation_of(store, turns)
    opened = await library.open(conversation.id)

    assert opened.complete == (turns * 2 <= NEWEST_MESSAGES)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.STREAMING])
async def test_the_question_of_the_last_reply_is_what_a_retry_asks_again(
    library: Library, store: StoreThread, status: Status
) -> None:
    sent = await library.send(None, "Hello")
    await store.run(lambda opened: answer(opened, sent.question, "Hi", status))

    assert await library.question_to_retry(sent.conversation.id) == sent.question


async def test_a_message_that_was_never_answered_is_what_a_retry_asks(library: Library) -> None:
    sent = await library.send(None, "Hello")

    assert await library.question_to_retry(sent.conversation.id) == sent.question


async def test_an_empty_conversation_has_nothing_to_retry(
    library: Library, store: StoreThread
) -> None:
    created = await store.run(lambda opened: opened.conversations.create())

    assert await library.question_to_retry(created.id) is None


async def test_what_another_copy_of_the_app_writes_is_noticed(
    library: Library, tmp_path: Path
) -> None:
    await library.send(None, "Hello")
    await library.changed_elsewhere()
    assert not await library.changed_elsewhere()

    with Store(tmp_path / "conversations.db", instance_id="other") as other:
        other.conversations.create(title="From elsewhere")

    assert await library.changed_elsewhere()
    assert not await library.changed_elsewhere()


async def test_opening_makes_a_conversation_the_most_recent_one(
    library: Library, store: StoreThread, clock: Clock
) -> None:
    first, second = [await conversation_of(store, turns=1) for _ in range(2)]
    for opened in (first, second, first):
        clock.time += 1.0
        await library.open(opened.id)

    assert [entry.id for entry in await library.recent(10)] == [first.id, second.id]


async def test_a_conversation_is_the_most_recent_one_again_after_a_new_one_was_begun(
    library: Library, store: StoreThread, clock: Clock
) -> None:
    first = await conversation_of(store, turns=1)
    await library.open(first.id)
    clock.time += 1.0
    begun = (await library.send(None, "Hello")).conversation
    clock.time += 1.0
    await library.open(first.id)

    assert [entry.id for entry in await library.recent(10)] == [first.id, begun.id]


async def test_reading_what_is_open_again_writes_nothing(
    library: Library, store: StoreThread, tmp_path: Path
) -> None:
    conversation = await conversation_of(store, turns=1)
    await library.open(conversation.id)
    with Store(tmp_path / "conversations.db", instance_id="other") as other:
        await library.open(conversation.id)

        assert not other.changed_elsewhere()


async def test_opening_at_a_message_reads_back_to_it(library: Library, store: StoreThread) -> None:
    conversation = await conversation_of(store, turns=NEWEST_MESSAGES)
    old = (await library.older((await library.open(conversation.id)).messages[0]))[5]

    opened = await library.open_at(conversation.id, old.id)

    assert old in opened.messages
    assert opened.messages[0] != old
    assert opened.messages[-1].id == conversation.active_leaf


async def test_opening_at_a_message_of_another_branch_shows_that_branch_to_its_end(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=3)
    _, _, question, answered, *_ = (await library.open(conversation.id)).messages
    await library.send(conversation, "Another way", replaces=question)
    assert answered not in (await library.open(conversation.id)).messages

    opened = await library.open_at(conversation.id, answered.id)

    assert answered in opened.messages
    assert opened.messages[-1].id == conversation.active_leaf
    assert opened.conversation.active_leaf == conversation.active_leaf


async def test_opening_at_a_deleted_message_is_an_error_and_changes_nothing(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=2)
    last = (await library.open(conversation.id)).messages[-1]
    await library.delete_rest(last.id)
    shown = (await library.open(conversation.id)).messages

    with pytest.raises(StoreError):
        await library.open_at(conversation.id, last.id)

    assert (await library.open(conversation.id)).messages == shown


async def test_a_version_is_shown_to_the_newest_end_of_its_branch(
    library: Library, store: StoreThread
) -> None:
    conversation = await conversation_of(store, turns=3)
    question = (await library.open(conversation.id)).messages[2]
    other = (await library.send(conversation, "Another way", replaces=question)).question
    assert await library.version_ids(other.id) == [question.id, other.id]

    first = await library.show_version(conversation.id, question.id)
    second = await library.show_version(conversation.id, other.id)

    assert len(first.messages) == 6
    assert first.conversation.active_leaf == conversation.active_leaf
    assert [message.id for message in second.messages[2:]] == [other.id]
