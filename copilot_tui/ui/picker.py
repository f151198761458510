"""A window with a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from copilot_tui.commands import Where
from copilot_tui.errors import CopilotError
from copilot_tui.paths import with_shown_paths
from copilot_tui.text import one_line
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.key_hints import key_hints
from copilot_tui.ui.keys_in_order import has_ctrl
from copilot_tui.ui.picker_list import PickerList
from copilot_tui.ui.picker_query import QueryInput
from copilot_tui.ui.picker_row import PickerRow, Value

if TYPE_CHECKING:
    from copilot_tui.ui.picker_source import Search

PATIENCE_SECONDS = 0.3
"""How long an answer may take before it is said that one waits."""


class Picker(ModalScreen[Value | None]):
    """Shows a list, narrowed by what is typed. Dismissed with the chosen value, or None.

    Keys act on the list for all the text that was typed before them: while it is being
    made, they wait. Rows stay until there are others.

    Args:
        title: of the window.
        search: gives the rows; see `picker_source`. What it raises as CopilotError is shown.
        placeholder: stands in the empty input.
        query: what is searched for at first.
        empty: said when nothing matches.
        waiting: said when the rows take long.
        current: what the cursor stands on until the user moves it.
        row_height: lines of each row; the second shows its excerpt.
        grouped: whether rows stand under headings while nothing is typed.
        is_menu: whether it has no input, and the keys of rows choose them.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LIST)
    AUTO_FOCUS = "QueryInput, PickerList"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.choose", "choose"),
        ("list.cancel", "cancel"),
    )
    """Ids of bindings and what the last line says of them."""

    def __init__(
        self,
        title: str,
        search: Search[Value],
        *,
        placeholder: str = "",
        query: str = "",
        empty: str = "Nothing matches.",
        waiting: str = "Looking …",
        current: Value | None = None,
        row_height: int = 1,
        grouped: bool = False,
        is_menu: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._search = search
        self._empty = empty
        self._waiting = waiting
        self._current = current
        self._is_menu = is_menu
        self._first_query = query
        self._input = QueryInput(placeholder=placeholder)
        self._list: PickerList[Value] = PickerList(
            row_height=row_height, grouped=grouped, keyed=is_menu
        )
        self._list.can_focus = is_menu
        self._note = Static(classes="picker--note", markup=False)
        self._hint = Static(classes="picker--hint", markup=False)
        self._shown: str | None = None
        self._asked: str | None = None
        self._pending: list[Callable[[], None]] = []
        self._is_choosing = False
        self._is_placed = False
        self._is_taken = False

    @property
    def query_text(self) -> str:
        """What is typed."""
        return self._input.value

    @property
    def owes_choice(self) -> bool:
        """Whether a key waits for the rows of what is typed."""
        return bool(self._pending)

    @property
    def cursor_row(self) -> PickerRow[Value] | None:
        """The row under the cursor."""
        return self._list.cursor_row

    def compose(self) -> ComposeResult:
        """A box with what is typed, the list, and the keys."""
        with Vertical(classes="picker -menu" if self._is_menu else "picker"):
            yield Static(Content(self._title), classes="picker--title")
            if not self._is_menu:
                self._input.value = self._first_query
                yield self._input
            yield self._note
            yield self._list
            yield self._hint

    def on_mount(self) -> None:
        """Show what there is."""
        self.show_note()
        self.look()

    def empty_sentence(self, query: str) -> str:
        """What is said when there are no rows for a query."""
        del query
        return self._empty

    def say(self, sentence: str, *, is_error: bool = False) -> None:
        """Say something above the list; nothing hides the line."""
        sentence = with_shown_paths(sentence)
        self._note.set_class(is_error, "-error")
        self._note.update(Content(f"✗ {sentence}" if is_error else sentence))
        self._note.display = bool(sentence)

    def look(self) -> None:
        """Search for what is typed now, also when the rows for it have changed."""
        self._asked = self.query_text
        self._look(self._asked)

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self, query: str) -> None:
        impatience = self.set_timer(PATIENCE_SECONDS, lambda: self.say(self._waiting))
        try:
            rows = await self._search(query)
        except CopilotError as error:
            self.say(error.lines, is_error=True)
            self._show(query, (), empty="")
        else:
            self.show_note()
            self._show(query, rows, empty=self.empty_sentence(one_line(query)))
        finally:
            impatience.stop()

    def show_note(self) -> None:
        """Say what stands above the list while there is nothing else to be said."""
        self.say("")

    def _show(self, query: str, rows: Sequence[PickerRow[Value]], *, empty: str) -> None:
        row = self.cursor_row if query == self._shown else None
        stays = row is not None and (self._is_placed or not row.is_fallback)
        stay_on = row.value if row is not None and stays else None
        if self._current is not None and not query.strip():
            stay_on = self._current
        self._list.show(rows, query=query, empty=empty, stay_on=stay_on)
        self._shown = query
        pending, self._pending = self._pending, []
        for act in pending:
            act()

    def _when_shown(self, act: Callable[[], None]) -> None:
        """Act on the rows for what is typed, as soon as they are there.

        Once it is settled that one of them is taken, nothing typed later changes which.
        """
        if self._is_choosing:
            return
        if self._shown == self.query_text:
            act()
            return
        self._pending.append(act)
        if self.is_mounted and self._asked != self.query_text:
            self.look()

    @on(Input.Changed)
    def _narrow(self) -> None:
        if not self._is_choosing and self._asked != self.query_text:
            self._is_placed = False
            self.look()

    @on(PickerList.Moved)
    def _show_hints(self) -> None:
        # Which keys do something may depend on the row.
        self._hint.update(Content(key_hints(self.active_bindings, self.HINTS)))

    def on_key(self, event: events.Key) -> None:
        """Take what no widget took: the key of a row, or text typed before there was a focus."""
        if self._is_menu:
            if self._shown is None and event.is_printable:
                event.stop()  # Of what waits, nobody else is to make anything.
            self._when_shown(partial(self._choose_by_key, event))
        elif event.is_printable and event.character is not None and not has_ctrl(event):
            event.stop()
            self._input.insert_text_at_cursor(event.character)

    def _move(self, move: Callable[[], None]) -> None:
        """Move the cursor, which from then on stays where the user has put it."""
        self._current = None
        self._is_placed = True
        self._when_shown(move)

    def action_cursor_up(self) -> None:
        """Move to the row above; from the first to the last."""
        self._move(lambda: self._list.move(-1))

    def action_cursor_down(self) -> None:
        """Move to the row below; from the last to the first."""
        self._move(lambda: self._list.move(1))

    def action_page_up(self) -> None:
        """Move a page up."""
        self._move(lambda: self._list.move_page(-1))

    def action_page_down(self) -> None:
        """Move a page down."""
        self._move(lambda: self._list.move_page(1))

    def action_cursor_first(self) -> None:
        """Move to the first row."""
        self._move(lambda: self._list.move_to(0))

    def action_cursor_last(self) -> None:
        """Move to the last row."""
        self._move(lambda: self._list.move_to(-1))

    def action_choose(self) -> None:
        """Take the row under the cursor, once the list is that for all that was typed."""
        self._when_shown(self._choose)
        self._is_choosing = bool(self._pending)

    @on(PickerList.Clicked)
    def _choose(self) -> None:
        self._is_choosing = False
        row = self.cursor_row
        if row is not None:
            self._take(row)
        else:
            self._narrow()

    def _choose_by_key(self, event: events.Key) -> None:
        for row in self._list.rows:
            if row.key and row.key in (event.key, event.character):
                event.stop()
                self._take(row)
                return

    def _take(self, row: PickerRow[Value]) -> None:
        # Keys that waited for the rows may choose more than once.
        if not self._is_taken:
            self._is_taken = True
            self.dismiss(row.value)

    def action_cancel(self) -> None:
        """Go back without choosing."""
        self.dismiss(None)
