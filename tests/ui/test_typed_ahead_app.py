"""Keys that come before there is a place for them."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from copilot_tui.ui.typed_ahead_app import TypedAheadApp
from tests.ui.waiting import wait_until


def keys(text: str) -> list[events.Event]:
    return [events.Key(character, character) for character in text]


class Small(TypedAheadApp):
    """A line to type in, into which something is typed before it is there.

    Args:
        typed: comes as soon as the app can be sent anything.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", priority=True)]

    def __init__(self, *typed: Message) -> None:
        super().__init__(ansi_color=None)
        self._first = typed
        self.quit_with: str | None = None

    def on_load(self) -> None:
        super().on_load()
        for event in self._first:
            self.post_message(event)

    def compose(self) -> ComposeResult:
        yield Input()

    @property
    def text(self) -> str:
        return self.query_one(Input).value

    async def action_quit(self) -> None:
        self.quit_with = self.text


async def test_what_is_typed_before_it_is_let_in_comes_first_and_in_order() -> None:
    app = Small(*keys("abc"), events.Paste("def"), *keys("ghi"))
    async with app.run_test() as pilot:
        await pilot.press("j")
        assert app.text == ""
        app.call_later(app.let_keys_in)
        for event in keys("klm"):
            app.post_message(event)
        await wait_until(lambda: app.text == "abcdefghijklm")
        app.call_later(app.let_keys_in)
        await pilot.press("n")
        assert app.text == "abcdefghijklmn"


async def test_it_goes_where_the_focus_is_to_be_though_nothing_has_it_yet() -> None:
    app = Small(*keys("abc"))
    async with app.run_test() as pilot:
        app.screen.set_focus(None)
        app.call_later(app.let_keys_in)
        await wait_until(lambda: app.text == "abc")
        await pilot.pause()
        assert app.screen.focused is app.query_one(Input)


async def test_who_wants_to_quit_does_not_have_to_wait() -> None:
    app = Small(*keys("abc"))
    async with app.run_test() as pilot:
        await pilot.press("d")
        assert app.text == ""
        await pilot.press("ctrl+q")
        await wait_until(lambda: app.quit_with is not None)
        await wait_until(lambda: app.text == "abcd")


async def test_the_mouse_and_the_size_of_the_terminal_do_not_wait() -> None:
    app = Small()
    async with app.run_test() as pilot:
        app.screen.set_focus(None)
        await pilot.click(Input)
        assert app.screen.focused is app.query_one(Input)
        await pilot.resize_terminal(70, 20)
        assert app.size == (70, 20)
