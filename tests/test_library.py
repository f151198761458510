"""The conversations as the interface needs them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot_tui import library as library_module
from copilot_tui.chat.conversation import Conversation, Message, Status
from copilot_tui.errors import StoreError
from copilot_tui.library import NEWEST_MESSAGES, TRASH_SECONDS, Library
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread
from tests.store.support import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[StoreThread]:
    errors: list[StoreError] = []
    thread = StoreThread(
        lambda: Store(tmp_path / "conversations.db", instance_id="this", clock=clock),
        on_error=errors.append,
    )
    yield thread
    thread.close()
    assert errors == []


@pytest.fixture
def library(store: StoreThread) -> Library:
    return Library(store)


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
    monkeypatch.setattr(library_module, "OLDER_MESSAGES", 25)
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
    monkeypatch.setattr(library_module, "PAGE", 2)
    made: list[Conversation] = []
    for _ in range(3):
        clock.time += 1.0
        made.append(await conversation_of(store, turns=1))

    first = await library.page()
    rest = await library.page(after=first[-1])

    assert [*first, *rest] == made[::-1]
    assert len(first) == 2


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
