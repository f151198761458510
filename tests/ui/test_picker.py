"""A list to choose from: narrowing it, moving in it, choosing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from copilot_tui.commands import COMMANDS, Where
from copilot_tui.errors import StoreError
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_row import PickerRow
from copilot_tui.ui.picker_source import Search, fixed, or_typed
from tests.ui.picking import Window, showing
from tests.ui.waiting import wait_until

FRUIT = ("Apple", "Banana", "Cherry", "Date", "Elderberry")
MENU = (
    PickerRow("copy", "Copy message", key="y"),
    PickerRow("cut", "Delete from here on", key="D"),
    PickerRow("back", "Version before", key="left_square_bracket"),
    PickerRow("fold", "Fold or unfold", key="space"),
)


def rows(*texts: str) -> list[PickerRow[str]]:
    """Rows whose values are their texts."""
    return [PickerRow(text, text) for text in texts]


def fruit(current: str | None = None) -> Picker[str]:
    """A picker of fruit."""
    return Picker("Fruit", fixed(rows(*FRUIT)), current=current)


def cursor(window: Window[str | None]) -> str:
    """The line under the cursor."""
    marked = [line for line in window.listed if "▌" in line]
    return marked[0].replace("▌", "").strip() if marked else ""


class Slow:
    """A search whose answers the test gives."""

    def __init__(self) -> None:
        self.asked: dict[str, asyncio.Future[Sequence[PickerRow[str]]]] = {}

    async def __call__(self, query: str) -> Sequence[PickerRow[str]]:
        """Wait for the test."""
        self.asked[query] = asyncio.get_running_loop().create_future()
        return await self.asked[query]

    async def gives(self, query: str, found: Sequence[PickerRow[str]]) -> None:
        """Answer a query, once it is asked."""
        await wait_until(lambda: query in self.asked)
        self.asked[query].set_result(found)


# Choosing


async def test_enter_takes_the_first_row_and_esc_none() -> None:
    async with showing(fruit()) as window:
        await window.press("enter")
        assert await window.result() == "Apple"
    async with showing(fruit()) as window:
        await window.press("escape")
        assert await window.result() is None


async def test_typing_narrows_and_emphasises_more_than_by_colour() -> None:
    async with showing(fruit()) as window:
        await window.press(*"er")
        await window.until(lambda: "Apple" not in window.text)
        assert "Cherry" in window.text
        assert cursor(window) == "Cherry"
        await window.press("down")
        await window.until(lambda: cursor(window) == "Elderberry")
        assert window.style_of("erry").startswith("1;4;")
        assert not window.style_of("Ch").startswith("1;4;")


async def test_keys_typed_at_once_act_on_the_list_for_all_of_them() -> None:
    async with showing(fruit()) as window:
        window.burst(*"date", "enter")
        assert await window.result() == "Date"
    async with showing(fruit()) as window:
        window.burst(*"er", "down", "enter", *"xyz")
        assert await window.result() == "Elderberry"


async def test_keys_typed_before_the_window_stands_are_not_lost() -> None:
    async with showing(fruit(), typed=(*"cherry", "enter")) as window:
        assert await window.result() == "Cherry"


async def test_nothing_can_be_chosen_where_nothing_matches() -> None:
    async with showing(fruit()) as window:
        await window.press(*"zz", "enter")
        await window.sees("Nothing matches.")
        await window.press("backspace", "backspace", "enter")
        assert await window.result() == "Apple"


async def test_a_click_takes_the_row_that_is_seen() -> None:
    async with showing(fruit()) as window:
        await window.sees("Cherry")
        y = next(y for y, row in enumerate(window.painted.rows) if "Cherry" in row)
        await window.pilot.click(offset=(10, y))
        assert await window.result() == "Cherry"


async def test_what_was_typed_can_be_taken_itself_below_what_matches() -> None:
    def typed(text: str) -> PickerRow[str]:
        return PickerRow(text, f"Use “{text}”", matched=())

    search = or_typed(fixed(rows(*FRUIT)), typed)
    async with showing(Picker("Fruit", search)) as window:
        await window.press(*"app")
        await window.sees("Use “app”")
        assert cursor(window) == "Apple"
        await window.press("up", "enter")
        assert await window.result() == "app"
    async with showing(Picker("Fruit", search)) as window:
        window.burst(*"zz", "enter")
        assert await window.result() == "zz"


# Moving


async def test_the_cursor_goes_round_and_by_pages() -> None:
    numbers = [str(number) for number in range(100)]
    async with showing(Picker("Numbers", fixed(rows(*numbers)))) as window:
        places = {"up": "99", "down": "0", "end": "99", "home": "0", "ctrl+n": "1", "ctrl+p": "0"}
        for key, place in places.items():
            await window.press(key)
            await window.sees(f"▌  {place} ")
        await window.press("pagedown", "pagedown")
        await window.until(lambda: int(cursor(window)) > 20)
        await window.press("pageup", "pageup")
        await window.until(lambda: cursor(window) == "0")


async def test_the_cursor_starts_on_what_is_current() -> None:
    async with showing(fruit(current="Date")) as window:
        await window.until(lambda: cursor(window) == "Date")


async def test_headings_stand_over_groups_until_something_is_typed() -> None:
    grouped = [
        PickerRow(text, text, group="Short" if len(text) < 5 else "Long")
        for text in ("Date", "Apple", "Banana")
    ]
    async with showing(Picker("Fruit", fixed(grouped), grouped=True)) as window:
        await window.sees("Short")
        lines = [line.strip(" ▌") for line in window.listed]
        start = lines.index("Short")
        assert lines[start : start + 5] == ["Short", "Date", "Long", "Apple", "Banana"]
        await window.press("down", "up")
        await window.until(lambda: cursor(window) == "Date")
        await window.press("a")
        await window.until(lambda: "Long" not in window.text)


# Rows that come later


async def test_old_rows_stay_until_new_ones_come_and_the_latest_query_wins() -> None:
    search = Slow()
    async with showing(Picker("Slow", search)) as window:
        await search.gives("", rows("old"))
        await window.sees("old")
        await window.press("a")
        await window.until(lambda: "a" in search.asked)
        await window.press("b")
        await window.until(lambda: "ab" in search.asked)
        assert search.asked["a"].cancelled()
        assert "old" in window.text
        await search.gives("ab", rows("new ab"))
        await window.sees("new ab")
        await window.until(lambda: "old" not in window.text)


async def test_enter_waits_for_the_rows_and_later_keys_do_not_change_which() -> None:
    search = Slow()
    async with showing(Picker("Slow", search)) as window:
        await search.gives("", rows("stale"))
        await window.sees("stale")
        window.burst(*"ab", "enter", *"cd", "down")
        await window.until(lambda: "ab" in search.asked)
        await window.press()
        assert window.results == []
        await search.gives("ab", rows("first", "second"))
        assert await window.result() == "first"
        assert "abcd" not in search.asked


async def test_it_is_said_when_the_rows_take_long() -> None:
    search = Slow()
    async with showing(Picker("Slow", search, waiting="Asking the server …")) as window:
        await window.sees("Asking the server …")
        await search.gives("", rows("answer"))
        await window.sees("answer")
        assert "Asking" not in window.text


async def test_a_failed_search_is_told_and_typing_goes_on() -> None:
    async def search(query: str) -> Sequence[PickerRow[str]]:
        if query == "a":
            raise StoreError(f"{Path.home()}/conversations.db cannot be read.", "Try again.")
        return rows("fine")

    async with showing(Picker("Failing", search)) as window:
        await window.press("a", "enter")
        await window.sees("✗ ~/conversations.db cannot be read.")
        await window.sees("Try again.")
        assert "fine" not in window.text
        await window.press("b")
        await window.sees("fine")
        assert "✗" not in window.text


# Menus


async def test_a_menu_shows_the_keys_and_each_runs_its_row_at_once() -> None:
    for key, value in (("y", "copy"), ("D", "cut"), ("[", "back"), (" ", "fold")):
        async with showing(Picker("Message", fixed(MENU), is_menu=True)) as window:
            await window.sees("[      Version before")
            await window.press(key)
            assert await window.result() == value


async def test_keys_that_come_before_the_rows_of_a_menu_choose_once_these_are_there() -> None:
    search = Slow()
    async with showing(Picker("Message", search, is_menu=True), typed=("y", "D")) as window:
        await search.gives("", MENU)
        assert await window.result() == "copy"
        await window.press()
        assert window.results == ["copy"]


async def test_a_menu_is_as_high_as_its_rows_and_other_letters_do_nothing() -> None:
    async with showing(Picker("Message", fixed(MENU), is_menu=True)) as window:
        await window.sees("esc cancel")
        assert len(window.listed) == len(MENU) + 2
        await window.press("x", "down", "enter")
        assert await window.result() == "cut"


# Looks


@pytest.mark.parametrize("size", [(50, 20), (80, 24), (120, 40), (20, 6)])
async def test_it_fits_every_terminal(size: tuple[int, int]) -> None:
    long = PickerRow("long", "A title that is far too long for the window " * 3, detail="14:03")
    async with showing(Picker("Titles", fixed([long, *rows(*FRUIT)])), size=size) as window:
        await window.sees("Titles")
        await window.press("down", "enter")
        assert await window.result() == "Apple"


async def test_long_and_wide_texts_leave_the_right_column_in_its_place() -> None:
    texts = ("Short", "中文标题" * 20, "long " * 40)
    detailed = [PickerRow(text, text, detail="14:03") for text in texts]
    async with showing(Picker("Titles", fixed(detailed))) as window:
        await window.sees("14:03")
        ends = [row.rstrip() for row in window.painted.rows if "14:03" in row]
        assert len(ends) == 3
        assert all(row.endswith("14:03  │") for row in ends)
        assert sum("…" in row for row in ends) == 2


async def test_foreign_text_is_neither_markup_nor_control() -> None:
    hostile = "x [/] y [@click=app.quit]list[int][/]"
    async with showing(Picker(hostile, fixed(rows(hostile)))) as window:
        await window.until(lambda: window.text.count(hostile) == 2)
        await window.pilot.app.screen.run_action("page_down")
    async with showing(fruit()) as window:
        await window.paste("App\x1b]52;c;aGk=\x07\nle")
        await window.sees("App␛]52;c;aGk=␇")
        assert window.painted.foreign == ""


async def test_the_hints_name_the_keys_as_they_are_mapped() -> None:
    async with showing(fruit()) as window:
        await window.sees("enter choose   esc cancel")
        window.pilot.app.set_keymap({"list.choose": "ctrl+y"})
        await window.press("down")
        await window.sees("ctrl+y choose   esc cancel")
        await window.press("ctrl+y")
        assert await window.result() == "Banana"


def test_every_command_for_lists_is_an_action_of_the_picker() -> None:
    for command in COMMANDS:
        if command.where is Where.LIST:
            assert hasattr(Picker, f"action_{command.action.partition('(')[0]}")


async def test_a_fixed_list_is_found_by_its_letters() -> None:
    search: Search[str] = fixed(rows(*FRUIT))
    assert [row.value for row in await search("bnn")] == ["Banana"]
    assert [row.value for row in await search(" ")] == list(FRUIT)
