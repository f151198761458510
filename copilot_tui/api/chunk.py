"""Reading one parsed chunk of a chat completion, whatever types a server put into it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.api.events import TokenCount
from copilot_tui.text import clean, elide, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME_LENGTH = 200
"""Characters kept of a model's or provider's name."""

_LARGEST_COUNT = 2**53
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_TEXT_PARTS = (None, "text", "output_text")


@dataclass(frozen=True, slots=True)
class Delta:
    """What one chunk adds to the reply, as it came: neither clean nor joined."""

    content: str
    reasoning: str


NOTHING = Delta("", "")


class SurrogateJoiner:
    r"""Joins characters whose two UTF-16 halves came in different deltas, and cleans.

    A JSON string may end in the first half of an astral character as a `\ud83d` escape;
    servers that cut replies by UTF-16 units do that to emoji.
    """

    def __init__(self) -> None:
        self._held = ""

    def take(self, text: str) -> str:
        """Give the text without a trailing first half, which waits for the next call."""
        joined = self._held + text
        self._held = ""
        if "\ud800" <= joined[-1:] <= "\udbff":
            self._held, joined = joined[-1], joined[:-1]
        return clean(_SURROGATE_PAIR.sub(_join_pair, joined))

    def flush(self) -> str:
        """Give what still waits; it has become U+FFFD."""
        held, self._held = self._held, ""
        return clean(held)


def _join_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def first_choice(chunk: Mapping[str, object]) -> Mapping[str, object] | None:
    """The first alternative of the reply; others, asked for by `n`, are left out."""
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        return None
    for choice in choices:
        if isinstance(choice, dict) and not _is_alternative(choice.get("index")):
            return choice
    return None


def _is_alternative(index: object) -> bool:
    return isinstance(index, int) and index > 0


def delta_of(part: object) -> Delta:
    """What a `delta` or `message` object says; nothing when it is no object.

    Servers that stream thinking under both of its names, `reasoning` and
    `reasoning_content`, mean it once.
    """
    if not isinstance(part, dict):
        return NOTHING
    first, second = _text(part.get("reasoning")), _text(part.get("reasoning_content"))
    reasoning = first if first == second else first + second
    return Delta(_text(part.get("content")), reasoning)


def finish_reason(choice: Mapping[str, object]) -> str | None:
    """Why the reply ended; None while it goes on, which some servers write as ""."""
    reason = choice.get("finish_reason")
    if not reason:
        return None
    return name(reason) if isinstance(reason, str) else ""


def name(value: object, known: str = "") -> str:
    """A model's or provider's name on one clean line; `known` when it is no text."""
    if not isinstance(value, str) or value == known:
        return known
    return elide(one_line(value), NAME_LENGTH) or known


def token_count(chunk: Mapping[str, object]) -> TokenCount | None:
    """The usage figures, when at least one of them is a credible number."""
    usage = chunk.get("usage")
    if not isinstance(usage, dict):
        return None
    prompt, completion = (_count(usage.get(f"{kind}_tokens")) for kind in ("prompt", "completion"))
    if prompt is None and completion is None:
        return None
    return TokenCount(prompt or 0, completion or 0)


def handle_json(chunk: Mapping[str, object], limit: int) -> str | None:
    """The `conversation` object as compact JSON text, unless it is longer than `limit`.

    Characters that are not clean are written as escapes, so the text is clean and the
    object in it still exactly the server's.
    """
    conversation = chunk.get("conversation")
    if not isinstance(conversation, dict) or not conversation:
        return None
    try:
        text = _compact(conversation, ascii_only=False)
        if clean(text) != text:
            text = _compact(conversation, ascii_only=True)
    except (ValueError, RecursionError):
        return None
    return text if len(text) <= limit else None


def _compact(value: object, *, ascii_only: bool) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=ascii_only, allow_nan=False)


def _count(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_COUNT:
        return value
    return None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(_part_text, value))
    return ""


def _part_text(part: object) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict) or part.get("type") not in _TEXT_PARTS:
        return ""
    text = part.get("text")
    return text if isinstance(text, str) else ""
