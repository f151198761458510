"""What is done beside what the user asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.library.library import Library
    from copilot_tui.paths import Paths

POLL_SECONDS = 1.0
"""How often it is looked whether another copy of the app has written to the store."""


class Housekeeping:
    """Looks after the conversations.

    Args:
        library: all conversations.
        changed: told when another copy of the app has written.
        failed: told of what could not be done.
        paths: where the conversations and their copies are.
    """

    def __init__(
        self,
        library: Library,
        *,
        changed: Callable[[], object],
        failed: Callable[[StoreError], None],
        paths: Paths,
    ) -> None:
        self._library = library
        self._changed = changed
        self._failed = failed
        self._paths = paths
        self._told = ""

    async def look_for_changes(self) -> None:
        """Tell of it if another copy of the app has written since the last call."""
        try:
            changed = await self._library.changed_elsewhere()
        except StoreError as error:
            if error.what != self._told:
                self._told = error.what
                self._failed(error)
            return
        if changed:
            self._changed()

    async def tidy_up(self) -> None:
        """Forget what was deleted long ago, make everything findable, and keep a copy."""
        try:
            await self._library.empty_trash()
            await self._library.complete_index()
            await self._library.back_up(self._paths)
        except StoreError as error:
            self._failed(error)

    async def release_queues(self) -> None:
        """Nobody sends what waits any more: let it be unsent text at the next start."""
        try:
            await self._library.release_queue()
        except StoreError as error:
            self._failed(error)
