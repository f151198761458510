"""Where the text of the prompt goes when it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copilot_tui.chat.setup import Setup
from copilot_tui.library.unkept import Unread

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.library.unkept import Unkept


@dataclass(eq=False, slots=True)
class Destination:
    """The conversation that was open when a text was sent, whatever is opened after that.

    Attributes:
        conversation: None until the first message in it is on disk.
        edits: the message that the text is another version of; None for the next message.
        setup: what a conversation that does not exist yet will be set to.
        is_read: whether the draft that is kept there stands in the prompt, if there is one.
        added: what was kept below that draft before it could be read.
    """

    conversation: Conversation | None = None
    edits: Message | None = None
    setup: Setup = field(default_factory=Setup)
    is_read: bool = False
    added: Unkept | None = None

    def take_unread(self) -> Unread | None:
        """The draft that is kept there, if it could not be read before its text is sent."""
        if self.is_read:
            return None
        added, self.added = self.added, None
        return Unread(added)

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
