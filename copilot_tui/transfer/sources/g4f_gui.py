"""The backup that g4f's web interface writes, `chat <date>.json`, and the chats it shares.

A backup holds every conversation as `conversation:<id>`, beside the settings (save_storage in
dist/js/chat.v1.js of g4f.dev, which g4f 7.9.6 serves). A chat that was shared lies on the
server as `chat.json` in a folder of its own, below `har_and_cookies/buckets`, and holds one
conversation (upload_chat in g4f/gui/server/backend_api.py). Further attempts at a reply stand
behind the first one, marked `regenerate`; what was continued is marked `continue`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role, Status, Usage
from copilot_tui.chat.picture import picture_words
from copilot_tui.errors import ImportRefused
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.assembling import ForeignConversation, ForeignMessage
from copilot_tui.transfer.foreign.databases import role_of
from copilot_tui.transfer.foreign.identity import MessageKeys
from copilot_tui.transfer.foreign.json_items import Unreadable, json_items
from copilot_tui.transfer.foreign.paths import changed, recognised
from copilot_tui.transfer.foreign.picture_file import picture_from_base64, shown
from copilot_tui.transfer.foreign.readable import joined
from copilot_tui.transfer.foreign.values import (
    JsonObject,
    count_in,
    list_in,
    object_in,
    text_in,
    time_in,
)
from copilot_tui.transfer.source import LARGEST_FILE, Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord, Picture

_BEGIN = rb"\A\s*(?:\xef\xbb\xbf)?\s*\{\s*"
_BACKUP = re.compile(_BEGIN + rb'"(?:options"\s*:\s*\{\s*"g4f"\s*:|conversation:[^"]*"\s*:\s*\{)')
_SHARED = re.compile(
    _BEGIN
    + rb'"(?:id|title|added|updated|system)"\s*:.*(?<!\\)"items"\s*:\s*\[\s*(?:\]|\{\s*"role")',
    re.DOTALL,
)
_HEAD = 1 << 16
"""Bytes that are looked at; what was set for a chat, such as its system prompt, may be long."""

_KEY = "conversation:"
_ITEMS = "items"
_SHARED_FIELDS = frozenset(("id", "title", "added", "updated", "system", "star", _ITEMS))
_ENDINGS = {" [aborted]": Status.STOPPED, " [error]": Status.FAILED}
"""What the page puts behind a reply that did not end by itself."""

_FAILED = "The reply ended in an error."


class G4FGui:
    """Reads a backup of g4f's web interface."""

    name = "g4f"
    title = "a backup of g4f's web interface"

    def recognises(self, path: Path) -> bool:
        """See `Source`."""

        def has_mark(path: Path) -> bool:
            with path.open("rb") as file:
                head = file.read(_HEAD)
            return any(mark.search(head) for mark in (_BACKUP, _SHARED))

        return recognised(path, has_mark)

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source`."""

        def problem(number: int, why: str) -> None:
            report(Skipped(f"entry {number}", why))

        try:
            if path.stat().st_size > LARGEST_FILE:
                raise ImportRefused(f"{path.name} is larger than {LARGEST_FILE >> 30} GiB.")
            with path.open("rb") as file:
                for number, key, fields in _conversations(json_items(file, problem)):
                    conversation = _conversation(fields, key, number, report)
                    record = conversation.assembled(report, otherwise=changed(path))
                    if record is not None:
                        yield record
        except OSError as error:
            words = error.strerror or str(error)
            raise ImportRefused(f"{path.name} cannot be read.", detail=f"{words}.") from error
        except Unreadable as error:
            raise ImportRefused(f"{path.name} cannot be read.", detail=str(error)) from error


def _conversations(
    entries: Iterable[tuple[int, object]],
) -> Iterator[tuple[int, str, JsonObject]]:
    """All of a backup, or the only one: its number, its key and its fields."""
    shared: dict[str, object] = {}
    for number, entry in entries:
        for key, value in object_in(entry).items():
            if key.startswith(_KEY):
                yield number, key, object_in(value)
            elif key in _SHARED_FIELDS:
                shared[key] = value
    if _ITEMS in shared:
        yield 1, "", shared


def _conversation(fields: JsonObject, key: str, number: int, report: Report) -> ForeignConversation:
    known_as = text_in(fields.get("id")) or key.removeprefix(_KEY)
    title = one_line(text_in(fields.get("title")))
    conversation = ForeignConversation(
        program="g4f",
        key=known_as,
        place=f"conversation {one_line(known_as)[:40] or number}",
        title=title,
        created=time_in(fields.get("added")) or time_in(fields.get("updated")),
        updated=time_in(fields.get("updated")),
        system_prompt=text_in(fields.get("system")),
        pinned=fields.get("star") is True,
    )
    _Items(conversation, report).read(list_in(fields.get("items")))
    return conversation


class _Items:
    """Makes a tree of the row of messages that a conversation is there.

    Args:
        conversation: gets the messages.
        report: is told of those that are left out.
    """

    def __init__(self, conversation: ForeignConversation, report: Report) -> None:
        self._conversation = conversation
        self._report = report
        self._keys = MessageKeys()
        self._question: str | None = None
        self._answer: str | None = None

    def read(self, items: list[object]) -> None:
        """Take in all messages."""
        for number, value in enumerate(items, 1):
            self._place = f"{self._conversation.place}, message {number}"
            fields = object_in(value)
            role = role_of(text_in(fields.get("role")))
            if role is None:
                self._report(Skipped(self._place, "Its role is not known."))
                continue
            message = self._message(role, fields)
            if role is not Role.ASSISTANT:
                message.parent = self._answer or self._question
                self._question, self._answer = message.key, None
            elif fields.get("continue") is True and self._conversation.messages:
                self._go_on(message)
                continue
            elif fields.get("regenerate") is True:
                message.parent = self._question
                # Later questions follow the first attempt: the others were not sent.
                self._answer = self._answer or message.key
            else:
                message.parent = self._answer or self._question
                self._answer = message.key
            self._conversation.messages.append(message)

    def _go_on(self, message: ForeignMessage) -> None:
        last = self._conversation.messages[-1]
        last.content += message.content
        was, last.key = last.key, self._keys.key(last.role, last.content)
        self._answer = last.key if self._answer == was else self._answer
        last.reasoning = joined(last.reasoning, message.reasoning)
        last.status, last.error = message.status, message.error
        last.pictures += message.pictures

    def _message(self, role: Role, fields: JsonObject) -> ForeignMessage:
        content, pictures = self._content(fields.get("content"))
        reasoning = object_in(fields.get("reasoning"))
        provider = object_in(fields.get("provider"))
        message = ForeignMessage(
            key=self._keys.key(role, content),
            parent=None,
            role=role,
            content=content,
            reasoning=text_in(reasoning.get("text")),
            pictures=pictures,
        )
        if role is Role.ASSISTANT:
            message.provider = text_in(provider.get("name")) or text_in(fields.get("provider"))
            message.model = text_in(provider.get("model"))
            message.usage = _usage(object_in(fields.get("usage")))
            for ending, status in _ENDINGS.items():
                if message.content.endswith(ending):
                    message.content = message.content.removesuffix(ending)
                    message.status = status
                    message.error = _FAILED if status is Status.FAILED else ""
        return message

    def _content(self, content: object) -> tuple[str, list[Picture]]:
        """The text, and the pictures whose bytes are in the file itself."""
        if isinstance(content, str):
            return content, []
        texts: list[str] = []
        pictures: list[Picture] = []
        for part in list_in(content):
            fields = object_in(part)
            picture = picture_from_base64(_address(fields), "", self._conversation.created or 0)
            if isinstance(part, str) or "text" in fields:
                texts.append(part if isinstance(part, str) else text_in(fields.get("text")))
            elif picture is not None:
                pictures.append(picture)
                texts.append(shown(picture))
            elif fields:
                why = "A file of it is on the server only."
                self._report(Skipped(self._place, why, is_picture=True))
                texts.append(picture_words(one_line(text_in(fields.get("name")))))
        return joined(*texts), pictures


def _address(fields: JsonObject) -> str:
    return text_in(object_in(fields.get("image_url")).get("url")) or text_in(fields.get("url"))


def _usage(fields: JsonObject) -> Usage | None:
    prompt = count_in(fields.get("prompt_tokens"))
    completion = count_in(fields.get("completion_tokens"))
    if prompt is None or completion is None:
        return None
    return Usage(prompt, completion, exact=False)


SOURCE = G4FGui()
