"""What to send so that the server remembers.

Measured on g4f 7.9.6, 8.2.9 and 8.8.6: `conversation_id` alone keeps no context, and the
Copilot provider looks only at the last user message. What works is the `conversation`
object that a reply ends with, sent back; and where none is held, a transcript inside the
one message that is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.chat.picture import ATTACHMENT, attached_digests, without_pictures
from copilot_tui.chat.request import WireMessage

REPLAY_CHARACTERS = 10_000
"""Default budget of a replay. Copilot's own web page takes 10,240 characters at once."""

_PREAMBLE = (
    "Below is our conversation so far. Answer the last message of User, "
    "as Assistant, without repeating the transcript."
)
_PICTURES = (
    "The pictures are attached in the order in which they are named; "
    "the first of them may be missing."
)
_HEADINGS = {Role.SYSTEM: "Instructions", Role.USER: "User", Role.ASSISTANT: "Assistant"}


class ContextMode(StrEnum):
    """How the server comes to know what was said before."""

    THREAD = "thread"
    HISTORY = "history"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Context:
    """What a request carries of the conversation.

    Attributes:
        mode: how the server comes to know what was said before.
        messages: what goes on the wire, oldest first, the user's message last.
        handle: JSON text of the server's thread to continue; None outside `THREAD`.
        fresh: whether the conversation must get a new `conversation_id` first.
        kept: how many messages of the path are in it.
        total: how many messages with any text the path has.
        named_only: how many of the user's pictures in it are not sent again, but named.
    """

    mode: ContextMode
    messages: tuple[WireMessage, ...]
    handle: str | None
    fresh: bool
    kept: int
    total: int
    named_only: int = 0

    @property
    def label(self) -> str:
        """For the status line: "thread", "history 14" or "replay 12 of 14"."""
        if self.mode is ContextMode.THREAD:
            return self.mode.value
        count = str(self.kept) if self.kept == self.total else f"{self.kept} of {self.total}"
        return ", ".join(part for part in (f"{self.mode.value} {count}", self._unsent) if part)

    @property
    def notice(self) -> str:
        """A sentence on pictures that the server does not get; empty when it gets them all."""
        return f"The server gets {self._unsent} of earlier messages." if self._unsent else ""

    @property
    def _unsent(self) -> str:
        if not self.named_only:
            return ""
        return (
            "the name only of 1 picture"
            if self.named_only == 1
            else (f"the names only of {self.named_only} pictures")
        )


def build_context(
    path: Sequence[Message],
    *,
    system_prompt: str,
    threads: bool,
    profile: str,
    provider: str,
    rewritten: bool,
    budget: int | None,
) -> Context:
    """Choose between thread, history and replay for the reply to the last message of `path`.

    Args:
        path: from the first message to the user's message that is to be answered.
        system_prompt: may be empty.
        threads: whether this provider on this server keeps threads.
        profile: name of the profile that will answer.
        provider: provider that will answer.
        rewritten: whether the message was answered before, or replaces another one. A
            handle that is still there was never sent back, and serves all the same.
        budget: limit in characters for history or replay; None is the mode's default.

    Returns:
        The context. The user's own last message and the system prompt are never cut.
    """
    turns = [message for message in path[:-1] if message.content.strip()]
    question = path[-1]
    total = len(turns) + 1
    system = [WireMessage(Role.SYSTEM, system_prompt)] if system_prompt.strip() else []
    if not threads:
        kept = _newest_within(turns, budget, spent=len(question.content) + len(system_prompt))
        messages = (*system, *_alternating([*kept, question]))
        return Context(
            ContextMode.HISTORY, messages, None, rewritten, kept=len(kept) + 1, total=total
        )
    handle = _valid_handle(path, profile, provider)
    if handle is not None:
        # An empty reply stays in: without it g4f would take the message before it for new, too.
        spoken = [message for message in path[:-2] if message.content.strip()] + [path[-2]]
        messages = (*system, *_alternating([*map(_named, spoken), question]))
        return Context(ContextMode.THREAD, messages, handle, fresh=False, kept=total, total=total)
    if not turns and not system:
        only = (WireMessage(Role.USER, question.content),)
        return Context(ContextMode.THREAD, only, None, fresh=rewritten, kept=1, total=1)
    kept = _newest_within(
        turns,
        REPLAY_CHARACTERS if budget is None else budget,
        spent=len(question.content) + len(system_prompt) + len(_PREAMBLE),
    )
    replay = _transcript(system, [*kept, question])
    fresh = rewritten or bool(turns)
    return Context(ContextMode.REPLAY, (replay,), None, fresh, kept=len(kept) + 1, total=total)


def _named(turn: Message) -> Message:
    """A message whose pictures are only named."""
    if ATTACHMENT not in turn.content:
        return turn
    return replace(turn, content=without_pictures(turn.content))


def _valid_handle(path: Sequence[Message], profile: str, provider: str) -> str | None:
    """The thread of the reply just before the last message, if the same server keeps it."""
    if len(path) < 2:
        return None
    leaf = path[-2]
    fits = leaf.role is Role.ASSISTANT and leaf.status is Status.COMPLETE
    same = leaf.profile == profile and leaf.provider == provider
    return leaf.handle if fits and same else None


def _newest_within(turns: list[Message], budget: int | None, *, spent: int) -> list[Message]:
    """The longest run of newest turns that fits into what is left of the budget."""
    if budget is None:
        return turns
    left = budget - spent
    for index in range(len(turns) - 1, -1, -1):
        left -= len(turns[index].content) + len("\n\n### Assistant ###\n\n")
        if left < 0:
            return turns[index + 1 :]
    return turns


def _alternating(turns: Sequence[Message]) -> list[WireMessage]:
    """Join neighbours of the same role: many chat templates refuse two in a row."""
    merged: list[WireMessage] = []
    for turn in turns:
        if merged and merged[-1].role is turn.role:
            joined = f"{merged[-1].content}\n\n{turn.content}"
            merged[-1] = WireMessage(turn.role, joined)
        else:
            merged.append(WireMessage(turn.role, turn.content))
    return merged


def _transcript(system: Sequence[WireMessage], turns: Sequence[Message]) -> WireMessage:
    """Put instructions and transcript into one user message.

    The pictures of all its turns follow the text, where they are named.
    """
    parts = [*system, *(WireMessage(turn.role, _named(turn).content) for turn in turns)]
    sections = [f"### {_HEADINGS[part.role]} ###\n{part.content}" for part in parts]
    shown = (attached_digests(turn.content) for turn in turns if turn.role is Role.USER)
    pictures = tuple(dict.fromkeys(digest for digests in shown for digest in digests))
    preamble = f"{_PREAMBLE} {_PICTURES}" if len(pictures) > 1 else _PREAMBLE
    return WireMessage(Role.USER, "\n\n".join([preamble, *sections]), pictures)
