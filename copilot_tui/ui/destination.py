"""Where the text of the prompt goes when it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from copilot_tui.chat.conversation import Conversation


@dataclass(eq=False, slots=True)
class Destination:
    """The conversation that was open when a text was sent, whatever is opened after that.

    Attributes:
        conversation: None until the first message in it is on disk.
    """

    conversation: Conversation | None = None

    @property
    def row_id(self) -> int | None:
        """Row id of the conversation; None where there is none yet."""
        return None if self.conversation is None else self.conversation.id
