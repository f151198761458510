"""Reading much at once, and titles at a glance."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.store.listing import glance_at_titles
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


def filled(path: Path) -> Store:
    ticks = count(1)
    store = Store(path, instance_id="this", clock=lambda: float(next(ticks)))
    for title in ("one", "two", "three"):
        row = store.conversations.create(title=title).id
        store.messages.add_user_message(row, None, title)
    return store


def test_the_newest_come_first_and_pins_change_nothing(path: Path) -> None:
    with filled(path) as store:
        store.conversations.set_pinned(1, pinned=True)
        found = store.listing.conversations(limit=2)

    assert [(listed.conversation.title, listed.messages) for listed in found] == [
        ("three", 1),
        ("two", 1),
    ]


def test_a_deleted_message_is_neither_counted_nor_read(path: Path) -> None:
    with filled(path) as store:
        more = store.messages.add_user_message(1, 1, "more")
        store.messages.add_user_message(1, more.id, "below")
        store.messages.delete(more.id)
        (listed,) = (each for each in store.listing.conversations() if each.conversation.id == 1)

        assert listed.messages == 1
        assert [message.content for message in store.listing.messages(1)] == ["one"]


def test_the_trash_is_listed_by_when_it_was_filled(path: Path) -> None:
    with filled(path) as store:
        for row in (3, 1):
            store.conversations.delete(row)

        assert [each.conversation.id for each in store.listing.conversations()] == [2]
        trash = store.listing.conversations(deleted=True)
        assert [each.conversation.id for each in trash] == [1, 3]


def test_a_glance_sees_what_was_turned_to_last_also_while_the_store_is_open(path: Path) -> None:
    with filled(path) as store:
        store.conversations.mark_opened(1)
        store.conversations.delete(2)

        assert list(glance_at_titles(path, 9)) == [(1, "one"), (3, "three")]
        assert list(glance_at_titles(path, 1)) == [(1, "one")]
    assert list(glance_at_titles(path, 9)) == [(1, "one"), (3, "three")]
    assert list(path.parent.iterdir()) == [path]


def test_a_glance_at_nothing_makes_nothing_and_one_at_nonsense_fails(path: Path) -> None:
    assert list(glance_at_titles(path, 9)) == []
    assert not path.exists()
    path.write_bytes(b"nonsense" * 999)
    with pytest.raises(StoreError):
        list(glance_at_titles(path, 9))
