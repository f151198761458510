"""Going to another conversation by its title."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from copilot_tui.errors import StoreError
from copilot_tui.store.entry import Entries, Entry
from copilot_tui.ui.age import age
from copilot_tui.ui.switcher import Destination, NewConversation, Switcher
from copilot_tui.ui.switcher import Entry as ShownEntry
from tests.ui.picking import showing

NOW = datetime(2026, 3, 2, 14, 30)
TITLES = ("Name meaning", "Trip to Oslo", "Regex for dates", "Tax letter", "")


def entry(row_id: int, title: str, *, hours: float = 0, **marks: bool) -> Entry:
    """A conversation that was updated so long ago."""
    moment = (NOW - timedelta(hours=hours)).timestamp()
    flags = {"pinned": False, "unread": False, "has_draft": False, **marks}
    return Entry(row_id, title, **flags, updated=moment, opened=moment)


ENTRIES = [entry(number, title) for number, title in enumerate(TITLES, 1)]
ALL = Entries(ENTRIES)


def switcher(
    entries: Entries = ALL,
    *,
    first: Sequence[ShownEntry] = ENTRIES[:2],
    open_id: int | None = 1,
    running: frozenset[int] = frozenset(),
) -> Switcher:
    """One whose conversations are read at once."""

    async def load() -> Entries:
        return entries

    return Switcher(
        load,
        load_first=ready(first),
        open_id=lambda: open_id,
        running=lambda: running,
        local_time=lambda: NOW,
    )


def ready(entries: Sequence[ShownEntry]) -> Callable[[], Awaitable[Sequence[ShownEntry]]]:
    """Gives conversations that are known already."""

    async def load() -> Sequence[ShownEntry]:
        return entries

    return load


async def chosen(*keys: str, open_id: int | None = 1) -> Destination | None:
    """What is chosen by keys that are all pressed before the window stands."""
    async with showing(switcher(open_id=open_id), typed=keys) as window:
        return await window.result()


async def test_enter_alone_goes_to_the_conversation_before_this_one() -> None:
    assert await chosen("enter") == 2
    assert await chosen("enter", open_id=None) == 1


async def test_a_conversation_that_begins_while_it_opens_is_not_the_one_before() -> None:
    reading, open_id = asyncio.Event(), None

    async def load() -> Sequence[ShownEntry]:
        await reading.wait()
        return ENTRIES[:2]

    async def load_all() -> Entries:
        await reading.wait()
        return ALL

    opened = Switcher(load_all, load_first=load, open_id=lambda: open_id)
    async with showing(opened, typed=("enter",)) as window:
        open_id = 1
        reading.set()
        assert await window.result() == 2


async def test_pressing_its_key_again_goes_one_further_back() -> None:
    assert await chosen("ctrl+o", "enter") == 3


async def test_a_few_letters_find_a_conversation_that_is_not_among_the_first() -> None:
    assert await chosen(*"taxl", "enter") == 4
    assert await chosen(*"new conv", "enter") == 5


async def test_the_open_one_stands_last_and_is_found() -> None:
    assert await chosen("up", "enter") == 1
    assert await chosen(*"meaning", "enter") == 1


async def test_what_no_title_has_can_become_a_new_conversation() -> None:
    assert await chosen(*"zebra ", "enter") == NewConversation("zebra")
    assert await chosen(*"oslo", "up", "enter") == NewConversation("oslo")


async def test_it_stands_with_the_first_ones_while_the_others_are_read() -> None:
    reading = asyncio.Event()

    async def load() -> Entries:
        await reading.wait()
        return ALL

    opened = Switcher(load, load_first=ready(ENTRIES[:2]), local_time=lambda: NOW)
    async with showing(opened) as window:
        await window.sees("Trip to Oslo")
        window.burst(*"regex", "enter")
        await window.sees("Reading the titles …")
        assert window.results == []
        reading.set()
        assert await window.result() == 3


async def test_the_cursor_stays_where_it_is_when_the_others_come() -> None:
    reading = asyncio.Event()

    async def load() -> Entries:
        await reading.wait()
        return ALL

    async with showing(Switcher(load, load_first=ready(ENTRIES[:2]), open_id=lambda: 1)) as window:
        await window.sees("Trip to Oslo")
        await window.press("down")
        reading.set()
        await window.sees("Tax letter")
        await window.press("enter")
        assert await window.result() == 1


async def test_marks_and_ages_stand_beside_the_titles() -> None:
    entries = [
        entry(1, "running", hours=1, unread=True),
        entry(2, "unread", hours=20, unread=True, has_draft=True),
        entry(3, "drafted", hours=100, has_draft=True),
        entry(4, "pinned", hours=9000, pinned=True),
    ]
    async with showing(switcher(Entries(entries), open_id=None, running=frozenset({1}))) as window:
        await window.sees("pinned")
        seen = [" ".join(line.strip(" ▌").split()) for line in window.listed]
        for line in (
            "⠿ running 13:30",
            "• unread yesterday",
            "✎ drafted 26 Feb",
            "pinned ◆ 20 Feb 2025",
        ):
            assert line in seen


def test_an_age_changes_at_midnight_and_names_another_year() -> None:
    night = datetime(2026, 3, 2, 0, 10)

    def of(moment: datetime) -> str:
        return age(moment.timestamp(), night)

    assert of(datetime(2026, 3, 2, 0, 1)) == "00:01"
    assert of(datetime(2026, 3, 1, 23, 59)) == "yesterday"
    assert of(datetime(2026, 2, 28)) == "28 Feb"
    assert of(datetime(2025, 12, 31)) == "31 Dec 2025"
    assert of(datetime(2026, 3, 2, 0, 20)) == "00:20"


async def test_conversations_that_cannot_be_read_are_told_and_the_first_can_be_chosen() -> None:
    async def load() -> Entries:
        raise StoreError("The conversations cannot be read.")

    async with showing(Switcher(load, load_first=ready(ENTRIES))) as window:
        await window.sees("✗ The conversations cannot be read.")
        await window.press(*"oslo", "enter")
        assert await window.result() == 2


async def test_only_the_rows_in_view_are_made_of_very_many() -> None:
    looked_at: set[int] = set()

    class Counted(Entries):
        """Remembers which rows were made."""

        def __getitem__(self, index: int | slice) -> Any:
            if isinstance(index, int):
                looked_at.add(index)
            return super().__getitem__(index)

    many = Counted([entry(number, "A title") for number in range(50_000)])
    async with showing(switcher(many, first=ENTRIES, open_id=None)) as window:
        await window.press("up")
        await window.until(lambda: len(many) - 1 in looked_at)
        assert len(looked_at) < 3_000


async def test_a_mark_follows_its_reply_while_the_list_is_open() -> None:
    running = {1}
    entries = Entries([entry(1, "answering"), entry(2, "quiet", hours=1)])

    async def load() -> Entries:
        return entries

    opened = Switcher(load, running=lambda: frozenset(running), local_time=lambda: NOW)
    async with showing(opened) as window:
        await window.sees("⠿ answering")
        running.clear()
        await window.sees("• answering")
        await window.press("escape")
