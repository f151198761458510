"""Every command with its keys, as they are mapped now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID, Command, Where
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from copilot_tui.config import KeyMap

KEY_COLUMNS = 19
_HELP_COMMANDS = ("app.help", "log.help", "sidebar.help")


class Filter(LineInput):
    """Where words are typed that the shown commands must have.

    Args:
        closing: keys that close the help instead of being typed, by Textual's names.
    """

    class Closed(Message):
        """One of the closing keys was pressed."""

    def __init__(self, closing: Sequence[str]) -> None:
        super().__init__(placeholder="type to filter", compact=True)
        self._closing_keys = closing

    async def _on_key(self, event: events.Key) -> None:
        if event.key in self._closing_keys:
            event.stop()
            event.prevent_default()
            self.post_message(self.Closed())
        else:
            await super()._on_key(event)


class HelpScreen(ModalScreen[None]):
    """Shows all commands by the part of the screen they belong to, and filters them.

    Args:
        keys: as they are mapped now.
        where: the part that has the focus; its commands stand first.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LIST)

    def __init__(self, keys: KeyMap, where: Where) -> None:
        super().__init__()
        self._keys = keys
        self._where = where

    def compose(self) -> ComposeResult:
        """A line to filter by, the commands, and how to leave."""
        closing = [key for name in _HELP_COMMANDS for key in self._keys.keys(COMMANDS_BY_ID[name])]
        with Vertical(classes="dialog -wide -tall"):
            yield Static("Keys", classes="dialog--title")
            yield Filter(closing)
            with VerticalScroll(can_focus=False):
                yield Static(id="help-commands")
            yield Static(
                Content(f"{self._keys.keys_of('list.cancel')} closes this"), classes="dialog--hint"
            )

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def on_mount(self) -> None:
        """Show everything."""
        self.query_one(Filter).focus()
        self._show()

    @on(Input.Changed)
    @on(events.Resize)
    def _show(self) -> None:
        commands = self.query_one("#help-commands", Static)
        width = max(20, self._scroll.scrollable_content_region.width)
        found = Content("\n").join(self._lines(width))
        commands.update(found if found.plain else Content("Nothing has these words."))
        self._scroll.scroll_home(animate=False)

    def _lines(self, width: int) -> Iterator[Content]:
        words = self.query_one(Filter).value.lower().split()
        first = True
        for where in dict.fromkeys((self._where, *Where)):
            shown = [it for it in COMMANDS if it.where is where and self._is_shown(it, words)]
            if not shown:
                continue
            if not first:
                yield Content("")
            first = False
            yield Content.styled(where.value, "$text-muted bold")
            for command in shown:
                yield from self._command_lines(command, width)

    def _is_shown(self, command: Command, words: Sequence[str]) -> bool:
        keys = self._keys.keys_of(command)
        if not (keys or command.slash):
            return False
        text = f"{keys} /{command.slash} {command.title} {command.help} {command.id}".lower()
        return all(word in text for word in words)

    def _command_lines(self, command: Command, width: int) -> Iterator[Content]:
        keys, slash = self._keys.keys_of(command), f"/{command.slash}" if command.slash else ""
        name = keys or slash
        if cell_len(name) >= KEY_COLUMNS:
            yield Content.styled(name, "$text-accent bold")
            name = ""
        label = Content.styled(name.ljust(KEY_COLUMNS), "$text-accent bold")
        words = Content(command.help)
        if keys and slash:
            words = Content.assemble(words, "  ", (slash, "$text-muted"))
        for line in words.wrap(max(10, width - KEY_COLUMNS)):
            yield Content.assemble(label, line)
            label = Content(" " * KEY_COLUMNS)

    def action_cursor_up(self) -> None:
        """Scroll up by a line."""
        self._scroll.scroll_up(animate=False)

    def action_cursor_down(self) -> None:
        """Scroll down by a line."""
        self._scroll.scroll_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll up by a page."""
        self._scroll.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll down by a page."""
        self._scroll.scroll_page_down(animate=False)

    def action_cursor_first(self) -> None:
        """Show the beginning."""
        self._scroll.scroll_home(animate=False)

    def action_cursor_last(self) -> None:
        """Show the end."""
        self._scroll.scroll_end(animate=False)

    @on(Input.Submitted)
    @on(Filter.Closed)
    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)

    action_choose = action_cancel
