"""The line above the prompt while an earlier message is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message

_LENGTH = 40
"""Characters shown of the message, and of the title."""

TEXT = "✎ Editing an earlier message. enter sends it as another version, esc leaves it."


class EditLine(Static):
    """Says that the prompt holds an earlier message; hidden unless it does."""

    def __init__(self, *, id: str) -> None:
        super().__init__(TEXT, id=id, markup=False)
        self.display = False


def unsent_words(conversation: Conversation, edited: Message, key: str) -> str:
    """What is said at the start of an edit that the last run did not come to send.

    Args:
        conversation: that the message is in.
        edited: the message.
        key: that edits it.
    """
    said = elide(one_line(edited.content), _LENGTH)
    title = elide(conversation.title or UNTITLED, _LENGTH)
    return (
        f"You were editing “{said}” in “{title}” and have not sent it.\n"
        f"What you wrote is kept: open it and press {key} on that message."
    )
