"""The statistics: periods by keys, charts at any width, words where there is nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.pilot import Pilot

import copilot_tui.ui
from copilot_tui.chat.local_time import start_of
from copilot_tui.chat.statistics_text import NOTHING, NOTHING_YET
from copilot_tui.chat.tally import Tally
from copilot_tui.errors import StoreError
from copilot_tui.ui.statistics_screen import StatisticsScreen
from copilot_tui.ui.statistics_view import TWO_COLUMNS
from tests.chat.test_tally import TODAY, answered, asked
from tests.ui.driving import chatting, slow_store
from tests.ui.painted_screen import PaintedScreen
from tests.ui.preparing import add_conversation
from tests.ui.test_snapshots import SIZES, compare_text
from tests.ui.waiting import wait_until

if TYPE_CHECKING:
    from copilot_tui.chat.statistics import Period, Statistics
    from tests.servers_fake import FakeServer

STYLES = Path(copilot_tui.ui.__file__).parent / "statistics.tcss"


async def counted(period: Period, *, progress: Callable[[float], None]) -> Statistics:
    """Every third day of a year something, and more on each day further back in its week."""
    tally = Tally(period)
    for back in range(0, 400, 3):
        for nth in range(back % 7 + 1):
            moment = start_of(TODAY - timedelta(days=back)) + 43_200 - nth * 4_000
            tally.add(asked(moment, words=nth * 3))
            tally.add(answered(moment, words=40 + back % 90, seconds=1 + nth))
    return tally.result()


async def nothing(period: Period, *, progress: Callable[[float], None]) -> Statistics:
    return Tally(period).result()


async def failing(period: Period, *, progress: Callable[[float], None]) -> Statistics:
    raise StoreError("The file is damaged.", "Start again.")


class Endless:
    """Counts for ever, until it is cancelled."""

    def __init__(self) -> None:
        self.cancelled = 0

    async def __call__(self, period: Period, *, progress: Callable[[float], None]) -> Statistics:
        progress(0.42)
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled += 1
        raise AssertionError


class StatisticsApp(App[None]):
    """An app with nothing but the statistics."""

    CSS_PATH = STYLES

    def __init__(self, count: Callable[..., Awaitable[Statistics]]) -> None:
        super().__init__()
        self.count = count

    def on_mount(self) -> None:
        """Show them."""
        self.push_screen(StatisticsScreen(self.count, today=lambda: TODAY))

    @property
    def is_open(self) -> bool:
        """Whether they are shown."""
        return isinstance(self.screen, StatisticsScreen)


class Driven:
    """The running app."""

    def __init__(self, app: StatisticsApp, pilot: Pilot[None], painted: PaintedScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.painted = painted

    async def press(self, *keys: str) -> None:
        """Press keys and let everything be done."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(row.rstrip() for row in self.painted.rows)

    async def shows(self, words: str) -> None:
        """Wait until some words are on the screen."""
        await wait_until(lambda: words in self.text())


@asynccontextmanager
async def showing(
    count: Callable[..., Awaitable[Statistics]] = counted, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Driven]:
    """The statistics of a long time."""
    app = StatisticsApp(count)
    painted = PaintedScreen(app)
    async with app.run_test(size=size) as pilot:
        driven = Driven(app, pilot, painted)
        await driven.shows("Statistics")
        yield driven


async def test_the_last_month_comes_first_and_keys_take_a_shorter_or_longer_time() -> None:
    async with showing() as driven:
        await driven.shows("[30 days]")
        await driven.shows("29 Oct to 27 Nov 2026\n")
        await driven.shows("Messages sent a day")
        await driven.press("left")
        await driven.shows("21 Nov to 27 Nov 2026\n")
        await driven.press("left")
        assert "[7 days]" in driven.text(), "there is nothing shorter"
        await driven.press("right", "right")
        await driven.shows("28 Nov 2025 to 27 Nov 2026\n")
        assert "[365 days]" in driven.text()
        await driven.shows("Messages sent a week")
        await driven.press("right", "right")
        assert "[all]" in driven.text()
        await driven.shows("24 Oct 2025 to 27 Nov 2026\n")


