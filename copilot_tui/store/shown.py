"""What a conversation is shown with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message


class Shown(NamedTuple):
    """A conversation with the end of its visible path.

    Attributes:
        conversation: its row.
        path: its newest messages, oldest first.
        draft: unsent text; empty if there is none.
    """

    conversation: Conversation
    path: list[Message]
    draft: str
