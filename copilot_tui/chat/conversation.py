"""Conversations, messages and the words for their states."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from copilot_tui.text import elide, one_line

TITLE_LENGTH = 60
UNTITLED = "New conversation"


class Role(StrEnum):
    """Who speaks, in the words of the chat completions protocol."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """How far a message got. Kept in a column, never as words inside the text."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost, as the server counted it.

    Attributes:
        prompt_tokens: tokens of the request.
        completion_tokens: tokens of the reply. g4f 7.9.6 counts chunks here, so the
            number is shown as tokens only when `exact`.
        exact: whether the server is known to count tokens.
    """

    prompt_tokens: int
    completion_tokens: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One node of a conversation's tree.

    Attributes:
        id: row id, unique in the store.
        conversation: row id of its conversation.
        parent: the message it answers or follows; None for the first.
        role: who speaks.
        content: the text, clean.
        reasoning: the thinking that came before the text, clean; never sent again.
        status: how far it got.
        error: what went wrong, the server's words and what to do, each on a line of its
            own, when `status` is failed or interrupted; what is odd about a complete one.
        profile: name of the profile that answered; empty for user messages.
        provider: the provider that answered, as the server named it.
        model: the model that answered, as the server named it.
        created: Unix time in seconds.
        finished: Unix time in seconds, None while streaming.
        usage: what the server counted, if it did.
        handle: JSON text of the server's thread after this reply, until it is spent.
    """

    id: int
    conversation: int
    parent: int | None
    role: Role
    content: str
    status: Status
    created: float
    reasoning: str = ""
    error: str = ""
    profile: str = ""
    provider: str = ""
    model: str = ""
    finished: float | None = None
    usage: Usage | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One sidebar entry.

    Attributes:
        id: row id, unique in the store.
        conversation_id: the uuid4 that goes on the wire; renewed when history is rewritten.
        title: one clean line; empty until the first message.
        created: Unix time in seconds.
        updated: Unix time in seconds of the last message.
        active_leaf: the message that the visible path ends in.
        profile: name of the profile chosen for it; empty follows the app.
        provider: provider chosen for it; empty follows the profile.
        model: model chosen for it; empty follows the profile.
        system_prompt: sent before everything else; may be empty.
        parameters: JSON text of the sampling parameters chosen for it.
        pinned: whether it stays on top.
        unread: whether a reply ended while another conversation was open.
        has_draft: whether unsent text waits in its composer.
        deleted_at: Unix time in seconds when it was put in the trash.
    """

    id: int
    conversation_id: str
    title: str
    created: float
    updated: float
    active_leaf: int | None = None
    profile: str = ""
    provider: str = ""
    model: str = ""
    system_prompt: str = ""
    parameters: str = "{}"
    pinned: bool = False
    unread: bool = False
    has_draft: bool = False
    deleted_at: float | None = None


def title_from(prompt: str) -> str:
    """Make a title from the first words of the first message, cut at a word.

    Of a message that is nothing but files and pictures it is their names.
    """
    if "](attachment:" in prompt or "`:\n```" in prompt:
        # Hardly any prompt has one, and this module is met before the first paint.
        from copilot_tui.chat.question_words import question_words

        prompt = question_words(prompt)
    line = one_line(prompt).lstrip("#>*-` ")
    if len(line) <= TITLE_LENGTH:
        return line or UNTITLED
    head = line[:TITLE_LENGTH]
    words, _, rest = head.rpartition(" ")
    return f"{words}…" if words and len(rest) < 20 else elide(line, TITLE_LENGTH)
