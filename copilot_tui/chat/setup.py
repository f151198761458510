"""What a conversation is set to besides its messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from copilot_tui.chat.answerer import Answerer

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Setup:
    """Who answers, and what they are told beforehand.

    Attributes:
        answerer: who answers.
        system_prompt: sent before everything else; empty follows the profile.
        parameters: JSON text of the sampling parameters that differ from the profile's.
    """

    answerer: Answerer = field(default_factory=Answerer)
    system_prompt: str = ""
    parameters: str = "{}"

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        """What an existing conversation is set to."""
        return cls(
            Answerer.chosen_in(conversation), conversation.system_prompt, conversation.parameters
        )
