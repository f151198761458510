"""An app in which a key acts where the keys before it have led."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import events
from textual.widgets import Input, TextArea

from copilot_tui.ui.keys_in_order import writes
from copilot_tui.ui.typed_ahead_app import TypedAheadApp

if TYPE_CHECKING:
    from collections.abc import Collection

    from textual.message_pump import MessagePump
    from textual.widget import Widget
    from textual.worker import Worker

LONGEST_WAIT = 0.5
"""Seconds for which what is typed behind a key waits at most, as what that led to may hang."""

LONGEST_CHOICE = 30.0
"""Seconds for which it waits at most for a window that has yet to find what was chosen in it,
or for the prompt when it is to be sent with a file that is being read."""

_OPENING = frozenset(("choosing", "preferences", "transfer"))
"""Groups of workers that may open a window."""

_MOMENT = 0.001
"""Seconds between two looks at a worker that may open a window."""

_GLANCE = 0.02
"""Seconds after which it is looked whether what owes an answer is still there."""

_CALM = 2
"""How often nothing must have changed while all messages were handled: one may lead to others."""


@runtime_checkable
class ChoosingScreen(Protocol):
    """A window that may have to find or read something before it does what a key has chosen."""

    @property
    def owes_choice(self) -> bool:
        """Whether a key was pressed that acts as soon as something is found."""
        ...


class OrderedKeysApp(TypedAheadApp):
    """Holds back what is typed behind a key that may lead elsewhere, until it has led there.

    Textual (8.2.8) gives all that comes at once, as from a macro or over a slow line, to the
    widget that has the focus by then: behind the key that opens a window to what lies below
    it, and behind the one that closes it to the window, with which it is lost.
    """

    def __init__(self, *, ansi_color: bool | None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._behind: deque[events.Event] = deque()
        self._leading: asyncio.Task[None] | None = None

    @property
    def is_led(self) -> bool:
        """Whether a key is on its way to where it leads, and what is typed now waits for that."""
        return self._leading is not None

    async def on_event(self, event: events.Event) -> None:
        """Let it wait if it was typed behind a key that has not yet led to where it leads."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_typed and self._leading is not None:
            self._behind.append(event)
        elif is_typed and not self.holds_keys and self.screen_stack:
            await self._deliver(event)
        else:
            await super().on_event(event)

    async def _deliver(self, event: events.Event) -> None:
        widget = self.focused or self.screen
        workers = frozenset(self.workers)
        leads = isinstance(event, events.Key) and not (
            writes(event) and isinstance(widget, Input | TextArea)
        )
        await super().on_event(event)
        if leads:
            self._leading = asyncio.create_task(self._lead(widget, workers))

    async def _lead(self, widget: Widget, workers: Collection[Worker[object]]) -> None:
        await self._settle(widget, workers)
        # In the app's own queue, as later keys could overtake earlier ones else.
        self.call_later(self._go_on)

    async def _go_on(self) -> None:
        self._leading = None
        while self._behind and self._leading is None and self.screen_stack:
            await self._deliver(self._behind.popleft())

    async def _settle(self, widget: Widget, workers: Collection[Worker[object]]) -> None:
        """Wait until a key has done its work.

        Args:
            widget: that has got it.
            workers: that ran before it.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        deadline = begun + LONGEST_WAIT
        first, calm = self.screen, 0
        while calm < _CALM and loop.time() < deadline:
            before = self.screen, self.focused
            for node in (widget, *widget.ancestors):
                await _has_handled_its_messages(node, deadline)
            if not self.screen_stack:
                return
            is_calm = before == (self.screen, self.focused)
            if self._owes_choice():
                deadline = max(deadline, min(loop.time() + LONGEST_WAIT, begun + LONGEST_CHOICE))
                is_calm = False
            elif self.screen is first and self._may_open_a_window(workers):
                is_calm = False
            if not is_calm:
                await asyncio.sleep(_GLANCE if self._owes_choice() else _MOMENT)
            calm = calm + 1 if is_calm else 0
            widget = self.focused or self.screen

    def _owes_choice(self) -> bool:
        """Whether the window waits for what was chosen, and nobody wants to leave it meanwhile."""
        wants_to_leave = any(
            isinstance(event, events.Key) and (event.key == "escape" or self._quits(event.key))
            for event in self._behind
        )
        screen = self.screen
        return isinstance(screen, ChoosingScreen) and screen.owes_choice and not wants_to_leave

    def _may_open_a_window(self, workers: Collection[Worker[object]]) -> bool:
        return any(
            worker.group in _OPENING and worker not in workers and not worker.is_finished
            for worker in self.workers
        )


async def _has_handled_its_messages(node: MessagePump, deadline: float) -> None:
    """Wait until a widget has handled all that was sent to it so far, or is gone."""
    loop = asyncio.get_running_loop()
    reached: asyncio.Future[None] = loop.create_future()
    if not node.is_running or not node.call_later(reached.set_result, None):
        return
    while not reached.done() and node.is_running and loop.time() < deadline:
        await asyncio.wait((reached,), timeout=_GLANCE)
