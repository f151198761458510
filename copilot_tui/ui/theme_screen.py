"""The list of themes, each shown as soon as the cursor is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from copilot_tui.config.interface import AUTOMATIC
from copilot_tui.ui.rows_screen import Rows, RowsScreen
from copilot_tui.ui.theme import theme_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.config import KeyMap


class ThemeScreen(RowsScreen[str | None]):
    """Asks for a theme. Dismissed with its name, or None after the old one is shown again.

    Args:
        name: of the theme that is set now; one of `theme_names()`.
        keys: as they are mapped now.
        preview: shows a theme in the whole app.
    """

    def __init__(self, name: str, keys: KeyMap, *, preview: Callable[[str], None]) -> None:
        super().__init__()
        self._old_name = name
        self._keys = keys
        self._preview = preview

    def compose(self) -> ComposeResult:
        """A title, the names, and what the keys do."""
        labels = ((name, "automatic" if name == AUTOMATIC else name) for name in theme_names())
        with Vertical(classes="dialog -slim"):
            yield Static("Theme", classes="dialog--title")
            yield Rows(*(Option(Content(label), id=name) for name, label in labels))
            choose, cancel = self._keys.keys_of("list.choose"), self._keys.keys_of("list.cancel")
            yield Static(Content(f"{choose} choose   {cancel} cancel"), classes="dialog--hint")

    def on_mount(self) -> None:
        """Begin at the theme that is set."""
        self.rows.highlighted = theme_names().index(self._old_name)
        self.rows.focus()

    @on(OptionList.OptionHighlighted)
    def _show(self, event: OptionList.OptionHighlighted) -> None:
        self._preview(str(event.option_id))

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_cancel(self) -> None:
        """Keep the theme that was set."""
        self._preview(self._old_name)
        self.dismiss(None)
