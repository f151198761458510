"""Where an answer goes while it comes in: as text or as events."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from copilot_tui.asking.reply_error import reply_error
from copilot_tui.errors import ReplyFailed
from copilot_tui.paths import with_shown_paths
from copilot_tui.profile import OFFLINE

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message

Put: TypeAlias = Callable[[str], None]
"""Writes text at once to standard output. It may raise BrokenPipeError or OutputFailed."""

Say: TypeAlias = Callable[[str], None]
"""Writes text at once to standard error. It never raises."""


class Outlet(Protocol):
    """Takes an answer piece by piece."""

    def notice(self, sentence: str) -> None:
        """Say something that the user should know."""

    def begin(self, reply: Message, conversation: int | None) -> None:
        """Know that it was asked for; the conversation is None when it is not kept."""

    def grow(self, content: str, reasoning: str) -> None:
        """Take a piece; either text may be empty."""

    def end(self, reply: Message) -> None:
        """Put out what is left of it, whatever its end."""

    def check(self, reply: Message) -> None:
        """Look whether a whole answer is what was asked for.

        Raises:
            ReplyFailed: it is not.
        """


class TextOutlet:
    """Puts out the answer as it is, ending in one newline; all else goes to standard error.

    Args:
        put: see `Put`.
        say: see `Say`; for notices and the thinking before the answer.

    Attributes:
        has_begun: whether anything was put out.
    """

    def __init__(self, put: Put, say: Say) -> None:
        self._put = put
        self._say = say
        self._newlines = ""
        self.has_begun = False
        self._thinks = False

    def notice(self, sentence: str) -> None:
        """See `Outlet`."""
        self._end_thinking()
        self._say(f"copilot-tui: {with_shown_paths(sentence)}\n")

    def begin(self, reply: Message, conversation: int | None) -> None:
        """See `Outlet`. The embedded model was named, or it was told why it answers."""
        del conversation
        if reply.profile != OFFLINE.name:
            self.notice(f"{reply.provider or reply.model or reply.profile} answers.")

    def grow(self, content: str, reasoning: str) -> None:
        """See `Outlet`. Newlines wait for what follows, as only one is to be the last."""
        if reasoning:
            self._say(reasoning)
            self._thinks = True
        if content:
            self._end_thinking()
            self._add(content)

    def end(self, reply: Message) -> None:
        """See `Outlet`."""
        del reply
        self._end_thinking()
        self._finish()

    def check(self, reply: Message) -> None:
        """See `Outlet`."""
        if not reply.content.strip():
            raise ReplyFailed("The answer is empty.", "Try again.")

    def _add(self, content: str) -> None:
        text = self._newlines + content
        whole = text.rstrip("\n")
        self._newlines = text[len(whole) :]
        if whole:
            self.has_begun = True
            self._put(whole)

    def _finish(self) -> None:
        if self.has_begun:
            self._put("\n")

    def _end_thinking(self) -> None:
        if self._thinks:
            self._thinks = False
            self._say("\n")


class EventOutlet:
    """Puts out one event a line, as JSON.

    Args:
        put: see `Put`.
        is_quiet: whether notices and reasoning are left out.
    """

    def __init__(self, put: Put, *, is_quiet: bool) -> None:
        self._put = put
        self._is_quiet = is_quiet

    def notice(self, sentence: str) -> None:
        """See `Outlet`."""
        if not self._is_quiet:
            self._event("notice", text=sentence)

    def begin(self, reply: Message, conversation: int | None) -> None:
        """See `Outlet`."""
        self._event(
            "start",
            conversation=conversation,
            profile=reply.profile or None,
            provider=reply.provider or None,
            model=reply.model or None,
        )

    def grow(self, content: str, reasoning: str) -> None:
        """See `Outlet`."""
        if reasoning and not self._is_quiet:
            self._event("reasoning", text=reasoning)
        if content:
            self._event("delta", text=content)

    def end(self, reply: Message) -> None:
        """See `Outlet`."""
        usage = reply.usage
        self._event(
            "end",
            status=reply.status.value,
            error=reply_error(reply),
            provider=reply.provider or None,
            model=reply.model or None,
            usage=None
            if usage is None
            else {
                "prompt_tokens": usage.prompt_tokens,
                "completion_tokens": usage.completion_tokens,
                "exact": usage.exact,
            },
        )

    def check(self, reply: Message) -> None:
        """See `Outlet`."""
        if not reply.content.strip():
            raise ReplyFailed("The answer is empty.", "Try again.")

    def _event(self, name: str, **values: object) -> None:
        self._put(json.dumps({"event": name, **values}, ensure_ascii=False) + "\n")
