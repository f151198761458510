"""Saying that something is being saved."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from copilot_tui.ui.messages import StatusChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.screen import Screen

    from copilot_tui.ui.status_model import StatusModel

SAVING_SECONDS = 0.3
"""What takes longer to be on disk is said to be being saved."""


@contextmanager
def said_when_slow(screen: Screen[object], model: StatusModel) -> Iterator[None]:
    """Let the status line say that something is being saved, where the body takes long.

    Args:
        screen: told that the status line has something else to say. Whoever sends a message
            waits for the end of the writing, and could not be told.
        model: what the status line says.
    """

    def show(is_saving: bool) -> None:
        if is_saving != model.is_saving:
            model.is_saving = is_saving
            screen.post_message(StatusChanged())

    timer = asyncio.get_running_loop().call_later(SAVING_SECONDS, show, True)
    try:
        yield
    finally:
        timer.cancel()
        show(False)
