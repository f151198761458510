"""The complete format: a header, then one conversation a line, then a line that ends it.

What is empty is left out. Whoever reads it passes over names that he does not know, and
takes a file without its last line for one that was cut off.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from copilot_tui import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.transfer.record import ConversationRecord, Draft, MessageRecord, Picture

FORMAT = "copilot-tui conversations"
VERSION = 1
"""Raised only for what an older reader would get wrong."""


class JsonlText:
    """The text of such a file, piece by piece.

    Attributes:
        left_out: no picture is.
    """

    left_out: Final = 0

    def __init__(self) -> None:
        self._conversations = 0
        self._messages = 0

    def begin(self) -> str:
        """What the file begins with."""
        return _line({"format": FORMAT, "version": VERSION, "program": __version__})

    def pieces(self, record: ConversationRecord) -> Iterator[str]:
        """A conversation."""
        self._conversations += 1
        self._messages += len(record.messages)
        yield _line(_conversation(record))

    def end(self) -> str:
        """What the file ends with."""
        return _line(
            {"end": True, "conversations": self._conversations, "messages": self._messages}
        )


def _line(value: dict[str, object]) -> str:
    # Without a lone surrogate, which is no UTF-8; stored texts have none.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _filled(values: dict[str, object]) -> dict[str, object]:
    """Without what is empty."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value not in ("", [], {})
    }


def _conversation(record: ConversationRecord) -> dict[str, object]:
    return _filled(
        {
            "uid": str(record.uid),
            "conversation_id": record.conversation_id,
            "title": record.title,
            "created": record.created,
            "updated": record.updated,
            "opened": record.opened,
            "profile": record.profile,
            "provider": record.provider,
            "model": record.model,
            "system_prompt": record.system_prompt,
            "parameters": dict(record.parameters),
            "pinned": record.pinned,
            "unread": record.unread,
            "deleted_at": record.deleted_at,
            "active_leaf": None if record.active_leaf is None else str(record.active_leaf),
            "drafts": [_draft(draft) for draft in record.drafts],
            "messages": [_message(message) for message in record.messages],
            "pictures": [_picture(picture) for picture in record.pictures],
        }
    )


def _message(message: MessageRecord) -> dict[str, object]:
    usage = message.usage
    return _filled(
        {
            "uid": str(message.uid),
            "parent": None if message.parent is None else str(message.parent),
            "role": str(message.role),
            "status": str(message.status),
            "created": message.created,
            "finished": message.finished,
            "deleted_at": message.deleted_at,
            "is_prompt": message.is_prompt,
            "profile": message.profile,
            "provider": message.provider,
            "model": message.model,
            "usage": None
            if usage is None
            else {
                "prompt_tokens": usage.prompt_tokens,
                "completion_tokens": usage.completion_tokens,
                "exact": usage.exact,
            },
            "pictures": [{"target": use.target, "digest": use.digest} for use in message.pictures],
            "error": message.error,
            "reasoning": message.reasoning,
            "content": message.content,
        }
    )


def _draft(draft: Draft) -> dict[str, object]:
    edits = None if draft.edits is None else str(draft.edits)
    return _filled({"edits": edits, "updated": draft.updated, "text": draft.text})


def _picture(picture: Picture) -> dict[str, object]:
    return _filled(
        {
            "digest": picture.digest,
            "media_type": picture.media_type,
            "name": picture.name,
            "width": picture.width,
            "height": picture.height,
            "created": picture.created,
            "data": b64encode(picture.data).decode("ascii"),
        }
    )
