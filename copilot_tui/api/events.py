"""What a streamed reply is made of once the wire is decoded. All text in it is clean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A piece of the thinking before the answer; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ThreadHandle:
    """The server's own thread after this reply, to be sent back as `conversation`.

    Attributes:
        json: the object exactly as the server sent it, as compact JSON text.
    """

    json: str


@dataclass(frozen=True, slots=True)
class TokenCount:
    """The server's usage figures."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers, as the server names it; sent when it first becomes known or changes."""

    model: str
    provider: str


@dataclass(frozen=True, slots=True)
class FieldsRefused:
    """The server refused the g4f fields by name and was asked once more without them."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The reply is complete. Always the last event of a stream that did not fail.

    Attributes:
        reason: the server's `finish_reason`; empty when only `[DONE]` said so.
        skipped: how many malformed lines were left out.
    """

    reason: str
    skipped: int


Event: TypeAlias = (
    TextDelta | ReasoningDelta | ThreadHandle | TokenCount | Answering | FieldsRefused | Finished
)
