"""A message while its text grows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message
    from copilot_tui.replies.events import ReplyGrew


class GrowingMessage:
    """Joins the text only when somebody looks at all of it.

    A copy at each frame would take the longer, the longer the reply is.

    Args:
        message: with the text that there is.

    Attributes:
        begun: the message, whose text may be behind.
        has_content: whether there is any of the answer.
    """

    def __init__(self, message: Message) -> None:
        self.begun = message
        self.has_content = bool(message.content)
        self._content: list[str] = []
        self._reasoning: list[str] = []
        self._content_length = len(message.content)
        self._reasoning_length = len(message.reasoning)

    def grow(self, event: ReplyGrew) -> tuple[str, str]:
        """Take in what is new, and return it: of the answer, and of the reasoning."""
        content = event.content[max(0, self._content_length - event.content_start) :]
        reasoning = event.reasoning[max(0, self._reasoning_length - event.reasoning_start) :]
        if content:
            self.has_content = True
            self._content.append(content)
            self._content_length += len(content)
        if reasoning:
            self._reasoning.append(reasoning)
            self._reasoning_length += len(reasoning)
        return content, reasoning

    def whole(self) -> Message:
        """The message with all of its text so far."""
        if self._content or self._reasoning:
            self.begun = replace(
                self.begun,
                content="".join((self.begun.content, *self._content)),
                reasoning="".join((self.begun.reasoning, *self._reasoning)),
            )
            self._content.clear()
            self._reasoning.clear()
        return self.begun
