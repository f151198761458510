"""Messages as Markdown: to be copied, and to be quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

YOU = "You"
NOBODY = "Answer"


def as_markdown(messages: Sequence[Message]) -> str:
    """The text of one message as it stands; of several, each under the name of its author."""
    if len(messages) == 1:
        return messages[0].content
    return "\n\n".join(f"## {author(message)}\n\n{message.content}" for message in messages)


def quotation(messages: Sequence[Message]) -> str:
    """Messages as a Markdown quotation, ending where one goes on writing."""
    lines = "\n\n".join(message.content.strip("\n") for message in messages).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def author(message: Message) -> str:
    """Who wrote a message, by the best name that is known."""
    if message.role is Role.USER:
        return YOU
    return message.provider or message.model or message.profile or NOBODY
