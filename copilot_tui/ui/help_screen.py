"""Every command with its keys, as they are mapped now, and the pages of documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from copilot_tui.commands import COMMANDS_BY_ID, Where
from copilot_tui.ui.help_rows import HelpRow, HelpRows
from copilot_tui.ui.key_hints import GAP
from copilot_tui.ui.line_input import LineInput
from copilot_tui.ui.page_screen import PageScreen
from copilot_tui.ui.rows_screen import Rows, RowsScreen

if TYPE_CHECKING:
    from copilot_tui.config import KeyMap

_HELP_COMMANDS = ("app.help", "log.help", "sidebar.help")
_NOTHING = HelpRow(Content("Nothing has these words."))


class Filter(LineInput):
    """Where words are typed that the shown commands and pages must have.

    Args:
        closing: keys that close the help instead of being typed, by Textual's names.
    """

    class Closed(Message):
        """One of the closing keys was pressed."""

    def __init__(self, closing: Sequence[str]) -> None:
        super().__init__(placeholder="type to search keys and pages", compact=True)
        self._closing_keys = closing

    async def _on_key(self, event: events.Key) -> None:
        if event.key in self._closing_keys:
            event.stop()
            event.prevent_default()
            self.post_message(self.Closed())
        else:
            await super()._on_key(event)


class HelpScreen(RowsScreen[None]):
    """Lists commands and pages, and opens the page that explains what is chosen.

    Args:
        keys: as they are mapped now.
        where: the part that has the focus; its commands stand first.
    """

    def __init__(self, keys: KeyMap, where: Where) -> None:
        super().__init__()
        self._keys = keys
        self._source = HelpRows(keys, where)
        self._shown: list[HelpRow] = []

    def compose(self) -> ComposeResult:
        """A line to search by, what is found, and the keys."""
        closing = [key for name in _HELP_COMMANDS for key in self._keys.keys(COMMANDS_BY_ID[name])]
        choose, cancel = self._keys.keys_of("list.choose"), self._keys.keys_of("list.cancel")
        with Vertical(classes="dialog -wide -tall"):
            yield Static("Help", classes="dialog--title")
            yield Filter(closing)
            yield Rows()
            hint = f"{choose} read more{GAP}{cancel} close"
            yield Static(Content(hint), classes="dialog--hint")

    def on_mount(self) -> None:
        """Show everything."""
        self.rows.can_focus = False
        self.query_one(Filter).focus()

    @on(Input.Changed)
    @on(events.Resize)
    def _show(self) -> None:
        query = self.query_one(Filter).value
        width = max(20, self.rows.scrollable_content_region.width - 1)
        self._shown = list(self._source.rows(query, width)) or [_NOTHING]
        self.rows.clear_options()
        self.rows.add_options(Option(row.content, disabled=not row.page) for row in self._shown)
        self.rows.action_first()
        self.rows.scroll_home(animate=False)

    @on(OptionList.OptionHighlighted)
    def _show_heading(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index <= 1:
            self.rows.scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        row = self._shown[event.option_index]
        query = self.query_one(Filter).value
        self.app.push_screen(PageScreen(row.page, self._keys, place=row.place, query=query))

    @on(Input.Submitted)
    def _choose(self) -> None:
        self.action_choose()

    @on(Filter.Closed)
    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)
