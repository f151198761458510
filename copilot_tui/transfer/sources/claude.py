"""Claude's data export: `conversations.json`, in its zip file or unpacked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.chat.picture import picture_words
from copilot_tui.files.fenced_block import fenced_block
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.assembling import ForeignConversation, ForeignMessage
from copilot_tui.transfer.foreign.export_files import ExportFiles
from copilot_tui.transfer.foreign.paths import changed, recognised
from copilot_tui.transfer.foreign.readable import as_json, joined, tool_answer, tool_call
from copilot_tui.transfer.foreign.values import (
    JsonObject,
    described,
    list_in,
    object_in,
    text_in,
    time_in,
)
from copilot_tui.transfer.source import Reached, Report, Skipped, reached_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

# Inside a text the quotation marks would have backslashes before them.
_MARK = re.compile(rb'(?<!\\)"chat_messages"\s*:\s*\[')
_ROLES = {"human": Role.USER, "user": Role.USER, "assistant": Role.ASSISTANT}
_BEFORE_THE_FIRST = "00000000-0000-4000-8000-000000000000"
"""What the first messages say they follow."""

_SILENT = frozenset(("thinking", "redacted_thinking", "token_budget", "flag"))
"""Kinds of blocks without a text of their own; what was thought is read elsewhere."""


class Claude:
    """Reads Claude's data export."""

    name = "claude"
    title = "Claude's data export"

    def recognises(self, path: Path) -> bool:
        """See `Source`."""

        def has_mark(path: Path) -> bool:
            with ExportFiles(path) as files:
                return files.begins_with(_MARK)

        return recognised(path, has_mark)

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source`."""
        return self.measured_records(path, report, reached_nothing)

    def measured_records(
        self, path: Path, report: Report, reached: Reached
    ) -> Iterator[ConversationRecord]:
        """See `MeasuredSource`."""
        with ExportFiles(path) as files:
            for place, value in files.conversations(report, reached):
                fields = object_in(value)
                if not isinstance(fields.get("chat_messages"), list):
                    report(Skipped(place, "It is no conversation of Claude."))
                    continue
                conversation = _conversation(fields, place, report)
                record = conversation.assembled(report, otherwise=changed(path))
                if record is not None:
                    yield record


def _conversation(fields: JsonObject, place: str, report: Report) -> ForeignConversation:
    messages = []
    known = list_in(fields["chat_messages"])
    has_parents = any("parent_message_uuid" in object_in(value) for value in known)
    before: str | None = None
    for number, value in enumerate(known, 1):

        def complain(why: str, number: int = number) -> None:
            report(Skipped(f"{place}, message {number}", why))

        message = _message(object_in(value), number, complain)
        if message is None:
            continue
        if not has_parents:  # Exports had none before 2025.
            message.parent = before
        before = message.key
        message.model = message.model or text_in(fields.get("model"))
        if message.role is Role.USER:
            message.model = ""
        messages.append(message)
    return ForeignConversation(
        program="claude",
        key=text_in(fields.get("uuid")) or (messages[0].key if messages else ""),
        place=place,
        title=text_in(fields.get("name")),
        created=time_in(fields.get("created_at")),
        updated=time_in(fields.get("updated_at")),
        leaf=text_in(fields.get("current_leaf_message_uuid")) or None,
        pinned=fields.get("is_starred") is True,
        messages=messages,
    )


def _message(
    fields: JsonObject, number: int, complain: Callable[[str], None]
) -> ForeignMessage | None:
    role = _ROLES.get(text_in(fields.get("sender")))
    if role is None:
        complain(f"Its sender is not known: {described(fields.get('sender'))}.")
        return None
    blocks = [object_in(block) for block in list_in(fields.get("content"))]
    texts = [_text(block, complain) for block in blocks]
    content = joined(*texts) or text_in(fields.get("text"))
    reasoning = joined(*(text_in(block.get("thinking")) for block in blocks))
    parent = text_in(fields.get("parent_message_uuid"))
    return ForeignMessage(
        key=text_in(fields.get("uuid")) or str(number),
        parent=None if parent in ("", _BEFORE_THE_FIRST) else parent,
        role=role,
        content=joined(content, *_attached(fields)),
        created=time_in(fields.get("created_at")),
        reasoning=reasoning,
        model=text_in(fields.get("model")),
    )


def _text(block: JsonObject, complain: Callable[[str], None]) -> str:
    kind = text_in(block.get("type"))
    if kind == "text":
        return text_in(block.get("text"))
    if kind == "tool_use":
        return tool_call(text_in(block.get("name")), object_in(block.get("input")))
    if kind == "tool_result":
        return tool_answer(text_in(block.get("name")), _result(block.get("content")))
    if kind == "image":
        return picture_words("")
    if kind not in _SILENT and isinstance(block.get("text"), str):
        return text_in(block["text"])  # Such as what was said aloud.
    if kind not in _SILENT:
        complain(f"What a part of it holds is not known: {described(kind)}.")
    return ""


def _result(content: object) -> str:
    if isinstance(content, str):
        return content
    texts = []
    for part in map(object_in, list_in(content)):
        if part.get("type") == "image":
            texts.append(picture_words(""))
        else:
            texts.append(text_in(part.get("text")) or as_json(part))
    return joined(*texts)


def _attached(fields: JsonObject) -> Iterator[str]:
    """What went with a message: texts as they were read from their files, names of others."""
    names = set()
    for attachment in map(object_in, list_in(fields.get("attachments"))):
        name = one_line(text_in(attachment.get("file_name"))) or "pasted text"
        names.add(name)
        text = text_in(attachment.get("extracted_content"))
        yield fenced_block(name, text).rstrip("\n") if text else f"[file {name}]"
    files = list_in(fields.get("files")) + list_in(fields.get("files_v2"))
    for file in map(object_in, files):
        name = one_line(text_in(file.get("file_name")))
        if name and name not in names:
            names.add(name)
            yield f"[file {name}]"


SOURCE = Claude()
