"""Full-text search in PostgreSQL finds what it finds in SQLite, and nothing that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Status
from copilot_tui.store.postgres.search import likely_enough
from copilot_tui.store.postgres.search_functions import BUCKET
from copilot_tui.store.search import CANDIDATES, SCORED_CHARACTERS
from tests.chat.test_text_match import TEXTS

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.store.postgres.search.support import Person

CORPUS = (
    "We await asyncio.gather here",
    "我们用中文输入法",
    "日本語のテスト",
    "call foo_bar(1) and foo_baz(2), then foo . bar",
    "C++ or C, c + +1 and ++c",
    "x->y, x - > y, - and >",
    "Straße, strasse, STRASSE",
    "a 'quoted' \"word\" \\ ^ *",
    "naïve café, Cafe\u0301",
    "return the value; the value is returned; return a value",
    "def __init__(self, name): self.name = name",
    "internationalization, internationalisation, intern",
    "ｆｕｌｌ width and ﬁ ligature ㍿",
    "안녕하세요 세계",
    "the " * 40 + "end",
    "word " * (SCORED_CHARACTERS // 5) + "far away foo_bar( is found",
    "wor " * (SCORED_CHARACTERS // 4 - 1) + "return the value far away",
    "\U0001f600 smile, 😀😀 smiles",
    "ж русский текст, Ж",
    "1234567890123456789012345678901234567890",
)
QUERIES = (
    *("asyn", "here gath", '"asyncio.gather h', "中", "输入", "用中文", "テス", "のテ"),
    *("foo_bar(", "foo_b", '"foo"', "foo.b", "c++", "c+", "++", "C", "x->y", "->", "- >", ">"),
    *("STRASSE", "stra", "' \\ ^ *", "cafe naive", "café", "return the", '"return the v'),
    *('"return the value"', '"the value"', '"value the"', "__init__(s", "self.n", "self."),
    *("internationali", "internationaliz", "internationalizatoin", '"intern"', "intern"),
    *("full", "fi", "㍿", "株", "안녕", "녕하", "세계", "the", '"the the the"', "end", "the end"),
    *("far away", '"far away f', "wo", "wor", '"wor"', "😀", "😀😀", "ж", "Ж рус", "123", "9" * 20),
    *("nowhere", "t", "f", "w", "a", "(", ")", ".", '"', "", "the nowhere", '"is found"'),
)


def test_the_same_queries_find_the_same_messages_in_the_same_order(
    ann: Person, file_store: Store
) -> None:
    here, there = ann.converse(), file_store.conversations.create().id
    at = {message: place for place, message in enumerate(ann.say(here, *CORPUS))}
    places = [file_store.messages.add_user_message(there, None, text).id for text in CORPUS]
    at_there = {message: place for place, message in enumerate(places)}
    for query in QUERIES:
        for home, home_there in ((None, None), (here, there)):
            hits = file_store.search.messages(query, limit=100, conversation=home_there)
            expected = [at_there[hit.message] for hit in hits]
            assert [at[message] for message in ann.found(query, home)] == expected, query


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
@given(texts=st.lists(TEXTS, max_size=4), queries=st.lists(TEXTS, min_size=1, max_size=8))
def test_whatever_is_said_and_asked_both_back_ends_answer_alike(
    ann: Person, file_store: Store, texts: list[str], queries: list[str]
) -> None:
    here, there = ann.converse(), file_store.conversations.create().id
    numbers = {message: at for at, message in enumerate(ann.say(here, *texts))}
    for at, text in enumerate(texts):
        numbers_there = file_store.messages.add_user_message(there, None, text).id - at
    for query in queries:
        hits = file_store.search.messages(query, limit=100, conversation=there)
        expected = [hit.message - numbers_there for hit in hits]
        assert [numbers[message] for message in ann.found(query, here)] == expected


@pytest.mark.parametrize("query", ["\0", "a\0b", "\ud800", "x" * 10_000, '" ' * 5_000, "%", "?"])
def test_no_query_is_an_error(ann: Person, query: str) -> None:
    ann.say(ann.converse(), "unrelated")
    assert ann.found(query) == []


def test_a_reply_is_found_by_its_whole_text_once_it_has_ended(ann: Person) -> None:
    conversation = ann.converse()
    (question,) = ann.say(conversation, "Hello")
    reply = ann.store.journal.begin(conversation, question, profile="", provider="", model="").id
    ann.store.journal.write(reply, "half an answer", "")
    assert ann.found("answer") == []
    ann.store.journal.finish(reply, content="whole answer", reasoning="", status=Status.COMPLETE)
    assert (ann.found("half"), ann.found("whole")) == ([], [reply])


def test_a_message_is_found_by_the_text_that_was_put_in_last(ann: Person) -> None:
    (message,) = ann.say(ann.converse(), "half, then whole")
    ann.index(message, "half")
    ann.index(message, "whole")
    assert (ann.found("half"), ann.found("whole")) == ([], [message])


def test_neither_deleted_messages_nor_those_in_the_trash_are_found(ann: Person) -> None:
    kept, trash = ann.converse(), ann.converse()
    first, second = ann.say(kept, "needle one", "needle two")
    (third,) = ann.say(trash, "needle three")
    assert ann.found("needle") == [third, second, first]
    ann.store.conversations.delete(trash)
    ann.store.messages.delete(second)
    assert ann.found("needle") == [first]
    ann.store.conversations.restore(trash)
    assert ann.found("needle") == [third, first]


def test_emptying_the_trash_leaves_nothing_in_the_index(ann: Person) -> None:
    kept, gone = ann.converse(), ann.converse()
    (message,) = ann.say(kept, "needle kept")
    ann.say(gone, "needle", "haystack")
    ann.store.conversations.delete(gone)
    ann.store.conversations.empty_trash(older_than=float("inf"))
    assert ann.indexed() == [message]
    assert ann.found("needle") == [message]


def test_messages_that_came_in_at_once_are_indexed_in_pieces_the_newest_first(ann: Person) -> None:
    before = ann.fill(ann.converse(), 5, "text", batch=0)
    assert ann.found("text") == []
    assert ann.store.search.backfill(2)
    assert ann.found("text") == [before + 5, before + 4]
    while ann.store.search.backfill(2):
        pass
    assert ann.found("text") == list(range(before + 5, before, -1))


def test_indexing_leaves_out_what_is_indexed_and_what_is_coming_in(ann: Person) -> None:
    conversation = ann.converse()
    before = ann.fill(conversation, 1, "text", batch=0)
    (question,) = ann.say(conversation, "a question")
    reply = ann.store.journal.begin(conversation, question, profile="", provider="", model="").id
    ann.index(before + 1, "other words, as those of a later version")
    assert ann.find("version") == [before + 1]
    while ann.store.search.backfill():
        pass
    assert ann.indexed() == [before + 1, question]
    assert ann.find("version") == [before + 1]
    assert ann.found("text") == []
    ann.store.journal.finish(reply, content="an answer", reasoning="", status=Status.COMPLETE)
    assert ann.found("answer") == [reply]


def test_of_very_many_matches_the_newest_of_all_ranges_are_looked_at(ann: Person) -> None:
    conversation = ann.converse()
    oldest, first = ann.say(conversation, "rare", "text")
    ann.fill(conversation, 2 * BUCKET, "other")
    last, newest = ann.say(conversation, "text", "rare")
    assert ann.found("text") == [last, first]
    assert ann.found("rare") == [newest, oldest]
    before = ann.fill(conversation, CANDIDATES, "text")
    found = ann.found("text", limit=CANDIDATES + 10)
    assert found == list(range(before + CANDIDATES, before, -1))
    buckets = ann.rows("SELECT number FROM search_buckets ORDER BY number")
    assert [row["number"] for row in buckets] == list(range(len(buckets)))
    assert len(buckets) > 2


def test_every_range_of_buckets_is_looked_at_once(ann: Person) -> None:
    """Also where there are so many that wider ranges are looked at."""
    conversation = ann.converse()
    messages = []
    for _ in range(40):
        messages += ann.say(conversation, "needle")
        ann.value("SELECT search_begin_bucket(%s)", messages[-1] + 1)
    assert ann.found("needle") == messages[::-1]


def test_a_phrase_is_looked_for_until_enough_messages_hold_it(ann: Person) -> None:
    conversation = ann.converse()
    (oldest,) = ann.say(conversation, "one two three")
    ann.fill(conversation, CANDIDATES + 100, "one two, two three")
    (newest,) = ann.say(conversation, "one two three")
    assert ann.found('"one two three"') == [newest, oldest]
    assert ann.found('"one two three"', conversation) == [newest, oldest]


def test_the_newest_that_hold_a_phrase_are_found_however_they_are_spread(ann: Person) -> None:
    conversation = ann.converse()
    older = ann.fill(conversation, 300, "one two three")
    ann.fill(conversation, CANDIDATES, "one two, two three")
    newer = ann.fill(conversation, 300, "one two three")
    newest, next_ones = range(newer + 300, newer, -1), range(older + 300, older + 100, -1)
    assert ann.found('"one two three"', limit=CANDIDATES) == [*newest, *next_ones]


def test_the_more_of_them_match_the_fewer_more_are_looked_at() -> None:
    seen = CANDIDATES + 20
    assert likely_enough(CANDIDATES - 1, seen) < CANDIDATES // 10
    assert 2 * CANDIDATES < likely_enough(CANDIDATES // 2, seen) < 3 * CANDIDATES
    assert likely_enough(0, seen) > 100 * CANDIDATES


def test_what_only_has_the_keys_of_a_query_is_not_shown(ann: Person) -> None:
    """As where two words happen to have the same number."""
    (message,) = ann.say(ann.converse(), "hay")
    ann.index(message, "needle")
    assert ann.find("needle") == [message]
    assert ann.found("needle") == []


def test_an_older_reply_that_ends_late_is_found_in_its_place(ann: Person) -> None:
    conversation = ann.converse()
    (question,) = ann.say(conversation, "Hello")
    reply = ann.store.journal.begin(conversation, question, profile="", provider="", model="").id
    ann.fill(conversation, BUCKET + 10, "text")
    (newest,) = ann.say(conversation, "late text")
    ann.store.journal.finish(reply, content="late", reasoning="", status=Status.COMPLETE)
    assert ann.found("late") == [newest, reply]
    ann.fill(conversation, CANDIDATES - 1, "late")
    assert reply not in ann.found("late", limit=CANDIDATES)
    assert newest in ann.found("late", limit=CANDIDATES)


def test_ids_far_apart_are_no_way_to_go(ann: Person) -> None:
    """As where what was written in memory only has been carried over."""
    conversation = ann.converse()
    (first,) = ann.say(conversation, "needle")
    ann.rows("UPDATE people SET last_id = 1::bigint << 52 RETURNING 1")
    (last,) = ann.say(conversation, "needle")
    assert last > 1 << 52
    assert ann.found("needle") == [last, first]


def test_a_long_message_is_found_by_its_end(ann: Person) -> None:
    text = " ".join(f"word{number:x}" for number in range(20_000)) + " needle->here"
    (message,) = ann.say(ann.converse(), text)
    assert ann.found("needle->h") == [message]


def test_only_the_index_of_the_keys_is_read(ann: Person) -> None:
    conversation = ann.converse()
    ann.say(conversation, *(f"text {number}" for number in range(50)))
    ann.connection.execute("ANALYZE")
    before = scans(ann)
    assert len(ann.find("text")) == 50
    after = scans(ann)
    assert after["search_documents_by_keys"] > before["search_documents_by_keys"]
    assert after["search_documents_pkey"] == before["search_documents_pkey"]
    assert after["search_documents"] == before["search_documents"]


def scans(person: Person) -> dict[str, int]:
    """How often each index was read, and the table from its beginning to its end."""
    person.rows("SELECT pg_stat_force_next_flush()")
    return {row["name"]: row["scans"] for row in person.rows(_SCANS)}


_SCANS = """
SELECT indexrelname AS name, idx_scan AS scans FROM pg_stat_user_indexes
WHERE relname = 'search_documents'
UNION ALL SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = 'search_documents'
"""
