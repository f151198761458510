"""What is done beside what the user asks for."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.later import Later
from copilot_tui.store.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.library.library import Library
    from copilot_tui.library.watchman import Watchman
    from copilot_tui.paths import Paths
    from copilot_tui.store.notice import StoreNotice

POLL_SECONDS = 1.0
"""How often it is looked whether another copy of the app has written to the store."""


REST_SECONDS, LONGEST_REST = 0.25, 2.0
"""After what was told by others: so much of what they write at once is taken in together."""

RESTS_FOR_WORK = 4
"""So many times as long as looking took it rests, or many copies would keep the server, and
this one, busy with nothing but looking."""


POLLS_TO_RECOVERY = 2
"""So many polls later it is looked whether another copy has died, which nobody tells."""


class Housekeeping:
    """Looks after the conversations.

    Args:
        library: all conversations.
        changed: told what another copy of the app has written, or left behind.
        failed: told of what could not be done.
        tell: told what has happened to the conversation file, each thing once.
        paths: where the conversations and their copies are.
    """

    def __init__(
        self,
        library: Library,
        *,
        changed: Callable[[Changes], object],
        failed: Callable[[StoreError], None],
        tell: Callable[[StoreNotice], object],
        paths: Paths,
    ) -> None:
        self._library = library
        self._polls = 0
        self._changed = changed
        self._failed = failed
        self._paths = paths
        self._told = ""
        self._watchman = Later(lambda: _watchman(library, tell))
        self._going_back: asyncio.Task[None] | None = None
        self._has_heard = False
        self._listening: asyncio.Task[None] | None = None
        library.when_told(self._hear)
        self._loop: asyncio.AbstractEventLoop | None = None

    async def look_for_changes(self) -> None:
        """Tell of it if another copy of the app has written since the last call.

        One that has died tells nothing: its replies would seem to run for ever.
        """
        self._polls += 1
        self._go_back()
        try:
            await self._watchman().look()
            changed = await self._library.changed_elsewhere()
            if self._polls % POLLS_TO_RECOVERY == 0:
                changed |= Changes(is_any=await self._library.recover())
        except StoreError as error:
            if error.what != self._told:
                self._told = error.what
                self._failed(error)
            return
        if changed:
            self._changed(changed)

    def listen(self) -> None:
        """Tell at once of what other copies of the app tell, from now on."""
        self._loop = asyncio.get_running_loop()
        if self._has_heard:
            self._look_now()

    def _hear(self) -> None:
        """Another copy has told something; called on any thread."""
        self._has_heard = True
        if self._loop is not None:
            # After the loop has ended, nobody needs to know.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._look_now)

    def _look_now(self) -> None:
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._take_in())

    async def _take_in(self) -> None:
        while self._has_heard:
            self._has_heard = False
            begun = time.monotonic()
            # What cannot be asked now is told of by `look_for_changes`.
            with suppress(StoreError):
                if changes := await self._library.changed_elsewhere():
                    self._changed(changes)
                    if changes.is_any:
                        took = time.monotonic() - begun
                        await asyncio.sleep(rest_after(took))

    def _go_back(self) -> None:
        """Let nobody wait while it is tried whether the file can be opened."""
        if self._going_back is None or self._going_back.done():
            self._going_back = asyncio.create_task(self._try_to_go_back())

    async def _try_to_go_back(self) -> None:
        # When the store is closed, the app has ended.
        with suppress(StoreError):
            await self._watchman().go_back()

    async def tidy_up(self) -> None:
        """Forget what was deleted long ago, make everything findable, and keep a copy.

        What runs that were killed have left in the folder of temporary files goes, too.
        """
        from copilot_tui.store.passing_folder import remove_left_behind

        await asyncio.to_thread(remove_left_behind)
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


def rest_after(took: float) -> float:
    """How long to rest after having looked, which took so long; both in seconds."""
    return min(max(REST_SECONDS, RESTS_FOR_WORK * took), LONGEST_REST)


def _watchman(library: Library, tell: Callable[[StoreNotice], object]) -> Watchman:
    """It is needed some time after the start, and so is its module."""
    from copilot_tui.library.watchman import Watchman

    return Watchman(library, tell)
