"""One page of documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from copilot_tui.commands import Where
from copilot_tui.docs.pages import load_page
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.key_hints import GAP
from copilot_tui.ui.page_view import PageView

if TYPE_CHECKING:
    from copilot_tui.config import KeyMap
    from copilot_tui.docs.pages import Link


class PageScreen(ModalScreen[None]):
    """Shows a page, and leads on to those that it names.

    Args:
        name: of the page.
        keys: as they are mapped now.
        place: what is to be seen at first, by its offset in the text of the page.
        anchor: the heading that is to be seen at first, in place of an offset.
        query: its words are marked.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LIST)

    def __init__(
        self, name: str, keys: KeyMap, *, place: int = 0, anchor: str = "", query: str = ""
    ) -> None:
        super().__init__()
        self._keys = keys
        self._page = load_page(name, keys)
        self._place = (self._page.start_of(anchor) or 0) if anchor else place
        self._query = query

    def compose(self) -> ComposeResult:
        """The page, and the keys."""
        with Vertical(classes="dialog -page"):
            yield PageView(self._page.text, place=self._place, query=self._query)
            yield Static(self._hint(), classes="dialog--hint", markup=False)

    def _hint(self) -> str:
        words = [f"{self._keys.keys_of('list.cancel')} back"]
        if self._page.links:
            words.append(f"{self._keys.keys_of('list.choose')} pages named here")
        return GAP.join([*words, f"copilot-tui docs {self._page.name}"])

    @property
    def _view(self) -> PageView:
        return self.query_one(PageView)

    def action_choose(self) -> None:
        """Choose among the pages that this one names."""
        from copilot_tui.ui.picker import Picker
        from copilot_tui.ui.picker_row import PickerRow
        from copilot_tui.ui.picker_source import fixed

        if not self._page.links:
            return
        rows = [PickerRow(link, link.label, detail=link.page) for link in self._page.links]
        self.app.push_screen(Picker("Pages named here", fixed(rows)), self._go_to)

    def _go_to(self, link: Link | None) -> None:
        if link is not None:
            self.app.push_screen(PageScreen(link.page, self._keys, anchor=link.heading))

    def action_cursor_up(self) -> None:
        """Scroll up by a line."""
        self._view.scroll_up(animate=False)

    def action_cursor_down(self) -> None:
        """Scroll down by a line."""
        self._view.scroll_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll up by a page."""
        self._view.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll down by a page."""
        self._view.scroll_page_down(animate=False)

    def action_cursor_first(self) -> None:
        """Show the beginning."""
        self._view.scroll_home(animate=False)

    def action_cursor_last(self) -> None:
        """Show the end."""
        self._view.scroll_end(animate=False)

    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)
