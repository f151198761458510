"""One request for a reply, before it is put on any wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copilot_tui.profile import ParameterValue, no_parameters

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Role
    from copilot_tui.chat.picture import Picture


@dataclass(frozen=True, slots=True)
class WireMessage:
    """A message as the protocol knows it.

    Attributes:
        role: who says it.
        content: what is said; pictures may stand in it.
        pictures: digests of pictures that belong to it and are only named in its text.
    """

    role: Role
    content: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What is asked of the server.

    Attributes:
        messages: oldest first; the last one is the user's.
        model: may be empty.
        provider: may be empty; sent only in the g4f dialect.
        conversation_id: sent only in the g4f dialect, and there always.
        handle: JSON text of the server's thread to continue, or None.
        parameters: further fields of the body, such as `temperature`.
        pictures: by digest; those that messages of the user show and that are sent along.
        asked_about: digests of the pictures that the user's own last message shows. What is
            sent as the last message can also hold one before it that was never answered.
    """

    messages: tuple[WireMessage, ...]
    model: str = ""
    provider: str = ""
    conversation_id: str = ""
    handle: str | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=no_parameters)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    asked_about: tuple[str, ...] = ()

    @property
    def shows_pictures(self) -> bool:
        """Whether the user asks about a picture that is sent."""
        return any(digest in self.pictures for digest in self.asked_about)
