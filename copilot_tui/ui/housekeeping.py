"""What is done beside what the user asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.library.library import Library

POLL_SECONDS = 1.0
"""How often it is looked whether another copy of the app has written to the store."""


class Housekeeping:
    """Looks after the conversations.

    Args:
        library: all conversations.
        changed: told when another copy of the app has written.
        failed: told of what could not be done.
    """

    def __init__(
        self,
        library: Library,
        *,
        changed: Callable[[], object],
        failed: Callable[[StoreError], None],
    ) -> None:
        self._library = library
        self._changed = changed
        self._failed = failed

    async def look_for_changes(self) -> None:
        """Tell of it if another copy of the app has written since the last call."""
        try:
            changed = await self._library.changed_elsewhere()
        except StoreError:
            return
        if changed:
            self._changed()

    async def tidy_up(self) -> None:
        """Forget what was deleted long ago, and make everything findable."""
        try:
            await self._library.empty_trash()
            await self._library.complete_index()
        except StoreError as error:
            self._failed(error)

    async def release_queues(self) -> None:
        """Nobody sends what waits any more: let it be unsent text at the next start."""
        try:
            await self._library.release_queue()
        except StoreError as error:
            self._failed(error)
