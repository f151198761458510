"""Saving what would be lost when a fault ends the app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.library.library import Library
    from copilot_tui.replies.replies import Replies
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread


def rescue_at_close(thread: StoreThread, replies: Replies, library: Library, folder: Path) -> None:
    """Write what could not be kept into a file once more, when the store is closed.

    The terminal has been given back by then, so the place of the file is simply printed.

    Args:
        thread: closed when the app has ended.
        replies: whose workers have been cancelled by then.
        library: with the drafts.
        folder: for the file.
    """

    def rescue(store: Store) -> None:
        rescued = replies.rescue(store, folder, library.write_drafts_at_last(store))
        if rescued:
            print(rescued, file=sys.stderr)

    thread.at_close(rescue)
