"""The list of conversations: one widget that draws the lines in view."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from copilot_tui.chat.conversation import UNTITLED, Conversation
from copilot_tui.commands import Where
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.sidebar_rows import ConversationRow, GroupRow, SidebarRow, sidebar_rows

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
SPINNER_SECONDS = 0.2
NOTHING_HERE = "Nothing here yet."
NEARLY_ALL = 40
"""How many rows before the end of what is loaded the next page is asked for."""


class ConversationList(Widget, can_focus=True):
    """Conversations grouped by age, with a cursor, a spinner where a reply runs, a dot for unread.

    Args:
        local_time: tells the time for the grouping.
        id: the widget's id.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.SIDEBAR)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "conversation-list--group",
        "conversation-list--title",
        "conversation-list--open",
        "conversation-list--cursor",
        "conversation-list--marker",
        "conversation-list--empty",
    }

    open_id: reactive[int | None] = reactive(None)
    running: reactive[frozenset[int]] = reactive(frozenset())

    @dataclass
    class Chosen(Message):
        """The user wants to see this conversation."""

        conversation: Conversation

    class EndNear(Message):
        """The cursor comes near the end of what is loaded."""

    def __init__(
        self, *, local_time: Callable[[], datetime] = datetime.now, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._local_time = local_time
        self._conversations: dict[int, Conversation] = {}
        self._only_matches = False
        self._rows: list[SidebarRow] = []
        self._cursor = 0
        self._top = 0
        self._turned = 0.0
        self._is_loaded = False
        self.empty_words = NOTHING_HERE

    def on_mount(self) -> None:
        """Prepare the spinner, which turns only while a reply runs."""
        self._spinner = self.set_interval(SPINNER_SECONDS, self.turn_spinner, pause=True)

    def show(self, conversations: Iterable[Conversation]) -> None:
        """Show these instead of what was there; the cursor stays on its conversation."""
        self._is_loaded = True
        self._only_matches = False
        self._conversations = {entry.id: entry for entry in conversations}
        self._arrange()

    def show_matches(self, conversations: Iterable[Conversation]) -> None:
        """Show these and no others, in this order and ungrouped, the cursor on the first."""
        self._is_loaded = self._only_matches = True
        self._conversations = {entry.id: entry for entry in conversations}
        self._arrange()
        self._move_to(0, step=1)

    def add(self, conversations: Iterable[Conversation]) -> None:
        """Show these too; ones that are known already are replaced.

        While only matches are shown, others wait until all are shown again.
        """
        known = self._conversations if self._only_matches else None
        self._conversations.update(
            {entry.id: entry for entry in conversations if known is None or entry.id in known}
        )
        self._arrange()

    def discard(self, conversation: int) -> None:
        """Show this one no longer."""
        if self._conversations.pop(conversation, None) is not None:
            self._arrange()

    def known(self, conversation: int) -> Conversation | None:
        """The conversation as it is shown, if it is."""
        return self._conversations.get(conversation)

    @property
    def last(self) -> Conversation | None:
        """The oldest conversation that is loaded."""
        row = self._rows[-1] if self._rows else None
        return row.conversation if isinstance(row, ConversationRow) else None

    @property
    def cursor_conversation(self) -> Conversation | None:
        """The conversation under the cursor."""
        return self._conversation_at(self._cursor)

    def _conversation_at(self, index: int) -> Conversation | None:
        row = self._rows[index] if 0 <= index < len(self._rows) else None
        return row.conversation if isinstance(row, ConversationRow) else None

    def _arrange(self) -> None:
        under_cursor = self.cursor_conversation
        if self._only_matches:
            self._rows = [ConversationRow(entry) for entry in self._conversations.values()]
        else:
            ordered = sorted(
                self._conversations.values(),
                key=lambda entry: (entry.pinned, entry.updated, entry.id),
                reverse=True,
            )
            self._rows = list(sidebar_rows(ordered, self._local_time()))
        if under_cursor is None or not self.put_cursor_on(under_cursor.id):
            self._move_to(min(self._cursor, len(self._rows) - 1), step=1)
        self.refresh()

    def put_cursor_on(self, conversation: int) -> bool:
        """Go to a conversation. False when it is not shown."""
        for index, row in enumerate(self._rows):
            if isinstance(row, ConversationRow) and row.conversation.id == conversation:
                self._cursor = index
                self._keep_cursor_in_view()
                return True
        return False

    def watch_open_id(self, open_id: int | None) -> None:
        """Let the cursor follow what is open, unless the user is moving it."""
        if open_id is not None and not self.has_focus:
            self.put_cursor_on(open_id)

    def watch_running(self, running: frozenset[int]) -> None:
        """Turn the spinner only while there is something to turn it for."""
        if self.is_mounted:
            if running:
                self._spinner.resume()
            else:
                self._spinner.pause()

    def turn_spinner(self) -> None:
        """Turn the spinner if it is time to: best when something else is drawn anyway."""
        now = time.monotonic()
        if now - self._turned < SPINNER_SECONDS:
            return
        self._turned = now
        for line in range(self.size.height):
            conversation = self._conversation_at(self._top + line)
            if conversation is not None and conversation.id in self.running:
                self.refresh(Region(self.size.width - 2, line, 2, 1))

    def _move_to(self, index: int, step: int) -> None:
        """Move the cursor to `index`, or on in the direction of `step` off a heading."""
        index = max(0, min(index, len(self._rows) - 1))
        while 0 <= index < len(self._rows) and isinstance(self._rows[index], GroupRow):
            index += step
        if not 0 <= index < len(self._rows):
            index = 1 if len(self._rows) > 1 else 0
        self._cursor = index
        self._keep_cursor_in_view()
        self.refresh()
        if index + NEARLY_ALL > len(self._rows):
            self.post_message(self.EndNear())

    def _keep_cursor_in_view(self) -> None:
        if not (height := self.size.height):
            return  # It is not shown; one row's worth of room would scroll the rest away.
        first = self._cursor - 1 if isinstance(self._row(self._cursor - 1), GroupRow) else None
        top = self._cursor if first is None else first
        highest = max(0, len(self._rows) - height)
        self._top = max(min(self._top, top, highest), self._cursor - height + 1, 0)

    def _row(self, index: int) -> SidebarRow | None:
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._keep_cursor_in_view()
        self.refresh()

    def action_cursor_up(self) -> None:
        """Move to the conversation above."""
        self._move_to(self._cursor - 1, step=-1)

    def action_cursor_down(self) -> None:
        """Move to the conversation below."""
        self._move_to(self._cursor + 1, step=1)

    def action_cursor_first(self) -> None:
        """Move to the newest conversation."""
        self._move_to(0, step=1)

    def action_cursor_last(self) -> None:
        """Move to the oldest conversation that is loaded."""
        self._move_to(len(self._rows) - 1, step=-1)

    def action_choose(self) -> None:
        """Open the conversation under the cursor."""
        if (conversation := self.cursor_conversation) is not None:
            self.post_message(self.Chosen(conversation))

    def on_click(self, event: events.Click) -> None:
        """Open the conversation that was clicked."""
        index = self._top + event.y
        if (conversation := self._conversation_at(index)) is not None:
            self._cursor = index
            self.refresh()
            self.post_message(self.Chosen(conversation))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the cursor."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the cursor."""
        event.stop()
        self._scroll(-3)

    def _scroll(self, lines: int) -> None:
        self._top = max(0, min(self._top + lines, len(self._rows) - self.size.height))
        self.refresh()
        if self._top + self.size.height + NEARLY_ALL > len(self._rows):
            self.post_message(self.EndNear())

    def render_line(self, y: int) -> Strip:
        """Draw one row: a heading, a conversation, or nothing."""
        width = self.size.width
        row = self._row(self._top + y)
        if isinstance(row, GroupRow):
            style = self.get_component_rich_style("conversation-list--group")
            return _line(f" {row.label}", "", width, style, style)
        if isinstance(row, ConversationRow):
            return self._conversation_line(row.conversation, self._top + y, width)
        if y == 1 and self._is_loaded and not self._rows:
            style = self.get_component_rich_style("conversation-list--empty")
            words = "Nothing matches." if self._only_matches else self.empty_words
            return _line(f" {words}", "", width, style, style)
        return Strip.blank(width, self.rich_style)

    def _conversation_line(self, entry: Conversation, index: int, width: int) -> Strip:
        under_cursor = index == self._cursor and self.has_focus
        if under_cursor:
            name = "conversation-list--cursor"
        elif entry.id == self.open_id:
            name = "conversation-list--open"
        else:
            name = "conversation-list--title"
        style = self.get_component_rich_style(name)
        marker_style = style + Style(
            color=self.get_component_rich_style("conversation-list--marker").color
        )
        bar = "▌" if entry.id == self.open_id else " "
        return _line(
            f"{bar}{entry.title or UNTITLED}", self._marker(entry), width, style, marker_style
        )

    def _marker(self, entry: Conversation) -> str:
        if entry.id in self.running:
            return SPINNER[int(time.monotonic() / SPINNER_SECONDS) % len(SPINNER)]
        if entry.unread:
            return "•"
        return "✎" if entry.has_draft else ""


def _line(text: str, marker: str, width: int, style: Style, marker_style: Style) -> Strip:
    """A line of `width` cells with text on the left and a marker near the right edge."""
    room = max(0, width - 3)
    if cell_len(text) > room:
        text = set_cell_size(text, max(0, room - 1)).rstrip() + "…"
    left = set_cell_size(text, max(0, width - 2))
    right = set_cell_size(marker, min(2, width))
    return Strip([Segment(left, style), Segment(right, marker_style)], width)
