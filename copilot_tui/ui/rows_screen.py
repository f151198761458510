"""A window with rows to move through by the keys of lists."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import OptionList

from copilot_tui.commands import Where
from copilot_tui.ui.bindings import bindings

_Result = TypeVar("_Result")


class Rows(OptionList, inherit_bindings=False):
    """Rows without keys of their own, so that only those of the key map work."""

    def on_resize(self) -> None:
        """Keep the row in sight when what stands below needs more lines for it."""
        self.call_after_refresh(self.scroll_to_highlight)


class RowsScreen(ModalScreen[_Result]):
    """Carries the keys of lists to the one `Rows` in it; says itself what choosing does."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LIST)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-short"), (32, "-roomy")]  # noqa: RUF012

    @property
    def rows(self) -> Rows:
        """The rows."""
        return self.query_one(Rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the rows stand, a key that came early can only cancel."""
        if action != "cancel" and not self.query(Rows):
            return False
        return super().check_action(action, parameters)

    def action_cursor_up(self) -> None:
        """Go to the row above."""
        self.rows.action_cursor_up()

    def action_cursor_down(self) -> None:
        """Go to the row below."""
        self.rows.action_cursor_down()

    def action_cursor_first(self) -> None:
        """Go to the first row."""
        self.rows.action_first()

    def action_cursor_last(self) -> None:
        """Go to the last row."""
        self.rows.action_last()

    def action_page_up(self) -> None:
        """Go up by a page."""
        self.rows.action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Go down by a page."""
        self.rows.action_page_down()  # type: ignore[no-untyped-call]

    def action_choose(self) -> None:
        """Take the row under the cursor."""
        self.rows.action_select()
