"""Sending messages one after the other, without holding up what is typed behind them."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import StatusChanged

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from copilot_tui.ui.composer import Composer
    from copilot_tui.ui.conversation_pane import ConversationPane
    from copilot_tui.ui.status_model import StatusModel

SAVING_SECONDS = 0.3
"""So long whoever sends waits for a message to be on disk: what is pressed behind it finds it
sent. What takes longer is said, and shown, and holds nothing up."""


class Sending:
    """Sends what the prompt held, in the order in which it was submitted.

    Args:
        pane: where it was written.
        model: what the status line says.
        send: sends one message; done when it is on disk, or its sender has it again.
    """

    def __init__(
        self,
        pane: ConversationPane,
        model: StatusModel,
        send: Callable[[Composer.Submitted], Awaitable[None]],
    ) -> None:
        self._pane = pane
        self._model = model
        self._send = send
        self._events: deque[Composer.Submitted] = deque()
        self._is_at_rest = asyncio.Event()
        self._is_at_rest.set()

    async def add(self, event: Composer.Submitted) -> None:
        """Send a message behind those before it; returns when they are sent, or take long."""
        self._events.append(event)
        if self._is_at_rest.is_set():
            self._is_at_rest.clear()
            # A fault in it ends the app, as one in the handling of the message would.
            in_worker(self._pane, self._send_all, group="sending", exit_on_error=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(SAVING_SECONDS):
                await self.finished()
        self._show()

    async def finished(self) -> None:
        """Wait until all is sent."""
        await self._is_at_rest.wait()

    async def _send_all(self) -> None:
        try:
            while self._events:
                await self._send(self._events[0])
                self._events.popleft()
                if self._model.is_saving:
                    self._show()
        finally:
            self._events.clear()
            self._is_at_rest.set()
            self._show()

    def _show(self) -> None:
        """Say whether something is being saved, and show what it is where it was written."""
        if not self._pane.is_attached:
            return
        is_saving, screen = bool(self._events), self._pane.screen
        if is_saving != self._model.is_saving:
            self._model.is_saving = is_saving
            screen.post_message(StatusChanged())
        place = self._pane.composer.destination.place
        self._pane.queue_line.show_saving(
            [each.text for each in self._events if each.destination.place == place]
        )
