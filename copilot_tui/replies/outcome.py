"""How a reply ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from copilot_tui.chat.conversation import Message, Status, Usage
from copilot_tui.errors import ReplyError, ReplyInterrupted, ServerUnreachable
from copilot_tui.paths import with_shown_paths

_CLOSED = "The app was closed before the reply was finished."
_CUT_SHORT = "The answer was cut off: it reached the length that the server allows."
_BROKEN = "Something in the app itself went wrong while the reply came in."


@dataclass(slots=True)
class Outcome:
    """The end of a reply, as far as it is known. Pessimistic until told otherwise.

    Attributes:
        status: see `Message`, as are the others.
        error: see `Message`.
        handle: see `Message`.
        usage: see `Message`.
        provider: see `Message`.
        model: see `Message`.
        unreachable: whether nothing answered at the server's address.
    """

    status: Status = Status.INTERRUPTED
    error: str = _BROKEN
    handle: str | None = None
    usage: Usage | None = None
    provider: str = ""
    model: str = ""
    unreachable: bool = False

    def complete(self, reason: str, skipped: int) -> None:
        """The server has said that this is all; what is odd about it becomes a note."""
        self.status = Status.COMPLETE
        notes = [_CUT_SHORT] if reason == "length" else []
        if skipped:
            lines = "line" if skipped == 1 else "lines"
            notes.append(f"{skipped} malformed {lines} of the answer could not be read.")
        self.error = "\n".join(notes)

    def cancel(self, *, by_user: bool) -> None:
        """The reply was broken off here; one that is already whole stays so."""
        if self.status is Status.COMPLETE:
            return
        self.status = Status.STOPPED if by_user else Status.INTERRUPTED
        self.error = "" if by_user else _CLOSED

    def fail(self, error: ReplyError) -> None:
        """The server or the connection has brought it to an end."""
        interrupted = isinstance(error, ReplyInterrupted)
        self.status = Status.INTERRUPTED if interrupted else Status.FAILED
        self.unreachable = isinstance(error, ServerUnreachable)
        self.error = with_shown_paths(error.lines)

    def of(self, reply: Message, finished: float) -> Message:
        """The reply with all its text and this end. Only a whole one keeps its handle."""
        return replace(
            reply,
            status=self.status,
            error=self.error,
            provider=self.provider,
            model=self.model,
            finished=finished,
            usage=self.usage,
            handle=self.handle if self.status is Status.COMPLETE else None,
        )
