"""Messages that are not indexed are found as if they were, where that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.store import waiting_messages
from copilot_tui.store.search import CANDIDATES
from tests.store.support import add_chain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.store.store import Store

pytestmark = pytest.mark.one_file

TEXTS = (
    "The night train to Oslo is late.",
    "A train, by night?",
    "Häßliche Züge fahren nachts.",
    "def train(night): pass",
    "C++ trains the eye",
    "Nothing of that kind",
)
QUERIES = ("train", "night train", '"night train"', "hass", "zug", "C++", "nowhere", "train(", "t")


def found(store: Store, query: str, *, reads_waiting: bool, within: int | None = None) -> list[int]:
    hits = store.search.messages(query, limit=50, conversation=within, reads_waiting=reads_waiting)
    return [hit.message for hit in hits]


@pytest.fixture
def copied(store: Store, conversation: int) -> int:
    """A copy of a conversation, whose messages wait, beside one in the trash."""
    leaf: int | None = None
    for text in TEXTS:
        leaf = store.messages.add_user_message(conversation, leaf, text).id
    copy = store.conversations.duplicate(conversation, title="Copy").id
    trashed = store.conversations.duplicate(conversation, title="In the trash").id
    store.conversations.delete(trashed)
    return copy


def test_they_are_found_in_the_same_order_as_when_they_are_indexed(
    store: Store, conversation: int, copied: int
) -> None:
    places = (None, conversation, copied)
    before = {
        (query, place): found(store, query, reads_waiting=True, within=place)
        for query in QUERIES
        for place in places
    }
    assert found(store, "train", reads_waiting=False, within=copied) == []
    assert len(before["train", copied]) >= 3
    while store.search.backfill():
        pass
    assert before == {
        (query, place): found(store, query, reads_waiting=False, within=place)
        for query in QUERIES
        for place in places
    }


def test_half_indexed_none_is_found_twice(store: Store, copied: int) -> None:
    store.search.backfill(2)
    half = found(store, "train", reads_waiting=True)
    assert len(half) == len(set(half))
    while store.search.backfill():
        pass
    assert half == found(store, "train", reads_waiting=False)


def test_of_very_many_only_the_newest_are_looked_at(
    store: Store, database_path: Path, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_chain(database_path, conversation, CANDIDATES + 10)
    store.conversations.duplicate(conversation, title="Copy")
    looked_at: list[str] = []

    def holds(text: str) -> bool:
        looked_at.append(text)
        return True

    def holder(_: object) -> Callable[[str], bool]:
        return holds

    monkeypatch.setattr(waiting_messages, "holder_of", holder)
    hits = store.search.messages("text", limit=CANDIDATES + 10, reads_waiting=True)
    assert len(hits) == len(looked_at) == CANDIDATES
    assert hits[-1].message == 2 * (CANDIDATES + 10) - CANDIDATES + 1
