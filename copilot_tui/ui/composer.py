"""Where messages are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location

from copilot_tui.text import clean
from copilot_tui.ui.commands import COMMAND_IDS, Where, bindings
from copilot_tui.ui.destination import Destination

FOLD_CHARACTERS = 16_000
"""A longer paste is shown as a chip: TextArea wraps anew on every key, and 100 KB on one
line cost 333 ms a key (Textual 8.2.8)."""


class Composer(TextArea):
    """A prompt of several lines that grows with its text. Enter takes the text and sends it.

    A very long paste is folded into a chip, a short stand-in in the text that is deleted
    as a whole and replaced by what it stands for when the message is sent.

    Attributes:
        destination: where the text goes; whoever opens a conversation sets it.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.COMPOSER)

    @dataclass
    class Submitted(Message):
        """The user wants this text sent there. The composer no longer holds it."""

        composer: Composer
        text: str
        destination: Destination

        @property
        def control(self) -> Composer:
            """The composer it comes from."""
            return self.composer

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
        self.destination = Destination()
        self._folded: dict[str, str] = {}

    @property
    def draft(self) -> str:
        """The whole text, with every chip replaced by what it stands for."""
        if not self._folded:
            return self.text
        chips = "|".join(map(re.escape, self._folded))
        return re.sub(chips, lambda found: self._folded[found[0]], self.text)

    def restore(self, draft: str) -> None:
        """Put a draft back, folding it when it is very long, with the cursor at its end."""
        self._folded.clear()
        self.load_text(self._fold(draft) if len(draft) > FOLD_CHARACTERS else draft)
        self.move_cursor(self.document.end)

    def put_back(self, draft: str) -> None:
        """Put a draft before what has been typed meanwhile."""
        if draft:
            typed = self.draft
            self.restore(f"{draft}\n{typed}" if typed else draft)

    async def on_key(self, event: events.Key) -> None:
        """Run commands here and now, in the order of the keys.

        Textual runs a binding only when its key has bubbled up to the app; by then the
        characters typed after it would already stand in the text.
        """
        if event.is_printable:
            return
        active = self.screen.active_bindings.get(event.key)
        if active is not None and active.enabled and active.binding.id in COMMAND_IDS:
            event.stop()
            event.prevent_default()
            await self.app.run_action(active.binding.action, active.node)

    def action_submit(self) -> None:
        """Take the text out and send it, unless it is blank."""
        draft = clean(self.draft).strip("\n").rstrip()
        if draft:
            self.restore("")
            self.post_message(self.Submitted(self, draft, self.destination))

    def action_newline(self) -> None:
        """Break the line at the cursor."""
        self.insert("\n")
        self.scroll_cursor_visible()

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as clean text, folded when it is very long."""
        event.stop()
        event.prevent_default()
        pasted = clean(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        if len(pasted) > FOLD_CHARACTERS:
            pasted = self._fold(pasted)
        result = self._replace_via_keyboard(pasted, *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)

    def _fold(self, text: str) -> str:
        lines = text.count("\n") + 1
        size = (
            f"{len(text) / 1_000_000:.1f} M"
            if len(text) >= 1_000_000
            else (f"{len(text) / 1000:.0f} k")
        )
        plural = "" if lines == 1 else "s"
        chip = f"⟦pasted text {len(self._folded) + 1}: {lines:,} line{plural}, {size}⟧"
        self._folded[chip] = text
        return chip

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit, widened so that no part of a chip is left, and none gets text inside."""
        if self._folded:
            first, last = edit.top, edit.bottom
            start, end = self._chip_around(first)[0], self._chip_around(last)[1]
            edit.from_location, edit.to_location = (end if first == last else start), end
        return super().edit(edit)

    def _chip_around(self, location: Location) -> tuple[Location, Location]:
        """Where the chip begins and ends that has this place inside; else the place itself."""
        row, column = location
        # Whole lines are deleted up to the beginning of the next one, which may not exist.
        line = self.document.get_line(row) if row < self.document.line_count else ""
        for chip in self._folded:
            start = line.find(chip, max(0, column - len(chip) + 1), column + len(chip) - 1)
            if 0 <= start < column:
                return (row, start), (row, start + len(chip))
        return location, location
