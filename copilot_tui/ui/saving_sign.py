"""Saying that something is being saved."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from copilot_tui.ui.messages import StatusChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.ui.composer import Composer
    from copilot_tui.ui.conversation_pane import ConversationPane
    from copilot_tui.ui.status_model import StatusModel

SAVING_SECONDS = 0.3
"""What takes longer to be on disk is said to be being saved."""


@contextmanager
def said_when_slow(
    pane: ConversationPane, model: StatusModel, event: Composer.Submitted
) -> Iterator[None]:
    """Say that a message is being saved, and show it, where the body takes long.

    Args:
        pane: where it was written. Its screen is told that the status line has something else
            to say, as the pane waits for the end of the writing and could not be told.
        model: what the status line says.
        event: the message.
    """

    def show(is_saving: bool) -> None:
        if is_saving != model.is_saving:
            model.is_saving = is_saving
            pane.screen.post_message(StatusChanged())
        is_in_sight = event.destination.place == pane.composer.destination.place
        pane.queue_line.show_saving(event.text if is_saving and is_in_sight else "")

    timer = asyncio.get_running_loop().call_later(SAVING_SECONDS, show, True)
    try:
        yield
    finally:
        timer.cancel()
        show(False)
