"""A text area that shows long pieces as chips."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.geometry import Offset
from textual.widgets.text_area import Edit, EditResult, Location

from copilot_tui.text import clean
from copilot_tui.ui.chips import FOLD_CHARACTERS, Chips, is_long, line_count, lines_label
from copilot_tui.ui.messages import Told
from copilot_tui.ui.narrow_area import NarrowArea
from copilot_tui.ui.paste_guard import LONGEST_PASTE

UNFOLD_CHARACTERS = 250_000
UNFOLD_LINE = FOLD_CHARACTERS
"""More text, or a longer line, is not unfolded: a key takes up to 20 ms at these limits,
and 333 ms in a line of 100 KB (Textual 8.2.8)."""

_TOO_LONG = (
    f"Nothing was inserted: what you pasted has more than {LONGEST_PASTE:,} characters, which "
    "no model takes. It is still where you copied it; paste a part of it."
)


class ChipArea(NarrowArea):
    """Takes clean text only, and folds what is long into chips.

    A chip is a short stand-in that is deleted, copied and undone as a whole.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"chip-area--chip"}

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            id=id,
            placeholder=placeholder,
            tab_behavior="focus",
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        # A blinking cursor repaints twice a second: 0.9 % of a core instead of 0.1 % at rest.
        self.cursor_blink = False
        self._chips = Chips()

    @property
    def draft(self) -> str:
        """The whole text, with every chip replaced by what it stands for."""
        return self._chips.expand(self.text)

    def restore(self, draft: str) -> None:
        """Put a draft back with the chips it had, with the cursor at its end.

        A piece that was never folded is shown as it was typed, unless the whole is so long
        that it could not be edited.
        """
        self._chips.clear()
        self.load_text(self._shown(draft))
        self.move_cursor(self.document.end)

    def put_back(self, draft: str, between: str = "\n") -> None:
        """Put a draft before what has been typed meanwhile, and a text between them."""
        if draft:
            typed = self.draft
            self.restore(f"{draft}{between}{typed}" if typed else draft)

    def insert_text(self, text: str) -> None:
        """Insert a text in place of what is selected, with the cursor behind it."""
        self._put(self._shown(clean(text)), *self.selection)

    def insert_quote(self, text: str) -> None:
        """Insert a quotation before everything, with the cursor at the end of everything."""
        self._put(self._shown(clean(text)), (0, 0), (0, 0))
        self.move_cursor(self.document.end)

    def replace_text(self, text: str) -> None:
        """Put another text in place of everything; undo brings back what was there."""
        self._put(self._shown(clean(text)), (0, 0), self.document.end)

    def _shown(self, text: str) -> str:
        """The text as it is shown: with its chips, or as one when it is too long for that."""
        shown = self._chips.refold(text)
        return shown if len(shown) <= FOLD_CHARACTERS else self._chips.fold(text)

    def _put(self, text: str, start: Location, end: Location) -> None:
        """Put a text in place of another, with the cursor behind it, or behind what it was at."""
        cursor = self.cursor_location
        result = self._replace_via_keyboard(text, start, end)
        if result is None:
            return
        row, column = result.end_location
        if cursor > end:
            column = cursor[1] + (column - end[1] if cursor[0] == end[0] else 0)
            row += cursor[0] - end[0]
        self.move_cursor((row, column))

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as clean text, folded when it is long."""
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Paste what was copied in the app."""
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        if len(text) > LONGEST_PASTE:
            self.post_message(Told(_TOO_LONG, is_error=True))
            return
        pasted = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
        self._put(self._chips.fold(pasted) if is_long(pasted) else pasted, *self.selection)

    def action_copy(self) -> None:
        """Copy the selection, chips as what they stand for."""
        if self.selection.is_empty:
            raise SkipAction()
        first, last = sorted(self.selection)
        start, end = self._chip_around(first)[0], self._chip_around(last)[1]
        self.app.copy_to_clipboard(self._chips.expand(self.get_text_range(start, end)))

    def action_cut(self) -> None:
        """Cut the selection or the line, chips as what they stand for."""
        if self.selection.is_empty:
            result = self._delete_cursor_line()
        else:
            result = self._delete_via_keyboard(*self.selection)
        if result is not None and result.replaced_text:
            self.app.copy_to_clipboard(self._chips.expand(result.replaced_text))

    def action_unfold(self) -> None:
        """Show what the chip at the cursor stands for; that of every chip when there is none."""
        lines = range(self.document.line_count)
        places = [
            (row, *span)
            for row in lines
            for span in self._spans(row)
            if not self._chips.is_picture(self.document.get_line(row)[slice(*span)])
        ]
        row, column = self.cursor_location
        at_cursor = [place for place in places if place[0] == row and _touches(place, column)]
        if not places:
            self.post_message(Told("There is no folded text in the prompt."))
        for place in reversed(at_cursor or places):
            self._unfold(*place)

    def _unfold(self, row: int, start: int, end: int) -> None:
        label = self.document.get_line(row)[start:end]
        text = self._chips.text(label)
        if len(text) > UNFOLD_CHARACTERS or max(map(len, text.split("\n"))) > UNFOLD_LINE:
            lines = f"{lines_label(line_count(text))} and {len(text):,} characters"
            self.post_message(
                Told(f"{label} has {lines}: too much to edit here. Write it in your editor.")
            )
            return
        self._chips.forget(label)
        self._put(text, (row, start), (row, end))

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Scroll to the cursor, if it is in the text.

        In the middle of an undo that takes the scrollbar away, Textual 8.2.8 asks for this
        while the cursor is still on a line that is gone, and would raise ValueError.
        """
        if self.cursor_location[0] >= self.document.line_count:
            return Offset(0, 0)
        return super().scroll_cursor_visible(center, animate)

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn, with its chips marked."""
        line = super().get_line(line_index)
        for start, end in self._chips.spans(line.plain):
            line.stylize(self.get_component_rich_style("chip-area--chip", partial=True), start, end)
        return line

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit, widened so that no part of a chip is left, and none gets text inside."""
        if self._chips:
            first, last = edit.top, edit.bottom
            start, end = self._chip_around(first)[0], self._chip_around(last)[1]
            edit.from_location, edit.to_location = (end if first == last else start), end
        return super().edit(edit)

    def _spans(self, row: int) -> list[tuple[int, int]]:
        """Where chips begin and end in a line."""
        # Whole lines are deleted up to the beginning of the next one, which may not exist.
        exists = row < self.document.line_count
        return self._chips.spans(self.document.get_line(row)) if exists else []

    def _chip_around(self, location: Location) -> tuple[Location, Location]:
        """Where the chip begins and ends that has this place inside; else the place itself."""
        row, column = location
        for start, end in self._spans(row):
            if start < column < end:
                return (row, start), (row, end)
        return location, location


def _touches(place: tuple[int, int, int], column: int) -> bool:
    return place[1] <= column <= place[2]
