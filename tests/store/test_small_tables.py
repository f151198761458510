"""Drafts, the prompt history, and facts about servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.store import prompts
from copilot_tui.store.prompts import NEWEST_PROMPTS, OLDER_PROMPTS
from tests.store.support import query_plan

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store
    from tests.store.support import Clock, OpenStore


def send(store: Store, conversation: int, *prompts: str) -> None:
    for prompt in prompts:
        store.messages.add_user_message(conversation, None, prompt)


def test_a_draft_is_kept_over_a_restart_until_it_is_emptied(
    store: Store, open_store: OpenStore, conversation: int
) -> None:
    store.drafts.set(conversation, "Dear")
    store.drafts.set(conversation, "Dear tax office")
    restarted = open_store("next")
    assert restarted.drafts.get(conversation) == "Dear tax office"
    assert restarted.conversations.get(conversation).has_draft
    restarted.drafts.set(conversation, "")
    assert store.drafts.get(conversation) == ""
    assert not store.conversations.get(conversation).has_draft


def test_an_edit_is_the_last_thing_written_until_something_else_is_or_is_sent(
    store: Store, conversation: int, clock: Clock
) -> None:
    question = store.messages.add_user_message(conversation, None, "First?").id
    assert store.drafts.last_edit() is None
    store.drafts.set(conversation, "First?", edits=question)
    assert store.drafts.last_edit() is None  # Nothing was changed in it.

    clock.time += 1
    store.drafts.set(conversation, "First, please?", edits=question)
    assert store.drafts.last_edit() == question

    clock.time += 1
    store.drafts.set(None, "something else")
    assert store.drafts.last_edit() is None
    store.drafts.set(None, "")
    assert store.drafts.last_edit() == question
    store.conversations.delete(conversation)
    assert store.drafts.last_edit() is None
    store.conversations.restore(conversation)
    clock.time += 1
    send(store, conversation, "And then?")
    assert store.drafts.last_edit() is None


def test_the_conversation_that_does_not_exist_yet_has_one_draft(
    store: Store, conversation: int
) -> None:
    store.drafts.set(None, "first")
    store.drafts.set(None, "second")
    assert store.drafts.get(None) == "second"
    assert store.drafts.get(conversation) == ""
    store.drafts.set(None, "")
    assert store.drafts.get(None) == ""


def test_a_new_conversation_takes_that_draft_only_when_told_to(store: Store) -> None:
    store.drafts.set(None, "Hello")
    imported = store.conversations.create()
    assert (imported.has_draft, store.drafts.get(None)) == (False, "Hello")
    begun = store.conversations.create(take_draft=True)
    assert begun.has_draft
    assert (store.drafts.get(begun.id), store.drafts.get(None)) == ("Hello", "")


def test_each_message_that_is_edited_has_a_draft_of_its_own(
    store: Store, conversation: int
) -> None:
    first, second = (
        store.messages.add_user_message(conversation, None, text).id for text in ("one", "two")
    )
    store.drafts.set(conversation, "one!", edits=first)
    store.drafts.set(conversation, "two!", edits=second)
    assert not store.conversations.get(conversation).has_draft
    store.drafts.set(conversation, "plain")
    store.drafts.set(conversation, "", edits=first)
    drafts = [store.drafts.get(conversation, edits) for edits in (None, first, second)]
    assert drafts == ["plain", "", "two!"]
    assert store.conversations.get(conversation).has_draft


def test_a_draft_for_a_conversation_that_is_gone_is_an_error_in_words(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        store.drafts.set(99, "Hello")
    assert "no longer exists" in refused.value.what


def test_prompts_come_newest_first_from_all_conversations(store: Store, conversation: int) -> None:
    send(store, conversation, "one", "two")
    send(store, store.conversations.create().id, "three")
    assert store.prompts.page(limit=10) == ["three", "two", "one"]
    assert store.prompts.page(limit=2) == ["three", "two"]


def test_a_prompt_that_is_sent_again_is_listed_once_as_the_newest(
    store: Store, conversation: int
) -> None:
    send(store, conversation, "one", "two", "one")
    assert store.prompts.page(limit=10) == ["one", "two"]


def test_older_prompts_join_without_gap_or_overlap(store: Store, conversation: int) -> None:
    send(store, conversation, *(str(number) for number in range(7)))
    seen = store.prompts.page(limit=3)
    while older := store.prompts.page(limit=3, before=seen[-1]):
        seen += older
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_prompts_are_searched_in_any_case_newest_first(store: Store, conversation: int) -> None:
    send(store, conversation, "Die Straße", "100%", "STRASSE", "Die Stadt")
    assert store.prompts.search("strasse", limit=10) == ["STRASSE", "Die Straße"]
    assert store.prompts.search("%", limit=10) == ["100%"]
    assert store.prompts.search("", limit=2) == ["Die Stadt", "STRASSE"]


def test_only_the_newest_prompts_are_searched(
    store: Store, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "SEARCHED", 2)
    send(store, conversation, "needle", "one", "two")
    assert store.prompts.search("needle", limit=10) == []


def test_prompts_are_read_from_the_end_without_sorting(store: Store, database_path: Path) -> None:
    plans = query_plan(database_path, NEWEST_PROMPTS, 5)
    plans += query_plan(database_path, OLDER_PROMPTS, 0, 5)
    assert "TEMP B-TREE" not in plans
    assert "SCAN messages" not in plans


def test_facts_are_kept_for_each_server_and_provider(store: Store) -> None:
    store.facts.learn("http://one", "Copilot", "threads", "false")
    store.facts.learn("http://one", "Copilot", "threads", "true")
    store.facts.learn("http://one", "Copilot", "tokens", "inexact")
    store.facts.learn("http://one", "Other", "threads", "false")
    assert store.facts.get("http://one", "Copilot") == {"threads": "true", "tokens": "inexact"}
    assert store.facts.get("http://one", "Other") == {"threads": "false"}
    assert store.facts.get("http://two", "Copilot") == {}
