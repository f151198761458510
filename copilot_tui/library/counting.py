"""Counting what was sent and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.library.part import LibraryPart

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.statistics import Period, Statistics


class Counting(LibraryPart):
    """What can be told of how the program is used."""

    async def statistics(
        self, period: Period, *, progress: Callable[[float], None] = lambda _: None
    ) -> Statistics:
        """Count the messages of a period, without deleted ones.

        It goes on in small pieces, between which other calls have their turn, and ends
        between two of them when it is cancelled.

        Args:
            period: the days to look at.
            progress: told after each piece which part is done, from 0 to 1.
        """
        from copilot_tui.chat.tally import Tally

        tally = Tally(period)
        counter = await self._store.run(lambda store: store.counter(tally))
        while await self._store.run(lambda _: counter.go_on()):
            progress(counter.done)
        return tally.result()