async def test_it_scrolls_through_charts_and_tables() -> None:
    async with showing() as driven:
        await driven.shows("Messages sent a day")
        seen = driven.text()
        for _ in range(9):
            await driven.press("pagedown")
            seen += driven.text()
        for title in (
            "Words read a day",
            "Words a second",
            "By model",
            "By provider",
            "By profile",
        ):
            assert title in seen
        assert "Messages sent by hour" in seen
        await driven.press("home")
        await driven.shows("Messages sent a day")


@pytest.mark.parametrize("size", [(30, 12), (50, 20), (80, 24), (120, 40), (200, 50)])
async def test_nothing_is_cut_off_at_any_size(size: tuple[int, int]) -> None:
    async with showing(size=size) as driven:
        await driven.shows("Messages sent")
        await driven.pilot.pause()
        seen, page = "", ""
        while page != driven.text():
            page = driven.text()
            seen += page
            assert all(len(row.rstrip()) <= size[0] - 2 for row in driven.painted.rows)
            await driven.press("pagedown")
        for title in ("Words written", "By profile", "Messages sent by hour"):
            assert title in seen


async def test_another_width_draws_anew_and_wide_ones_put_tables_beside_the_charts() -> None:
    async with showing(size=(80, 24)) as driven:
        await driven.shows("Messages sent a day")
        assert "By model" not in driven.text()
        await driven.pilot.resize_terminal(TWO_COLUMNS + 20, 24)
        await driven.shows("By model")
        rows = driven.text().splitlines()
        assert any("Messages sent  " in row and "By model" in row for row in rows)


async def test_nothing_is_told_in_words() -> None:
    async with showing(nothing) as driven:
        await driven.shows(NOTHING)


@pytest.mark.parametrize("size", [SIZES[0], (50, 20)])
async def test_to_somebody_new_it_is_told_what_will_be_here(size: tuple[int, int]) -> None:
    async def never_used(period: Period, *, progress: Callable[[float], None]) -> Statistics:
        tally = Tally(period)
        tally.begin(None)
        return tally.result()

    async with showing(never_used, size=size) as driven:
        await driven.shows("Nothing yet")
        assert " ".join(driven.text().split()).count(NOTHING_YET) == 1


async def test_a_file_that_cannot_be_read_is_told_and_it_can_be_left() -> None:
    async with showing(failing) as driven:
        await driven.shows("The file is damaged.")
        await driven.press("escape")
        await wait_until(lambda: not driven.app.is_open)


async def test_while_it_counts_it_says_how_far_it_is_and_esc_leaves_at_once() -> None:
    endless = Endless()
    async with showing(endless) as driven:
        await driven.shows("Counting … 42%")
        await driven.press("right")
        await wait_until(lambda: endless.cancelled == 1)
        await driven.press("escape")
        await wait_until(lambda: not driven.app.is_open)
        await wait_until(lambda: endless.cancelled == 2)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_statistics_look_as_approved(size: tuple[int, int]) -> None:
    async with showing(size=size) as driven:
        await driven.shows("Messages sent a day")
        await driven.pilot.pause()
        compare_text(driven.text(), f"statistics-{size[0]}x{size[1]}")


async def test_in_the_app_they_open_by_name_count_what_was_said_and_go_back_to_the_prompt(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "Names", [("What is my name?", "It is Heiner."), ("Why?", "So.")])
    async with chatting(tmp_path, server) as chat:
        chat.burst(*"/stats", "enter")
        await chat.until(lambda: "Messages sent  2\n" in chat.text())
        assert "Words read     4\n" in chat.text()
        await chat.press("escape")
        await chat.until(lambda: chat.composer.has_focus and chat.app.screen is chat.screen)
        assert chat.composer.text == ""


async def test_esc_leaves_also_while_the_file_is_busy(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        with slow_store(chat):
            chat.burst(*"/stats", "enter")
            await chat.until(lambda: "Counting …" in chat.text())
            await chat.press("escape")
            await chat.until(lambda: chat.app.screen is chat.screen)
