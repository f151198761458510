"""The text of one reply while it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.api.pace import SELDOM, pace
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.store.pieces import Piece

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message

GATHER_SECONDS = 0.008
"""How long to wait for what comes together with a delta, here or in other conversations."""


AHEAD = 60_000
"""Characters that are told of at most at a time. They are too many to be drawn one by one, so
only the end of them is, and all of them are once the reply has ended."""

LONGEST_BREATH = 0.1
"""Seconds for which a reply that comes too fast waits at most after it was told of."""


class GrowingText:
    """Pieces of text, joined only when somebody looks at the whole."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0

    def append(self, piece: str) -> None:
        """Add a piece at the end."""
        self._pieces.append(piece)
        self.length += len(piece)

    def peek(self) -> str:
        """All the text so far, for any thread; `whole` is for the one that appends."""
        return "".join(tuple(self._pieces))

    def whole(self) -> str:
        """All the text so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""


class PieceQueue:
    """What one reader of a growing reply has not been given yet."""

    def __init__(self) -> None:
        self._content: list[str] = []
        self._reasoning: list[str] = []

    def add(self, content: str, reasoning: str) -> None:
        """Put the newest pieces in; either may be empty."""
        if content:
            self._content.append(content)
        if reasoning:
            self._reasoning.append(reasoning)

    def put_back(self, content: str, reasoning: str) -> None:
        """Put what was taken before what has been added since."""
        if content:
            self._content.insert(0, content)
        if reasoning:
            self._reasoning.insert(0, reasoning)

    def take(self) -> tuple[str, str]:
        """Content and reasoning since the last call."""
        taken = "".join(self._content), "".join(self._reasoning)
        self._content.clear()
        self._reasoning.clear()
        return taken


class RunningReply:
    """Gathers deltas, tells of them once a frame, and has what is unsaved ready.

    Args:
        reply: the reply as it was begun; text that it already has is on disk.
        tell: called on the event loop with what is new since the last call.
        grown: called on the event loop when there is something to be kept on disk, once
            until it is taken.

    Attributes:
        reply: the reply as it was begun.
        is_over: whether nothing more comes; what is unsaved then goes with the final save.
    """

    def __init__(
        self,
        reply: Message,
        *,
        tell: Callable[[ReplyGrew], None],
        grown: Callable[[RunningReply], None],
    ) -> None:
        self.reply = reply
        self.is_over = False
        self.content = GrowingText()
        self.reasoning = GrowingText()
        self._tell = tell
        self._grown = grown
        self.content.append(reply.content)
        self.reasoning.append(reply.reasoning)
        self._told_content = self.content.length
        self._told_reasoning = self.reasoning.length
        self._untold = PieceQueue()
        self._untold_weight = 0
        self._unsaved = PieceQueue()
        self._frame: asyncio.TimerHandle | None = None
        self._is_waited_for = False
        self._next_frame = 0.0

    def add(self, *, content: str = "", reasoning: str = "") -> None:
        """Take a delta in. The first one, and one after a pause, is told of at once."""
        if content:
            self.content.append(content)
        if reasoning:
            self.reasoning.append(reasoning)
        self._untold.add(content, reasoning)
        self._untold_weight += len(content) + len(reasoning)
        self._unsaved.add(content, reasoning)
        if self._frame is None:
            self._set_frame(asyncio.get_running_loop())
        if not self._is_waited_for:
            self._is_waited_for = True
            self._grown(self)

    def known(self) -> Message:
        """The reply with all of its text so far, for any thread."""
        return replace(self.reply, content=self.content.peek(), reasoning=self.reasoning.peek())

    def _set_frame(self, loop: asyncio.AbstractEventLoop) -> None:
        wait = self._next_frame - loop.time()
        paused = wait < -SELDOM
        self._frame = loop.call_later(0.0 if paused else max(GATHER_SECONDS, wait), self._tell_now)

    @property
    def is_ahead(self) -> bool:
        """Whether more has come than should be told of at once; see `breathe`."""
        return self._untold_weight >= AHEAD

    async def breathe(self) -> None:
        """Tell what has come, and leave the event loop to others for as long as that took it.

        Of text that comes as fast as it is taken, drawing would else leave no time for keys.
        """
        if self._frame is not None:
            self._frame.cancel()
        self._tell_now()
        loop = asyncio.get_running_loop()
        told = loop.time()
        await asyncio.sleep(0.001)
        await asyncio.sleep(min(loop.time() - told, LONGEST_BREATH))

    def take_unsaved(self) -> Piece:
        """What is to be written to disk now."""
        self._is_waited_for = False
        return Piece(self.reply.id, *self._unsaved.take())

    def put_back(self, piece: Piece) -> None:
        """Take back what could not be written, for the next write."""
        self._unsaved.put_back(piece.content, piece.reasoning)
        self._is_waited_for = True

    def snapshot(self) -> Message:
        """The reply with all of its text so far."""
        return replace(self.reply, content=self.content.whole(), reasoning=self.reasoning.whole())

    def close(self) -> None:
        """Tell the rest; what is unsaved goes with the final save."""
        self.is_over = True
        if self._frame is not None:
            self._frame.cancel()
            self._tell_now()

    def _tell_now(self) -> None:
        self._frame = None
        self._untold_weight = 0
        content, reasoning = self._untold.take()
        pause = pace(len(content) + len(reasoning))
        self._next_frame = asyncio.get_running_loop().time() + pause
        self._tell(
            ReplyGrew(
                conversation=self.reply.conversation,
                message=self.reply.id,
                content_start=self._told_content,
                content=content,
                reasoning_start=self._told_reasoning,
                reasoning=reasoning,
            )
        )
        self._told_content += len(content)
        self._told_reasoning += len(reasoning)
