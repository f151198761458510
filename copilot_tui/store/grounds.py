"""What is kept and decides what a request carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.chat.conversation import Conversation, Message


@dataclass(frozen=True, slots=True)
class Grounds:
    """What there is before a reply is asked for.

    Attributes:
        conversation: that it is for.
        path: from its first message to the question.
        is_rewritten: whether something follows the question, or it is another version of one.
        facts: what is known about the server that is to be asked, by provider and name.
    """

    conversation: Conversation
    path: list[Message]
    is_rewritten: bool
    facts: Mapping[tuple[str, str], str]

    def about(self, provider: str) -> dict[str, str]:
        """What is known about a provider at the server, by name."""
        return {name: value for (known, name), value in self.facts.items() if known == provider}
