"""Full-text search: what is found, in which order, and what is not found any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.store.search import (
    CANDIDATES,
    NEWEST_MATCHES,
    NEWEST_MATCHES_IN_CONVERSATION,
)
from copilot_tui.store.store import Store
from tests.store.support import add_chain, count_rows, nobody_is_alive, query_plan

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.support import Clock


def say(store: Store, conversation: int, *texts: str) -> list[int]:
    return [store.messages.add_user_message(conversation, None, text).id for text in texts]


def search(store: Store, query: str, conversation: int | None = None) -> list[int]:
    hits = store.search.messages(query, limit=100, conversation=conversation)
    return [hit.message for hit in hits]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("We await asyncio.gather here", "asyn"),
        ("We await asyncio.gather here", "here gath"),
        ("We await asyncio.gather here", '"asyncio.gather h'),
        ("我们用中文输入法", "中"),
        ("我们用中文输入法", "输入"),
        ("日本語のテスト", "テス"),
        ("call foo_bar(1)", "foo_bar("),
        ("C++ or C", "c++"),
        ("x->y", "x->y"),
        ("Straße", "STRASSE"),
        ("a 'quoted' \"word\" \\ ^ *", "' \\ ^ *"),
        ("naïve café", "cafe naive"),
    ],
)
def test_what_was_said_is_found(store: Store, conversation: int, text: str, query: str) -> None:
    (message,) = say(store, conversation, text)
    say(store, conversation, "Something else altogether")
    assert search(store, query) == [message]


@pytest.mark.parametrize(
    "query",
    ["", "  ", '"', '"""', "AND", "a AND", "*", "^a", "NEAR(a b)", "a:b", "-", "a*", "(", "{a}",
     "\0", "a\0b", "\ud800", "x" * 10_000, "word " * 10_000, '" ' * 5_000, "tokens:a", "é\u0301"],
)  # fmt: skip
def test_no_query_is_an_error(store: Store, conversation: int, query: str) -> None:
    say(store, conversation, "unrelated")
    assert search(store, query) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_is_found_by_itself_as_a_phrase(
    store: Store, conversation: int, text: str
) -> None:
    phrase = text.replace('"', " ")
    (message,) = say(store, conversation, phrase)
    assert not phrase.strip() or message in search(store, f'"{phrase}"', conversation)


def test_a_hit_says_where_it_is_and_shows_the_sentence(
    store: Store, conversation: int, clock: Clock
) -> None:
    clock.time = 2000.0
    (message,) = say(store, conversation, "First. Then asyncio came. Last.")
    (hit,) = store.search.messages("asyn", limit=10)
    assert (hit.conversation, hit.message) == (store.conversations.get(conversation), message)
    assert (hit.role, hit.created) == (Role.USER, 2000.0)
    ((start, end),) = hit.snippet.ranges
    assert hit.snippet.text == "Then asyncio came."
    assert hit.snippet.text[start:end] == "asyncio"


def test_the_best_come_first_and_of_equals_the_newest(store: Store, conversation: int) -> None:
    filler = " with a lot of other words" * 30
    weak, good, best, newer = say(
        store, conversation,
        f"An error{filler}", "An error here.", "error error error", "An error there.",
    )  # fmt: skip
    assert search(store, "error") == [best, newer, good, weak]
    assert [hit.message for hit in store.search.messages("error", limit=2)] == [best, newer]


def test_a_reply_is_found_by_its_whole_text_once_it_has_ended(
    store: Store, conversation: int
) -> None:
    (question,) = say(store, conversation, "Hello")
    reply = store.journal.begin(conversation, question, profile="", provider="", model="").id
    store.journal.write(reply, "half an answer", "")
    assert search(store, "answer") == []
    store.journal.finish(reply, content="whole answer", reasoning="", status=Status.COMPLETE)
    assert search(store, "whole") == [reply]
    assert search(store, "half") == []


