"""The help: contextual, searchable, with the keys as they are mapped, and leading to pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

import copilot_tui.ui
from copilot_tui.commands import COMMANDS, Where
from copilot_tui.config import KeyMap
from copilot_tui.ui.help_screen import HelpScreen
from copilot_tui.ui.page_screen import PageScreen
from tests.ui.painted_screen import PaintedScreen
from tests.ui.waiting import wait_until

STYLES = Path(copilot_tui.ui.__file__).parent / "dialogs.tcss"


class HelpApp(App[None]):
    """An app with nothing but the help."""

    CSS_PATH = STYLES

    def __init__(self, keys: KeyMap, where: Where) -> None:
        super().__init__()
        self.keys = keys
        self.where = where

    def on_mount(self) -> None:
        """Show the help."""
        self.set_keymap(self.keys.textual())
        self.push_screen(HelpScreen(self.keys, self.where))

    @property
    def is_open(self) -> bool:
        """Whether the help is shown."""
        return isinstance(self.screen, HelpScreen)


class Driven:
    """The running app."""

    def __init__(self, app: HelpApp, pilot: Pilot[None], painted: PaintedScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.painted = painted

    async def press(self, *keys: str) -> None:
        """Press keys and let everything be done."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def lines(self) -> list[str]:
        """What stands in the window, without its frame."""
        return [line.strip(" │╭╮╰╯─▁▂▃▄▅▆▇█▔") for line in self.painted.rows]

    def text(self) -> str:
        """The same, with its lines run together."""
        return " ".join(" ".join(self.lines()).split())

    async def closed(self) -> bool:
        """Wait until the help is gone."""
        await wait_until(lambda: not self.app.is_open)
        return True


@asynccontextmanager
async def helping(
    keys: KeyMap | None = None,
    where: Where = Where.COMPOSER,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Driven]:
    """The help, opened from a part of the screen."""
    app = HelpApp(keys or KeyMap(), where)
    painted = PaintedScreen(app)
    async with app.run_test(size=size) as pilot:
        driven = Driven(app, pilot, painted)
        await wait_until(lambda: "type to search" in driven.text())
        await pilot.pause()
        yield driven


async def test_everything_that_has_a_key_or_a_slash_name_is_listed() -> None:
    async with helping(size=(120, 300)) as driven:
        text = driven.text()
        for command in COMMANDS:
            slash = f"/{command.slash}" if command.slash else ""
            name = KeyMap().keys_of(command) or slash
            assert f"{name} {command.help}" in text
            assert slash in text


@pytest.mark.parametrize("where", list(Where))
async def test_the_part_that_had_the_focus_stands_first(where: Where) -> None:
    async with helping(where=where) as driven:
        groups = [line for line in driven.lines() if line in list(Where)]
        assert groups[0] == where.value


async def test_keys_are_shown_as_they_are_mapped() -> None:
    keys = KeyMap({"message.copy": ("w", "ctrl+right_square_bracket"), "message.delete": ()})
    async with helping(keys, Where.LOG, (120, 60)) as driven:
        assert "w ctrl+] Copy the message" in driven.text()
        assert "/remove Delete this message alone" in driven.text()


async def test_typing_filters_by_all_words() -> None:
    async with helping() as driven:
        await driven.press(*"copy code")
        await wait_until(lambda: "In the prompt" not in driven.text())
        assert "Copy its code" in driven.text()
        assert "Copy the message" not in driven.text()
        await driven.press("x", "y")
        assert "Nothing has these words." in driven.text()


async def test_its_rows_are_gone_through_by_the_keys_of_lists_and_to_both_ends() -> None:
    async with helping() as driven:
        first = driven.lines()
        await driven.press("pagedown", "pagedown")
        await wait_until(lambda: driven.lines()[8] not in first)
        await driven.press("end")
        last = [command for command in COMMANDS if command.where is Where.WINDOW][-1]
        await wait_until(lambda: last.help in driven.text())
        await driven.press("home")
        await wait_until(lambda: driven.lines() == first)


@pytest.mark.parametrize("key", ["escape", "f1", "question_mark"])
async def test_it_closes(key: str) -> None:
    async with helping() as driven:
        await driven.press(key)
        assert await driven.closed()


async def test_enter_opens_the_page_that_explains_a_command_where_it_names_it() -> None:
    async with helping(where=Where.LOG) as driven:
        await driven.press(*"answer again", "enter")
        await wait_until(lambda: isinstance(driven.app.screen, PageScreen))
        await wait_until(lambda: "Nothing is overwritten." in driven.text())
        assert "asks for another answer beside this one" in driven.text()


async def test_words_are_found_in_pages_and_enter_opens_the_hit_and_escape_leads_back() -> None:
    async with helping() as driven:
        await driven.press(*"between_chunks")
        await wait_until(lambda: "The configuration › Timeouts" in driven.text())
        found = driven.lines()
        await driven.press("enter")
        await wait_until(lambda: "between_chunks = 120" in driven.text())
        row = next(y for y, line in enumerate(driven.painted.rows) if "between_chunks =" in line)
        column = driven.painted.rows[row].index("between_chunks")
        assert "4" in driven.painted.style(column, row).split(";")
        await driven.press("escape")
        await wait_until(lambda: driven.lines() == found)


async def test_the_pages_stand_below_the_part_that_had_the_focus() -> None:
    async with helping(size=(120, 60)) as driven:
        lines = driven.lines()
        assert lines.index(Where.COMPOSER) < lines.index("Pages") < lines.index(Where.ANYWHERE)
        await driven.press(*["down"] * 5, "enter")
        await wait_until(lambda: "copilot-tui is a chat in the terminal" in driven.text())


async def test_it_closes_by_the_keys_that_now_open_it() -> None:
    keys = KeyMap({"log.help": ("exclamation_mark",), "sidebar.help": (), "app.help": ("f9",)})
    async with helping(keys) as driven:
        await driven.press("question_mark")
        assert driven.app.is_open
        await driven.press("exclamation_mark")
        assert await driven.closed()


@pytest.mark.parametrize("size", [(50, 20), (80, 24), (120, 40)])
async def test_it_fits_and_says_how_to_leave(size: tuple[int, int]) -> None:
    async with helping(size=size) as driven:
        assert "esc close" in driven.text()
        assert "enter Send the message." in driven.text()


async def test_another_size_wraps_anew() -> None:
    async with helping(size=(120, 40)) as driven:
        await driven.pilot.resize_terminal(50, 20)
        await wait_until(lambda: len(driven.painted.rows) == 20)
        await wait_until(lambda: "Break the line without" in driven.text())
        assert all(len(line) <= 48 for line in driven.lines())
        assert "sending; where enter" in driven.text()
