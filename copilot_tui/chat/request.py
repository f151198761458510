"""One request for a reply, before it is put on any wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copilot_tui.profile import ParameterValue, no_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.chat.conversation import Role


@dataclass(frozen=True, slots=True)
class WireMessage:
    """A message as the protocol knows it."""

    role: Role
    content: str


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
    """

    messages: tuple[WireMessage, ...]
    model: str = ""
    provider: str = ""
    conversation_id: str = ""
    handle: str | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=no_parameters)
