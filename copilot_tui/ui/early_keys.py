"""Keys of the log that are typed before the messages they are meant for are in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from textual import events, work

from copilot_tui.ui.keys_in_order import binding_for, writes
from copilot_tui.ui.log_reader import LogReader

_LEAVING = "stop_or_leave"


@dataclass(frozen=True, slots=True)
class _EarlyKey:
    """A key or a command that waits.

    Attributes:
        event: as it came; None for a command that was typed or chosen by its name.
        action: what it does in the log; empty when it has no meaning there.
    """

    event: events.Key | None
    action: str


class EarlyKeysLog(LogReader):
    """Holds its keys back while a conversation is being opened, and then lets them act in order.

    Each has done its work before the next one acts: what is typed behind a key that goes to
    the prompt or opens a menu gets there. Escape lets go of all that wait, and so does the
    opening of yet another conversation.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._is_opening = False
        self._is_acting = False
        self._opened: int | None = None
        self._early: list[_EarlyKey] = []

    def await_messages(self, conversation: int) -> None:
        """Hold keys from now on until this conversation's messages are shown.

        Args:
            conversation: row id; keys that wait for another one are dropped.
        """
        if conversation != self._opened:
            self._early.clear()
        self._opened = conversation
        self._is_opening = True

    def holds_command(self, action: str) -> bool:
        """Whether a command of the log waits now, like a key, for the messages it is meant for."""
        if not (self._is_opening or self._is_acting):
            return False
        self._early.append(_EarlyKey(None, action))
        return True

    def drop_keys(self) -> None:
        """Let the keys that wait do nothing: what they were meant for does not come."""
        self._early.clear()
        self._opened = None
        self._is_opening = False

    def on_key(self, event: events.Key) -> None:
        """Hold a key of the log back, and what is written behind one."""
        if not (self._is_opening or self._is_acting):
            return
        node, binding = binding_for(self, event.key) or (None, None)
        if binding is not None and binding.action == _LEAVING:
            self._early.clear()
            return
        action = binding.action if binding is not None and node is self else ""
        is_written = binding is None and writes(event) and (self._is_acting or bool(self._early))
        if action or is_written:
            event.stop()
            event.prevent_default()
            self._early.append(_EarlyKey(event, action))

    def _let_keys_in(self) -> None:
        """Let the keys act that waited for what is shown now."""
        self._is_opening = False
        if self._early and not self._is_acting:
            self._is_acting = True
            self._act(self.has_cursor)

    @work(group="keys", exit_on_error=False)
    async def _act(self, has_focus: bool) -> None:
        """Let one key after the other act.

        Args:
            has_focus: whether the focus is still here, so that the keys go where one of them
                leads; when the user has gone elsewhere, all are still meant for the log.
        """
        try:
            while self._early and not self._is_opening:
                key = self._early.pop(0)
                is_elsewhere = not self.has_cursor or self.app.screen is not self.screen
                if key.event is not None and has_focus and is_elsewhere:
                    # As if typed now; later keys wait behind this one in the app's queue.
                    await self.app.on_event(events.Key(key.event.key, key.event.character))
                elif key.action:
                    await self.app.run_action(key.action, self)
                    await self._has_acted()
        finally:
            self._is_acting = False

    async def _has_acted(self) -> None:
        """Wait until what a key asked for has climbed up to the screen, and was done there."""
        for node in (self, *self.ancestors):
            reached = asyncio.Event()
            if node is not self.app and node.call_later(reached.set):
                await reached.wait()
