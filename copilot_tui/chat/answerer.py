"""Who answers: a profile, a provider and a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.profile import Profile

ANY_PROVIDER = "*"
"""In a conversation: the server chooses the provider, whatever the profile says."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who is to answer in a conversation.

    Attributes:
        profile: name of the profile; empty follows the app.
        provider: the server's provider; empty follows the profile, `ANY_PROVIDER` lets the
            server choose.
        model: the server's model; empty follows the profile where the provider does, too,
            and else lets the server choose.
    """

    profile: str = ""
    provider: str = ""
    model: str = ""

    @classmethod
    def chosen_in(cls, conversation: Conversation) -> Self:
        """What a conversation says about who answers."""
        return cls(conversation.profile, conversation.provider, conversation.model)

    def with_profile(self, profile: Profile) -> Answerer:
        """The names that go on the wire when this profile answers.

        A choice made for another profile says nothing about this one.
        """
        if self.profile not in ("", profile.name):
            return Answerer(profile.name, profile.provider, profile.model)
        if not self.provider:
            return Answerer(profile.name, profile.provider, self.model or profile.model)
        provider = "" if self.provider == ANY_PROVIDER else self.provider
        return Answerer(profile.name, provider, self.model)

    @property
    def label(self) -> str:
        """For the status line and lists: "g4f · Copilot · gpt-4o", without what is empty."""
        provider = "any provider" if self.provider == ANY_PROVIDER else self.provider
        return " · ".join(name for name in (self.profile, provider, self.model) if name)
