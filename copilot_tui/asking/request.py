"""What is asked, in which conversation, and of whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copilot_tui.chat.answerer import ANY_PROVIDER, Answerer
from copilot_tui.chat.setup import Setup

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.chat.picture import Picture
    from copilot_tui.config import Flags
    from copilot_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Request:
    """One question.

    Attributes:
        text: clean; what is sent.
        find: finds the conversation it goes on with, in the store; None begins a new one.
        profile: name of the selected profile.
        is_named: whether anybody has said who is to answer, so that nobody else may.
        flags: what the command line says about who answers.
        system_prompt: sent before everything else; None leaves it as it is.
        title: what a new conversation is called after; empty takes the text.
        is_private: whether nothing of it is kept.
        pictures: that its text shows.
    """

    text: str
    find: Callable[[Store], Conversation] | None
    profile: str
    is_named: bool
    flags: Flags
    system_prompt: str | None = None
    title: str = ""
    is_private: bool = False
    pictures: tuple[Picture, ...] = ()

    def asked_profile(self, conversation: Conversation | None) -> str:
        """Whose server is asked, and no other; empty leaves it to the app.

        What the command line says comes first, then what the conversation is set to, then
        the environment and the configuration.
        """
        is_flagged = self.flags.profile is not None or self.flags.url is not None
        if conversation is not None and conversation.profile and not is_flagged:
            return conversation.profile
        return self.profile if self.is_named else ""

    def setup(self) -> Setup:
        """What a new conversation is set to."""
        return Setup(self._answerer(Answerer()), self.system_prompt or "")

    def answerer(self, conversation: Conversation) -> Answerer:
        """Who answers in a conversation from now on."""
        return self._answerer(Answerer.chosen_in(conversation))

    def _answerer(self, before: Answerer) -> Answerer:
        flags = self.flags
        answerer = before
        if flags.profile is not None or flags.url is not None:
            answerer = Answerer(flags.profile or "")
        if flags.provider is not None:
            # A model of another provider says nothing about this one.
            answerer = replace(answerer, provider=flags.provider or ANY_PROVIDER, model="")
        if flags.model is not None:
            answerer = replace(answerer, model=flags.model)
        return answerer
