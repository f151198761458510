"""Conversations as Markdown that people read, and out of which every text comes back exactly.

Each part of a conversation stands below a heading and a mark, a comment that no reader
shows::

    # Title

    <!-- 1f3a9c05 {"copilot-tui": 1, …} -->

    - Started: 27 November 2026, 14:05 UTC

    ## You

    <!-- 1f3a9c05 {"role": "user", …} -->

    The text, whatever is in it.

    <!-- 1f3a9c05 end -->

The word that a mark begins with occurs in no text of the conversation, so that no text is
taken for one, and a text is all that stands between the blank lines around it. Only where it
shows a picture that is kept, it names the file beside it; the mark says what stood there.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import UNTITLED, Role, Status
from copilot_tui.transfer.formats.markdown_pictures import MarkdownPictures
from copilot_tui.transfer.visible_path import visible_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from copilot_tui.transfer.picture_files import PictureFiles
    from copilot_tui.transfer.record import ConversationRecord, MessageRecord

VERSION = 1
"""Raised only for what an older reader would get wrong."""

END = "end"
_WORD_LENGTH = 8
_SPEAKERS = {Role.USER: "You", Role.SYSTEM: "System"}
_STATES = {
    Status.STOPPED: " (stopped)",
    Status.INTERRUPTED: " (interrupted)",
    Status.FAILED: " (failed)",
}


class MarkdownText:
    """The text of such a file, piece by piece; it may hold several conversations.

    Args:
        branches: whether all branches are in it, one message after the other; else only
            the visible path is.
        pictures: where the pictures are written; None leaves them out.
    """

    def __init__(self, *, branches: bool, pictures: PictureFiles | None = None) -> None:
        self._branches = branches
        self._is_first = True
        self._pictures = MarkdownPictures(pictures)

    @property
    def left_out(self) -> int:
        """How many pictures are not in it so far."""
        return self._pictures.left_out

    def begin(self) -> str:
        """What the file begins with."""
        return ""

    def end(self) -> str:
        """What the file ends with."""
        return ""

    def pieces(self, record: ConversationRecord) -> Iterator[str]:
        """A conversation."""
        messages = record.messages if self._branches else visible_path(record)
        marks = _Marks(_word_for(record, messages))
        yield "" if self._is_first else "\n"
        self._is_first = False
        title = record.title or UNTITLED
        yield f"# {title}\n\n{marks.mark(_about(record))}\n\n{_facts(record)}"
        if record.system_prompt:
            yield marks.part("## System prompt", {"part": "system_prompt"}, record.system_prompt)
        versions = _versions(messages)
        known = {picture.digest: picture for picture in record.pictures}
        for message in messages:
            content, pictures = self._pictures.shown(message, known)
            heading = f"## {speaker(message)}{versions.get(message.uid.hex, '')}"
            heading += _STATES.get(message.status, "")
            yield marks.part(heading, _about_message(message, pictures), content)
            if message.reasoning:
                yield marks.part("### Reasoning", {"part": "reasoning"}, message.reasoning)
            if message.error:
                yield marks.part("### What went wrong", {"part": "error"}, message.error)
        yield f"\n\n{marks.mark(END)}\n"


def speaker(message: MessageRecord) -> str:
    """Who says a message, as a heading names him."""
    return _SPEAKERS.get(message.role) or message.model or message.provider or "Assistant"


def moment(seconds: float) -> str:
    """A time as people write it, in UTC."""
    try:
        time = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return "an unknown time"
    return f"{time.day} {time:%B %Y, %H:%M} UTC"


class _Marks:
    """Makes the marks of one conversation, which begin with a word of its own."""

    def __init__(self, word: str) -> None:
        self._word = word

    def mark(self, values: Mapping[str, object] | str) -> str:
        """A mark that holds some values."""
        if not isinstance(values, str):
            values = json.dumps(values, ensure_ascii=False)
            # Two dashes may end a comment; in JSON they only stand inside texts.
            values = values.replace("--", "-\\u002d")
        return f"<!-- {self._word} {values} -->"

    def part(self, heading: str, values: Mapping[str, object], text: str) -> str:
        """A text below its heading and mark."""
        return f"\n\n{heading}\n\n{self.mark(values)}\n\n{text}"


def _word_for(record: ConversationRecord, messages: Iterable[MessageRecord]) -> str:
    texts = [record.title, record.system_prompt]
    for message in messages:
        texts += (message.content, message.reasoning, message.error)
    number = record.uid.int
    while any((word := f"{number % (1 << 32):0{_WORD_LENGTH}x}") in text for text in texts):
        number += 1
    return word


def _about(record: ConversationRecord) -> dict[str, object]:
    return {
        "copilot-tui": VERSION,
        "uid": str(record.uid),
        "conversation_id": record.conversation_id,
        "title": record.title,
        "created": record.created,
        "updated": record.updated,
        "profile": record.profile,
        "provider": record.provider,
        "model": record.model,
        "parameters": dict(record.parameters),
        "active_leaf": None if record.active_leaf is None else str(record.active_leaf),
    }


def _about_message(message: MessageRecord, pictures: list[dict[str, object]]) -> dict[str, object]:
    values = {
        "role": str(message.role),
        "uid": str(message.uid),
        "parent": None if message.parent is None else str(message.parent),
        "status": str(message.status),
        "created": message.created,
        "finished": message.finished,
        "deleted_at": message.deleted_at,
        "profile": message.profile,
        "provider": message.provider,
        "model": message.model,
        "pictures": pictures,
    }
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _facts(record: ConversationRecord) -> str:
    facts = {
        "Started": moment(record.created),
        "Last message": moment(record.updated),
        "Model": record.model,
        "Provider": record.provider,
    }
    return "\n".join(f"- {name}: {value}" for name, value in facts.items() if value)


def _versions(messages: Iterable[MessageRecord]) -> dict[str, str]:
    """What tells the versions of a message apart, by the message."""
    siblings: dict[tuple[str, str], list[MessageRecord]] = {}
    for message in messages:
        siblings.setdefault((str(message.parent), message.role), []).append(message)
    return {
        message.uid.hex: f", version {number} of {len(group)}"
        for group in siblings.values()
        if len(group) > 1
        for number, message in enumerate(group, 1)
    }
