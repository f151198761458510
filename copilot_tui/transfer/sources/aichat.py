"""aichat's sessions: YAML files in `sessions`, below `~/.config/aichat`.

As src/config/session.rs and src/client/message.rs of aichat 0.30.0 write them. A session
keeps no times; one that named itself has its time in the name of its file.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.chat.picture import picture_words
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.assembling import ForeignConversation, ForeignMessage
from copilot_tui.transfer.foreign.databases import role_of
from copilot_tui.transfer.foreign.identity import MessageKeys, fingerprint
from copilot_tui.transfer.foreign.json_items import Unreadable
from copilot_tui.transfer.foreign.parameters import parameters_in
from copilot_tui.transfer.foreign.paths import changed, files_in, place_of, read_each, recognised
from copilot_tui.transfer.foreign.picture_file import picture_from_base64, shown
from copilot_tui.transfer.foreign.readable import as_json, joined, tool_answer, tool_call
from copilot_tui.transfer.foreign.values import JsonObject, list_in, object_in, text_in
from copilot_tui.transfer.foreign.yaml_values import yaml_value
from copilot_tui.transfer.source import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

_PATTERNS = ("sessions/**/*.yaml", "**/*.yaml")
_LARGEST_SESSION = 64 << 20
_MARK = re.compile(rb"\Amodel: .*?^(?:compressed_)?messages:\s*?$", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"(?P<time>\d{8}T\d{6})(?:-(?P<title>.+))?")


class Aichat:
    """Reads one session, or the folder of them."""

    name = "aichat"
    title = "aichat's sessions"

    def recognises(self, path: Path) -> bool:
        """See `Source`."""
        return recognised(path, lambda path: any(map(_has_mark, files_in(path, _PATTERNS))))

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source`."""
        for file, data in read_each(files_in(path, _PATTERNS), _LARGEST_SESSION, report):
            try:
                fields = object_in(yaml_value(data.decode("utf-8-sig", "replace")))
            except Unreadable as error:
                report(Skipped(place_of(file), str(error)))
                continue
            if not isinstance(fields.get("messages"), list) or "model" not in fields:
                report(Skipped(place_of(file), "It is no session of aichat."))
                continue
            session = _Session(fields, file, report)
            record = session.conversation().assembled(report, otherwise=session.time)
            if record is not None:
                yield record


def _has_mark(file: Path) -> bool:
    with file.open("rb") as opened:
        return _MARK.search(opened.read(1 << 16)) is not None


class _Session:
    """One session.

    Attributes:
        time: Unix time in seconds when it began, or was written last.
    """

    def __init__(self, fields: JsonObject, file: Path, report: Report) -> None:
        self._fields = fields
        self._file = file
        self._report = report
        self._names = object_in(fields.get("data_urls"))
        named = _NAMED.fullmatch(file.stem)
        self.time = (named and _time(named["time"])) or changed(file)
        self._title = ((named and named["title"]) or file.stem).replace("-", " ")

    def conversation(self) -> ForeignConversation:
        """The session; what was summed up to save room stands before the summary."""
        fields = self._fields
        said = list_in(fields.get("compressed_messages")) + list_in(fields["messages"])
        conversation = ForeignConversation(
            program="aichat",
            key=fingerprint(self._file.stem, object_in(said[0]) if said else ""),
            place=place_of(self._file),
            title=self._title,
            created=self.time,
            system_prompt=text_in(fields.get("agent_instructions")),
            parameters=parameters_in(fields),
        )
        provider, _, model = text_in(fields.get("model")).partition(":")
        keys = MessageKeys()
        for number, value in enumerate(said, 1):
            message = self._message(object_in(value), number, keys)
            if message is None:
                continue
            if message.role is Role.SYSTEM and not conversation.messages:
                conversation.system_prompt = message.content or conversation.system_prompt
                continue
            if message.role is Role.ASSISTANT:
                message.provider, message.model = provider, model or provider
            is_tool = object_in(value).get("role") == "tool"
            conversation.add_next(message, is_tool=is_tool)
        return conversation

    def _message(self, fields: JsonObject, number: int, keys: MessageKeys) -> ForeignMessage | None:
        role, content = role_of(text_in(fields.get("role"))), fields.get("content")
        if role is None:
            place = f"{place_of(self._file)}, message {number}"
            self._report(Skipped(place, "Its role is not known."))
            return None
        message = ForeignMessage(keys.key(role, content), None, role, "")
        if isinstance(content, dict):
            message.content = joined(text_in(content.get("text")), *_calls(content))
        elif isinstance(content, list):
            message.content = joined(*(self._part(object_in(part), message) for part in content))
        else:
            message.content = "" if content is None else str(content)
        return message

    def _part(self, part: JsonObject, message: ForeignMessage) -> str:
        url = text_in(object_in(part.get("image_url")).get("url"))
        if not url:
            return text_in(part.get("text"))
        path = self._names.get(hashlib.sha256(url.encode("utf-8", "replace")).hexdigest())
        name = one_line(PurePath(text_in(path)).name)
        picture = picture_from_base64(url, name, self.time)
        if picture is None:
            return picture_words(name or one_line(url)[:200])
        message.pictures.append(picture)
        return shown(picture)


def _calls(content: JsonObject) -> Iterator[str]:
    """What tools were asked and what they answered."""
    for result in map(object_in, list_in(content.get("tool_results"))):
        call, output = object_in(result.get("call")), result.get("output")
        name = text_in(call.get("name"))
        yield tool_call(name, call.get("arguments"))
        yield tool_answer(name, output if isinstance(output, str) else as_json(output))


def _time(text: str) -> float | None:
    """When a session named itself, in the time of the machine as aichat writes it."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%S").timestamp()
    except (ValueError, OverflowError, OSError):
        return None


SOURCE = Aichat()
