"""parllama's sessions: JSON files in `chats`, below `~/.local/share/parllama`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.files.fenced_block import fenced_block
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.assembling import ForeignConversation, ForeignMessage
from copilot_tui.transfer.foreign.databases import role_of
from copilot_tui.transfer.foreign.identity import MessageKeys
from copilot_tui.transfer.foreign.json_items import Unreadable, parsed
from copilot_tui.transfer.foreign.parameters import parameters_in
from copilot_tui.transfer.foreign.paths import changed, files_in, place_of, read_each, recognised
from copilot_tui.transfer.foreign.picture_file import picture_from_base64
from copilot_tui.transfer.foreign.readable import joined, tool_answer, tool_call
from copilot_tui.transfer.foreign.values import JsonObject, list_in, object_in, text_in, time_in
from copilot_tui.transfer.source import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord, Picture

_PATTERNS = ("chats/*.json", "*.json")
_MARKS = (re.compile(rb'"llm_config"\s*:'), re.compile(rb'"last_updated"\s*:'))
_LARGEST_SESSION = 256 << 20
_STOPPED = "\n\nAborted..."
"""What parllama puts behind a reply that was stopped (parllama/stream_controller.py)."""


class Parllama:
    """Reads one session, the folder of them, or parllama's data folder."""

    name = "parllama"
    title = "parllama's sessions"

    def recognises(self, path: Path) -> bool:
        """See `Source`."""
        return recognised(path, lambda path: any(map(_has_marks, files_in(path, _PATTERNS))))

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source`."""
        for file, data in read_each(files_in(path, _PATTERNS), _LARGEST_SESSION, report):
            try:
                fields = object_in(parsed(data))
            except Unreadable as error:
                report(Skipped(place_of(file), str(error)))
                continue
            if not isinstance(fields.get("messages"), list) or "llm_config" not in fields:
                report(Skipped(place_of(file), "It is no session of parllama."))
                continue
            time = time_in(fields.get("last_updated")) or changed(file)
            conversation = _conversation(fields, file, time, report)
            record = conversation.assembled(report, otherwise=time)
            if record is not None:
                yield record


def _has_marks(file: Path) -> bool:
    with file.open("rb") as opened:
        beginning = opened.read(1 << 16)
    return all(mark.search(beginning) for mark in _MARKS)


def _conversation(
    fields: JsonObject, file: Path, time: float, report: Report
) -> ForeignConversation:
    settings = object_in(fields.get("llm_config"))
    conversation = ForeignConversation(
        program="parllama",
        key=text_in(fields.get("id")) or file.stem,
        place=place_of(file),
        title=text_in(fields.get("name")),
        updated=time,
        parameters=parameters_in(settings),
    )
    keys = MessageKeys()
    for number, value in enumerate(list_in(fields["messages"]), 1):
        place = f"{place_of(file)}, message {number}"
        said = object_in(value)
        role = role_of(text_in(said.get("role")))
        if role is None:
            report(Skipped(place, "Its role is not known."))
            continue
        content = text_in(said.get("content"))
        if role is Role.SYSTEM and not conversation.messages:
            conversation.system_prompt = joined(conversation.system_prompt, content)
            continue
        known_as = text_in(said.get("id")) or text_in(said.get("message_id"))
        message = ForeignMessage(keys.key(known_as, role, content), None, role, content)
        _fill(message, said, settings)
        pictures = _pictures(said, time)
        if None in pictures:
            report(Skipped(place, "A picture of it cannot be read.", is_picture=True))
        message.show([picture for picture in pictures if picture is not None])
        conversation.add_next(message, is_tool=said.get("role") == "tool")
    return conversation


def _fill(message: ForeignMessage, said: JsonObject, settings: JsonObject) -> None:
    if said.get("role") == "tool" and message.content:
        message.content = tool_answer("", message.content)
    if message.role is Role.ASSISTANT:
        message.provider = text_in(settings.get("provider"))
        message.model = text_in(settings.get("model_name"))
        message.reasoning = text_in(said.get("thinking"))
        if message.content.endswith(_STOPPED):
            message.content = message.content.removesuffix(_STOPPED)
            message.status = Status.STOPPED
    calls = (object_in(object_in(call).get("function")) for call in list_in(said.get("tool_calls")))
    asked = [tool_call(text_in(call.get("name")), call.get("arguments")) for call in calls]
    message.content = joined(message.content, *asked, *_documents(said))


def _documents(said: JsonObject) -> Iterator[str]:
    for document in map(object_in, list_in(said.get("documents"))):
        name = one_line(text_in(document.get("name"))) or "document"
        text = text_in(document.get("text"))
        yield fenced_block(name, text).rstrip("\n") if text else f"[file {name}]"


def _pictures(said: JsonObject, time: float) -> list[Picture | None]:
    return [picture_from_base64(text_in(image), "", time) for image in list_in(said.get("images"))]


SOURCE = Parllama()
