"""Calling the user when a reply has ended unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.config import Notifications
from copilot_tui.terminal.notification import (
    BELL,
    POP_TITLE,
    PUSH_TITLE,
    notification,
    window_title,
)
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAME = "copilot-tui"
_EXCERPT = 120
_ENDINGS = {
    Status.COMPLETE: "answered",
    Status.STOPPED: "stopped",
    Status.INTERRUPTED: "interrupted",
    Status.FAILED: "failed",
}


class ReplyCaller:
    """Rings, names and notifies through the terminal, as the settings say.

    Args:
        environ: tells what the terminal understands.
        write: writes an escape sequence to the terminal.
        frame: writes one whenever the terminal is taken, and another one when it is left.

    Attributes:
        settings: see `Notifications`.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        write: Callable[[str], None],
        frame: Callable[[str, str], None],
    ) -> None:
        self.settings = Notifications()
        self._environ = environ
        self._write = write
        self._frame = frame
        self._has_title = False

    def start(self) -> None:
        """Name the window; its own title comes back when the terminal is left."""
        if self.settings.title and not self._has_title:
            self._has_title = True
            self._frame(PUSH_TITLE + window_title(NAME), POP_TITLE)

    def seen(self) -> None:
        """The user is here: the window's title says nothing of replies any more."""
        if self._has_title:
            self._write(window_title(NAME))

    def call(self, reply: Message, title: str, *, focused: bool, shown: bool) -> None:
        """Tell of a reply that has ended, when it is to be told of.

        Args:
            reply: as it has ended.
            title: of its conversation.
            focused: whether the terminal has the focus, as far as it tells.
            shown: whether its conversation is open.
        """
        if not self.settings.when.calls_for(terminal_focused=focused, conversation_shown=shown):
            return
        words = f"{_ENDINGS.get(reply.status, 'ended')}: {title}"
        if self._has_title and not (focused and shown):
            self._write(window_title(f"● {words}"))
        excerpt = elide(one_line(reply.content[:1000]) or one_line(reply.error), _EXCERPT)
        calling = ""
        if self.settings.desktop:
            calling = notification(title, excerpt or words, str(reply.conversation), self._environ)
        if self.settings.bell and BELL not in calling[-1:]:
            calling += BELL
        elif not self.settings.bell and calling == BELL:
            calling = ""
        if calling:
            self._write(calling)
