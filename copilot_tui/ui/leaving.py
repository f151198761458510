"""Keeping the last of everything when the user quits, and saying what that waits for."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.css.query import NoMatches

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.library.library import Library
    from copilot_tui.replies.replies import Replies
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.ui.app import CopilotApp

SLOW_SECONDS = 0.5
"""What quitting waits for is said if it takes longer."""

_SAVING = "Quitting, once what you wrote is saved."
_SAVING_AFAR = (
    "Quitting, once what you wrote is saved: on the server, or, where that does not answer, on "
    "this machine. It takes some seconds at most."
)


async def keep_last(
    app: CopilotApp, store: StoreThread, library: Library, replies: Replies, data: Path
) -> str:
    """Keep what was typed and sent, and what replies have brought.

    Args:
        app: that quits.
        store: where it is kept.
        library: all conversations.
        replies: the running replies.
        data: the folder for what cannot be kept there.

    Returns:
        See `Replies.settle`.
    """
    words = _SAVING if store.unsent is None else _SAVING_AFAR

    def say() -> None:
        # The app itself could show nothing: it is waiting.
        with suppress(NoMatches):
            app.chat.pane.notice.say(words, words)

    timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, say)
    try:
        # Before the prompt is there, nothing can have been typed into it.
        with suppress(NoMatches):
            await app.chat.pane.finish_sending()
            app.chat.pane.keep_draft()
        return await replies.settle(data, await library.settle_drafts())
    finally:
        timer.cancel()
