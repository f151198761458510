"""The message log: all messages of a conversation, and what is asked for on them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.message import Message as TextualMessage
from textual.reactive import reactive

from copilot_tui.chat.conversation import Message, Role
from copilot_tui.commands import Where
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.early_keys import EarlyKeysLog
from copilot_tui.ui.log_reader import HIT_CONTEXT
from copilot_tui.ui.message_action import MessageAction

if TYPE_CHECKING:
    from copilot_tui.replies.events import ReplyGrew
    from copilot_tui.ui.log_item import LogItem

_MEANT_FOR = {
    MessageAction.EDIT: Role.USER,
    MessageAction.COPY: Role.ASSISTANT,
    MessageAction.COPY_CODE: Role.ASSISTANT,
    MessageAction.REGENERATE: Role.ASSISTANT,
    MessageAction.CONTINUE: Role.ASSISTANT,
    MessageAction.QUOTE: Role.ASSISTANT,
    MessageAction.FOLD: Role.ASSISTANT,
    MessageAction.OPEN_LINK: Role.ASSISTANT,
}
"""Whose last message is meant when there is no cursor; anybody's for other actions."""


class MessageLog(EarlyKeysLog, can_focus=True):
    """All messages of a conversation, following the newest text until the user scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LOG)

    compact: reactive[bool] = reactive(False, init=False)
    """Whether messages stand closer together."""

    detailed: reactive[bool] = reactive(False, init=False)
    """Whether headers show date, seconds, model, duration and length."""

    @dataclass
    class Asked(TextualMessage):
        """Something is to be done with messages.

        Attributes:
            action: what.
            messages: the selected ones, or the one under the cursor; without a cursor the
                last one that the action is meant for. Empty when there is none.
            code: for `COPY_CODE` the source of the block; None when there is no code.
        """

        action: MessageAction
        messages: tuple[Message, ...]
        code: str | None = None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._code_turn = asyncio.Lock()

    def _item(self, message: Message) -> LogItem:
        from copilot_tui.ui.log_item import LogItem

        return LogItem(message, self._setting)

    def show(self, messages: Iterable[Message]) -> None:
        """Show these messages instead of what was there, from their end."""
        self._view.replace(map(self._item, messages))
        self._unseen = False
        self._lit = None
        self._cursor.forget()
        self._forget_selection()
        self._finder.forget()
        self._redraw()
        if self.has_cursor:
            self._cursor.enter()
        self._recount()
        self._reveal_wanted()
        self._let_keys_in()

    def prepend(self, messages: Sequence[Message]) -> None:
        """Put older messages before those that are there; what is seen stays where it is."""
        self._view.prepend([self._item(message) for message in messages])
        if messages and self._view.stays_at_top:
            self._cursor.place(self._view.items[0].message.id)
        if self._arrange():
            self.refresh()
        else:
            self._refresh_scrollbar()
        self._recount()
        self._reveal_wanted()

    def append(self, message: Message) -> None:
        """Put a message after its parent, in place of what came after that."""
        self._view.append(self._item(message))
        self._unseen = True
        if self.has_cursor:
            self._cursor.mend(self.size.height)
        else:
            self._cursor.forget()
        self._redraw()
        self._recount()

    def merge(self, messages: Sequence[Message]) -> None:
        """Take in the end of the path as it is now: other versions, or another copy's writing.

        What is read stays where it is: messages that did not change are left alone.

        Args:
            messages: from some message on all that follow.
        """
        known = {item.id: item for item in self._view.items}
        items: list[LogItem] = []
        for message in messages:
            item = known.get(message.id)
            if item is None:
                item = self._item(message)
                self._unseen = True
            elif item.message != message:
                item.settle(message)
            items.append(item)
        self._view.replace_end(items)
        self._view.arrange(self.size.height)
        self._cursor.mend(self.size.height)
        self._redraw()
        self._recount()

    def grow(self, event: ReplyGrew) -> None:
        """Let a running reply grow; what was told before is not taken twice."""
        item = self._view.last
        if (
            item is None
            or item.id != event.message
            or not item.grow(event, hold=not self._view.following)
        ):
            return
        before = self.hits
        self._finder.recount_last()
        self._redraw_tail(item)
        if self.hits != before:
            self._tell_hits()

    def settle(self, message: Message) -> None:
        """Show a reply as it has ended."""
        item = self._view.last
        if item is not None and item.id == message.id:
            item.settle(message)
            self._redraw()
            self._recount()

    def renew(self, message: Message) -> None:
        """Show a message, wherever it stands, as it is now."""
        item = self._view.item(message.id)
        if item is not None:
            item.settle(message)
            if self.gallery is not None:
                self.gallery.ask([message.id])
            self._redraw()
            self._recount()

    def set_versions(self, versions: Mapping[int, tuple[int, int]]) -> None:
        """Tell of messages that have several versions.

        Args:
            versions: by message id, which one is shown, from 1, and how many there are.
        """
        old = self._setting.versions
        self._setting.versions = dict(versions)
        for message in {*old, *versions}:
            item = self._view.item(message)
            if item is not None and old.get(message) != versions.get(message):
                item.renew_header()
        self._redraw()

    def reveal(self, message: int, needle: str = "") -> None:
        """Put the cursor on a message and bring it into view, now or once it is there.

        Args:
            message: its id.
            needle: what to mark and to go to in it.
        """
        self._wanted = message, needle
        self._reveal_wanted()

    def _reveal_wanted(self) -> None:
        if self._wanted is None or self._view.index_of(self._wanted[0]) is None:
            return
        message, needle = self._wanted
        self._wanted = None
        if needle:
            self._finder.search(needle)
            self._finder.go_to_first_of(message)
        self._cursor.place(message)
        self._cursor.show(self.size.height)
        if needle:
            self._go_to_hit()
        else:
            self._redraw()

    def _recount(self) -> None:
        if self._finder.needle:
            self._finder.recount()
            self._tell_hits()

    def watch_compact(self, compact: bool) -> None:
        """Draw with other distances."""
        self._setting.compact = compact
        self._draw_anew()
        self._redraw()

    def watch_detailed(self, detailed: bool) -> None:
        """Draw with other headers."""
        self._setting.detailed = detailed
        self._draw_anew()
        self._redraw()

    def action_toggle_times(self) -> None:
        """Show everything there is to tell of each message, or only its time."""
        self.detailed = not self.detailed

    def action_message(self, name: str) -> None:
        """Do something with the message under the cursor, or have it done.

        Args:
            name: of a `MessageAction`.
        """
        action = MessageAction(name)
        messages = self._meant(action)
        item = self._view.item(messages[-1].id) if messages else None
        code: str | None = None
        if item is not None and action is MessageAction.FOLD:
            self._fold(item)
            return
        if item is not None and action is MessageAction.COPY_CODE:
            if not item.knows_code:
                self._ask_for_unseen_code(item, messages)
                return
            code = self._light_next_code(item)
        self.post_message(self.Asked(action, messages, code))

    def _meant(self, action: MessageAction) -> tuple[Message, ...]:
        if self.has_cursor and (chosen := self._cursor.messages()):
            return chosen
        role = _MEANT_FOR.get(action)
        for item in reversed(self._view.items):
            if role is None or item.message.role is role:
                return (item.message,)
        return ()

    def _light_next_code(self, item: LogItem) -> str | None:
        """Light up the next block of code and bring it into view; returns its source."""
        from copilot_tui.ui.log_code import next_code

        self._lit = lit = next_code(item.id, item.code_blocks(), self._lit)
        index = self._view.index_of(item.id)
        if lit is not None and index is not None:
            last = lit.end - 1 + HIT_CONTEXT
            self._view.show_lines(index, lit.first, last, self.size.height)
        self._redraw()
        return None if lit is None else lit.code

    @work(group="code", exit_on_error=False)
    async def _ask_for_unseen_code(self, item: LogItem, messages: tuple[Message, ...]) -> None:
        """Take the next block of code of a message of which not all is drawn, from its text."""
        from copilot_tui.ui.log_code import next_code, undrawn
        from copilot_tui.ui.unseen_code import code_in

        async with self._code_turn:
            blocks = await code_in(item.message.content)
            self._lit = lit = next_code(item.id, undrawn(blocks), self._lit)
            if item.knows_code:
                self._all_drawn(item)
            code = None if lit is None else lit.code
            self.post_message(self.Asked(MessageAction.COPY_CODE, messages, code))
            self._redraw()

    def shown(self, message: int) -> Message | None:
        """A message as it is shown, by its row id; None when it is not."""
        item = self._view.item(message)
        return None if item is None else item.message

    def message_after(self, message: int) -> Message | None:
        """The message that stands below another one; None below the last."""
        index = self._view.index_of(message)
        below = [] if index is None else self._view.items[index + 1 : index + 2]
        return below[0].message if below else None

    def links(self, message: Message) -> list[tuple[str, str]]:
        """What stands on each link of a message and its address, in order, each once."""
        from copilot_tui.ui.log_links import links_in

        return links_in(message.content)
