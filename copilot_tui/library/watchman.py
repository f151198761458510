"""Looking after the conversation file while the program runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.library.library import Library
    from copilot_tui.store.notice import StoreNotice

LOOK_SECONDS = 1.0
"""How often it is looked whether something has happened to the file."""

LOOKS_TO_RETURN = 5
"""So many looks later it is tried whether a file that could not be used can be used again."""


class Watchman:
    """Tells what happens to the conversation file, and goes back to it when that is possible.

    Args:
        library: all conversations.
        tell: told what has happened, each thing once.
    """

    def __init__(self, library: Library, tell: Callable[[StoreNotice], object]) -> None:
        self._library = library
        self._tell = tell
        self._looks = 0
        self._trouble: StoreNotice | None = None

    async def look(self) -> None:
        """Look once.

        Raises:
            StoreError: the file could not be asked.
        """
        trouble = await self._library.trouble()
        if trouble is not None and trouble != self._trouble:
            self._trouble = trouble
            self._tell(trouble)

    async def go_back(self) -> None:
        """Go back to the file at every few calls, if everything is in memory.

        It may take its time, so nobody should wait for it.

        Raises:
            StoreError: the store is closed.
        """
        self._looks += 1
        if self._looks % LOOKS_TO_RETURN == 0:
            await self._library.go_back()
