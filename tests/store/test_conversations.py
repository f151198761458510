"""The entries of the sidebar: order, pages, trash."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.store.conversations import FIRST_PAGE, NEXT_PAGE, RECENTLY_OPENED
from copilot_tui.store.entry import ENTRIES, Entry
from tests.store.support import add_path, number_of, query_plan, write

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.store.store import Store
    from tests.store.support import Clock


def all_pages(store: Store, limit: int) -> list[Conversation]:
    found: list[Conversation] = []
    page = store.conversations.page(limit=limit)
    while page:
        assert len(page) <= limit
        found += page
        page = store.conversations.page(limit=limit, after=page[-1])
    return found


def titles(entries: list[Conversation]) -> list[str]:
    return [entry.title for entry in entries]


def test_a_created_conversation_is_read_back_as_it_was_made(store: Store) -> None:
    made = store.conversations.create(
        title="Oslo",
        profile="g4f",
        provider="Copilot",
        model="Think",
        system_prompt="Be brief.",
        parameters='{"temperature": 0.2}',
    )
    assert UUID(made.conversation_id).version == 4
    assert store.conversations.get(made.id) == made
    assert (made.title, made.profile, made.provider) == ("Oslo", "g4f", "Copilot")
    assert (made.model, made.system_prompt) == ("Think", "Be brief.")
    assert made.parameters == '{"temperature": 0.2}'


def test_each_conversation_has_its_own_conversation_id(store: Store) -> None:
    ids = {store.conversations.create().conversation_id for _ in range(20)}
    assert len(ids) == 20


def test_pages_hold_pinned_ones_first_then_the_newest(store: Store, clock: Clock) -> None:
    made = {}
    for title in ("old", "middle", "new"):
        clock.time += 1
        made[title] = store.conversations.create(title=title).id
    store.conversations.set_pinned(made["old"], pinned=True)
    assert titles(store.conversations.page(limit=10)) == ["old", "new", "middle"]
    clock.time += 1
    store.messages.add_user_message(made["middle"], None, "Hello")
    assert titles(store.conversations.page(limit=10)) == ["old", "middle", "new"]


@pytest.mark.parametrize("limit", [1, 3, 4, 100])
def test_paging_skips_and_repeats_nothing_when_times_are_equal(store: Store, limit: int) -> None:
    made = [store.conversations.create(title=str(number)) for number in range(8)]
    for entry in made[::3]:
        store.conversations.set_pinned(entry.id, pinned=True)
    assert titles(all_pages(store, limit)) == ["6", "3", "0", "7", "5", "4", "2", "1"]


def test_paging_goes_on_when_the_last_one_of_a_page_is_deleted(store: Store) -> None:
    for number in range(4):
        store.conversations.create(title=str(number))
    first = store.conversations.page(limit=2)
    store.conversations.delete(first[-1].id)
    assert titles(store.conversations.page(limit=2, after=first[-1])) == ["1", "0"]


def test_pages_are_read_from_the_index_without_sorting(store: Store, database_path: Path) -> None:
    first = query_plan(database_path, FIRST_PAGE, 9)
    following = query_plan(database_path, NEXT_PAGE, 0, 5.0, 5, 9)
    assert "SCAN conversations USING INDEX conversations_newest" in first
    assert "SEARCH conversations USING INDEX conversations_newest" in following
    assert "TEMP B-TREE" not in first + following


def test_what_is_set_is_read_back(store: Store, conversation: int) -> None:
    store.conversations.rename(conversation, "Renamed")
    store.conversations.choose(conversation, profile="offline", provider="", model="tiny")
    store.conversations.set_system_prompt(conversation, "Rhyme.")
    store.conversations.set_parameters(conversation, '{"top_p": 1}')
    store.conversations.set_unread(conversation, unread=True)
    store.conversations.set_pinned(conversation, pinned=True)
    entry = store.conversations.get(conversation)
    assert (entry.title, entry.profile, entry.model) == ("Renamed", "offline", "tiny")
    assert (entry.system_prompt, entry.parameters) == ("Rhyme.", '{"top_p": 1}')
    assert (entry.unread, entry.pinned) == (True, True)
    store.conversations.set_unread(conversation, unread=False)
    store.conversations.set_pinned(conversation, pinned=False)
    entry = store.conversations.get(conversation)
    assert (entry.unread, entry.pinned) == (False, False)


def test_entries_come_most_recently_opened_first(store: Store, clock: Clock) -> None:
    first, second, deleted = (store.conversations.create(title=t).id for t in ("1", "2", "3"))
    store.conversations.delete(deleted)
    store.conversations.set_unread(first, unread=True)
    store.conversations.set_pinned(second, pinned=True)
    store.drafts.set(second, "unsent")
    clock.time += 1
    store.conversations.mark_opened(first)
    assert [*store.conversations.entries()] == [
        Entry(first, "1", False, False, False, 1000.0, 1001.0),
        Entry(second, "2", True, False, True, 1000.0, 1000.0),
    ]
    assert [entry.id for entry in store.conversations.recent(limit=1)] == [first]


def test_those_are_known_in_which_a_reply_comes_in_elsewhere(store: Store) -> None:
    here, there, ended = (store.conversations.create().id for _ in range(3))
    replies = {}
    for conversation in (here, there, ended):
        question = store.messages.add_user_message(conversation, None, "Hello").id
        replies[conversation] = store.journal.begin(
            conversation, question, profile="", provider="", model=""
        ).id
    for conversation in (there, ended):
        write(store, f"UPDATE messages SET owner = 'other' WHERE id = {replies[conversation]}")
    store.journal.finish(replies[ended], content="Hi", reasoning="", status=Status.COMPLETE)
    assert store.conversations.running_elsewhere() == {there}


def test_entries_are_read_from_the_index_alone(store: Store, database_path: Path) -> None:
    plan = query_plan(database_path, ENTRIES) + query_plan(database_path, RECENTLY_OPENED, 5)
    assert "USING COVERING INDEX conversations_opened" in plan
    assert "TEMP B-TREE" not in plan


def test_who_answered_or_was_chosen_last_comes_first_and_once(store: Store, clock: Clock) -> None:
    old = store.conversations.create(profile="offline", model="tiny").id
    store.conversations.create()
    for model in ("Think", "", "Think"):
        clock.time += 1
        question = store.messages.add_user_message(old, None, "Hello").id
        store.journal.begin(old, question, profile="g4f", provider="Copilot", model=model)
    tiny, think, plain = (
        Answerer("offline", "", "tiny"),
        Answerer("g4f", "Copilot", "Think"),
        Answerer("g4f", "Copilot", ""),
    )
    assert store.conversations.recently_used(limit=9) == [think, plain, tiny]
    clock.time += 1
    store.conversations.mark_opened(old)
    assert store.conversations.recently_used(limit=2) == [tiny, think]


def test_a_deleted_conversation_is_hidden_until_it_is_restored_whole(
    store: Store, conversation: int
) -> None:
    store.messages.add_user_message(conversation, None, "Hello")
    before = store.conversations.get(conversation)
    store.conversations.delete(conversation)
    assert store.conversations.page(limit=10) == []
    assert store.conversations.get(conversation).deleted_at == 1000.0
    store.conversations.restore(conversation)
    assert store.conversations.page(limit=10) == [before]


def test_emptying_the_trash_removes_only_what_has_long_been_in_it(
    store: Store, clock: Clock
) -> None:
    old, recent, kept = (store.conversations.create(title=t).id for t in ("old", "new", "kept"))
    store.messages.add_user_message(old, None, "An old prompt")
    store.drafts.set(old, "unsent")
    store.conversations.delete(old)
    clock.time += 100
    store.conversations.delete(recent)
    assert store.conversations.empty_trash(older_than=1050.0) == 1
    with pytest.raises(StoreError):
        store.conversations.get(old)
    assert store.prompts.page(limit=10) == []
    assert store.drafts.get(old) == ""
    assert store.conversations.get(recent).deleted_at is not None
    assert store.conversations.get(kept).deleted_at is None


def test_emptying_the_trash_removes_a_conversation_of_many_messages(
    store: Store, conversation: int
) -> None:
    add_path(store, conversation, 5000)
    store.conversations.delete(conversation)
    assert store.conversations.empty_trash(older_than=1001.0) == 1
    assert number_of(store, "messages") == 0


def test_the_trash_can_be_emptied_one_by_one(store: Store) -> None:
    for _ in range(3):
        store.conversations.delete(store.conversations.create().id)
    emptied = [store.conversations.empty_trash(older_than=1001.0, limit=1) for _ in range(4)]
    assert emptied == [1, 1, 1, 0]


def test_emptying_the_trash_keeps_a_conversation_whose_reply_is_coming_in(
    store: Store, conversation: int
) -> None:
    question = store.messages.add_user_message(conversation, None, "Hello")
    store.journal.begin(conversation, question.id, profile="", provider="", model="")
    store.conversations.delete(conversation)
    assert store.conversations.empty_trash(older_than=1001.0) == 0


def test_a_conversation_that_is_not_there_is_an_error_in_words(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        store.conversations.get(99)
    assert "no longer exists" in refused.value.what
    with pytest.raises(StoreError):
        store.conversations.rename(99, "Nothing")


def test_an_id_is_never_used_twice(store: Store, conversation: int) -> None:
    store.conversations.delete(conversation)
    store.conversations.empty_trash(older_than=1001.0)
    assert store.conversations.create().id > conversation
