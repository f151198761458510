"""The ends of replies that are yet to be told, and what has to wait for that."""

from __future__ import annotations

import asyncio


class Endings:
    """Conversations whose reply has ended, until all is done that its end brings."""

    def __init__(self) -> None:
        self._done: dict[int, asyncio.Event] = {}

    def __contains__(self, conversation: int) -> bool:
        return conversation in self._done

    def begin(self, conversation: int) -> None:
        """Know at once of an end that is yet to be told."""
        self._done.setdefault(conversation, asyncio.Event())

    def end(self, conversation: int) -> None:
        """All is done that the end of the reply brings."""
        if (done := self._done.pop(conversation, None)) is not None:
            done.set()

    def end_all(self) -> None:
        """Let nothing wait any more.

        When a fault ends the app, its workers are cancelled, and one that has not begun by
        then ends nothing; a widget whose message waited for it could never be closed.
        """
        for conversation in list(self._done):
            self.end(conversation)

    async def settled(self, conversation: int) -> None:
        """Wait until all is done that the end of a reply brings; it takes no time to speak of."""
        if (done := self._done.get(conversation)) is not None:
            await done.wait()
