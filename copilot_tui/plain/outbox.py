"""What was written and is not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.library.sent import Sent
    from copilot_tui.plain.engine import Engine


def joined(*texts: str) -> str:
    """Texts with a blank line between them; empty ones are left out."""
    return "\n\n".join(stripped for text in texts if (stripped := text.strip("\n")))


@dataclass(slots=True)
class Outbox:
    """Unsent text of the open conversation, and what waits for replies to end.

    Attributes:
        engine: for the library, which keeps it all.
        conversation: row id of the open conversation; None while it does not exist.
        draft: text that was left there; it stays until it is taken up.
        pieces: what goes before the next message, such as quotations and files.
    """

    engine: Engine
    conversation: int | None = None
    draft: str = ""
    pieces: list[str] = field(default_factory=list)

    def turn_to(self, conversation: int | None) -> None:
        """Keep what is unsent here, and go on with that of another conversation."""
        self.keep()
        self.conversation = conversation
        self.draft = self.engine.call(self.engine.library.draft(conversation, adopt=True))

    def follow(self, conversation: int) -> None:
        """Know that the open conversation exists now, or that a message was sent in it.

        The store takes the draft for what was sent, but here it is another text.
        """
        self.conversation = conversation
        if self.draft:
            self.keep_draft(self.draft)

    def take(self, text: str) -> str:
        """The next message with all pieces before it."""
        whole = joined(*self.pieces, text)
        self.pieces.clear()
        return whole

    def keep_draft(self, draft: str) -> None:
        """Leave text in the open conversation, in place of what was left there."""
        self.draft = draft
        self.engine.library.keep_draft(self.conversation, draft)

    def keep(self, typed: str = "") -> None:
        """Leave in the open conversation all that was to be sent, and what is being typed."""
        if self.pieces or typed.strip():
            self.keep_draft(joined(*self.pieces, typed, self.draft))
            self.pieces.clear()

    def let_wait(self, conversation: int, text: str) -> None:
        """Let a message wait for the reply that runs in a conversation."""
        self.engine.call(self.engine.library.queue(conversation, text))
        self.follow(conversation)

    def send_waiting(self, conversation: int) -> Sent | None:
        """Send the message that waits next; None when none waits."""
        library = self.engine.library
        waiting = self.engine.call(library.first_queued(conversation))
        return None if waiting is None else self.engine.call(library.send_queued(waiting.id))

    def take_waiting(self, conversation: int) -> list[str]:
        """Take back all that waits for the reply of a conversation, oldest first."""
        library = self.engine.library
        waiting = self.engine.call(library.queued(conversation))
        taken = (self.engine.call(library.take_queued(each.id)) for each in waiting)
        return [text for text in taken if text is not None]

    def unsend_waiting(self, conversation: int) -> bool:
        """Let what waits be unsent text again. False when nothing waits."""
        library = self.engine.library
        if not self.engine.call(library.release_queue(conversation)):
            return False
        if conversation == self.conversation:
            self.draft = self.engine.call(library.draft(conversation))
        return True