def test_a_reply_that_was_taken_for_dead_is_found_by_its_last_text_only(
    store: Store, database_path: Path, conversation: int
) -> None:
    (question,) = say(store, conversation, "Hello")
    reply = store.journal.begin(conversation, question, profile="", provider="", model="").id
    store.journal.write(reply, "half an answer", "")
    with Store(database_path, instance_id="other") as other:
        other.recover(nobody_is_alive)
        assert search(other, "half") == [reply]
    store.journal.finish(reply, content="whole answer", reasoning="", status=Status.COMPLETE)
    assert (search(store, "half"), search(store, "whole")) == ([], [reply])


def test_other_branches_are_found_but_deleted_messages_only_after_undo(
    store: Store, conversation: int
) -> None:
    first, second = say(store, conversation, "needle one", "needle two")
    below = store.messages.add_user_message(conversation, second, "needle three").id
    assert search(store, "needle") == [below, second, first]
    removed = store.messages.delete(second)
    assert search(store, "needle") == [first]
    store.messages.undo(removed)
    assert search(store, "needle") == [below, second, first]


def test_a_conversation_in_the_trash_is_not_searched_until_it_is_restored(
    store: Store, conversation: int
) -> None:
    (message,) = say(store, conversation, "needle")
    store.conversations.delete(conversation)
    assert search(store, "needle") == []
    store.conversations.restore(conversation)
    assert search(store, "needle") == [message]


def test_emptying_the_trash_leaves_nothing_in_the_index(
    store: Store, database_path: Path, conversation: int
) -> None:
    kept = store.conversations.create().id
    (message,) = say(store, kept, "needle kept")
    say(store, conversation, "needle", "haystack")
    store.conversations.delete(conversation)
    store.conversations.empty_trash(older_than=1001.0)
    assert count_rows(database_path, "search_docsize") == 1
    assert search(store, "needle") == [message]


def test_a_search_can_be_kept_to_one_conversation(store: Store, conversation: int) -> None:
    other = store.conversations.create().id
    say(store, other, "needle")
    (message,) = say(store, conversation, "needle")
    say(store, other, "needle")
    assert search(store, "needle", conversation) == [message]


def test_messages_that_came_in_at_once_are_indexed_in_pieces_the_newest_first(
    store: Store, database_path: Path, conversation: int
) -> None:
    add_chain(database_path, conversation, 5)
    store.conversations.duplicate(conversation, title="Copy")
    assert search(store, "text") == []
    assert store.search.backfill(2)
    assert search(store, "text") == [10, 9]
    while store.search.backfill(2):
        pass
    assert search(store, "text") == [10, 9, 8, 7, 6]


def test_indexing_leaves_out_what_is_indexed_and_what_is_coming_in(
    store: Store, database_path: Path, conversation: int
) -> None:
    add_chain(database_path, conversation, 1)
    copy = store.conversations.duplicate(conversation, title="Copy")
    assert copy.active_leaf is None
    (question,) = say(store, copy.id, "a question")
    reply = store.journal.begin(copy.id, question, profile="", provider="", model="").id
    store.conversations.duplicate(copy.id, title="Copy of the copy")
    while store.search.backfill():
        pass
    store.journal.finish(reply, content="an answer", reasoning="", status=Status.COMPLETE)
    assert search(store, "answer") == [reply]
    assert len(search(store, "question")) == 2


def test_of_very_many_matches_only_the_newest_are_looked_at(
    store: Store, database_path: Path, conversation: int
) -> None:
    add_chain(database_path, conversation, CANDIDATES + 10)
    store.conversations.duplicate(conversation, title="Copy")
    while store.search.backfill():
        pass
    hits = store.search.messages("text", limit=CANDIDATES + 10)
    assert len(hits) == CANDIDATES
    assert hits[-1].message == 2 * (CANDIDATES + 10) - CANDIDATES + 1


def test_the_index_is_read_from_its_end_without_sorting(store: Store, database_path: Path) -> None:
    plans = query_plan(database_path, NEWEST_MATCHES, "a", 5)
    plans += query_plan(database_path, NEWEST_MATCHES_IN_CONVERSATION, "a", 5, 1)
    assert "TEMP B-TREE" not in plans
    assert "SCAN messages" not in plans
