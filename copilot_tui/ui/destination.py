"""Where the text of the prompt goes when it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copilot_tui.chat.setup import Setup

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message


@dataclass(eq=False, slots=True)
class Destination:
    """The conversation that was open when a text was sent, whatever is opened after that.

    Attributes:
        conversation: None until the first message in it is on disk.
        edits: the message that the text is another version of; None for the next message.
        setup: what a conversation that does not exist yet will be set to.
    """

    conversation: Conversation | None = None
    edits: Message | None = None
    setup: Setup = field(default_factory=Setup)

    @property
    def place(self) -> tuple[int | None, int | None]:
        """Where its draft is kept; several destinations can have one place."""
        return self.row_id, self.edited_id

    @property
    def row_id(self) -> int | None:
        """Row id of the conversation; None where there is none yet."""
        return None if self.conversation is None else self.conversation.id

    @property
    def edited_id(self) -> int | None:
        """Row id of the message that is edited; None where none is."""
        return None if self.edits is None else self.edits.id
