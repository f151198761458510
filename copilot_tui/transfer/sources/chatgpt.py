"""ChatGPT's data export: `conversations.json`, in its zip file or unpacked.

A conversation is a tree of nodes, some of them without a message or with one that was never
to be seen. One reply is a row of them: what was thought, what a tool was asked and what it
answered, and the text. Here it is one message again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.assembling import (
    ForeignConversation,
    ForeignMessage,
    sound_parents,
)
from copilot_tui.transfer.foreign.export_files import ExportFiles
from copilot_tui.transfer.foreign.paths import changed, recognised
from copilot_tui.transfer.foreign.readable import joined
from copilot_tui.transfer.foreign.values import JsonObject, list_in, object_in, text_in, time_in
from copilot_tui.transfer.source import Reached, Report, Skipped, reached_nothing
from copilot_tui.transfer.sources.chatgpt_message import Said, said
from copilot_tui.transfer.sources.chatgpt_pictures import ChatGPTPictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

# Inside a text the quotation marks would have backslashes before them.
_MARK = re.compile(rb'(?<!\\)"mapping"\s*:\s*\{')


class ChatGPT:
    """Reads ChatGPT's data export."""

    name = "chatgpt"
    title = "ChatGPT's data export"

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
            pictures = ChatGPTPictures(files)
            for place, value in files.conversations(report, reached):
                fields = object_in(value)
                if not isinstance(fields.get("mapping"), dict):
                    report(Skipped(place, "It is no conversation of ChatGPT."))
                    continue
                conversation = _Tree(fields, place, pictures, report).conversation()
                record = conversation.assembled(report, otherwise=changed(path))
                if record is not None:
                    yield record


class _Tree:
    """The nodes of one conversation."""

    def __init__(
        self, fields: JsonObject, place: str, pictures: ChatGPTPictures, report: Report
    ) -> None:
        self._fields = fields
        self._place = place
        self._pictures = pictures
        self._report = report
        nodes = object_in(fields["mapping"])
        self._nodes = {key: object_in(node) for key, node in nodes.items()}
        self._parents = sound_parents(self._raw_parents(), self._complain)

    def conversation(self) -> ForeignConversation:
        """The conversation with its rows of nodes as single messages."""
        fields, texts = self._fields, self._texts()
        messages, prompt, leaf = _merged(self._order(), self._parents, texts, self._current())
        key = text_in(fields.get("conversation_id")) or text_in(fields.get("id"))
        return ForeignConversation(
            program="chatgpt",
            key=key or next(iter(self._nodes), ""),
            place=self._place,
            title=text_in(fields.get("title")),
            created=time_in(fields.get("create_time")),
            updated=time_in(fields.get("update_time")),
            leaf=leaf,
            system_prompt=prompt,
            pinned=fields.get("is_starred") is True or bool(time_in(fields.get("pinned_time"))),
            messages=messages,
        )

    def _raw_parents(self) -> dict[str, str | None]:
        """As the nodes say; where one does not, as its parent's list of children says."""
        parents: dict[str, str | None] = dict.fromkeys(self._nodes)
        for key, node in self._nodes.items():
            for child in list_in(node.get("children")):
                if isinstance(child, str) and child in parents:
                    parents[child] = key
        for key, node in self._nodes.items():
            parents[key] = text_in(node.get("parent")) or parents[key]
        return parents

    def _texts(self) -> dict[str, Said]:
        texts = {}
        for key, node in self._nodes.items():
            message = object_in(node.get("message"))

            def complain(why: str, *, is_picture: bool = False, key: str = key) -> None:
                self._complain(key, why, is_picture=is_picture)

            if found := said(message, self._pictures, complain):
                texts[key] = found
        return texts

    def _order(self) -> list[str]:
        """All nodes, each behind its parent."""
        below: dict[str | None, list[str]] = {}
        for key, parent in self._parents.items():
            below.setdefault(parent, []).append(key)
        order: list[str] = []
        waiting = list(reversed(below.get(None, [])))
        while waiting:
            key = waiting.pop()
            order.append(key)
            waiting += reversed(below.get(key, []))
        return order

    def _current(self) -> str | None:
        current = text_in(self._fields.get("current_node"))
        return current if current in self._nodes else None

    def _complain(self, key: str, why: str, *, is_picture: bool = False) -> None:
        place = f"{self._place}, message {one_line(key)[:80]}"
        self._report(Skipped(place, why, is_picture=is_picture))


def _merged(
    order: list[str],
    parents: dict[str, str | None],
    texts: dict[str, Said],
    current: str | None,
) -> tuple[list[ForeignMessage], str, str | None]:
    """Make one message of each row of nodes that is one reply.

    Returns:
        The messages, the system prompt, and the key of the message at `current`.
    """
    above: dict[str, str | None] = {}
    followers: dict[str | None, int] = {}
    prompt = ""
    for key in order:
        parent = parents[key]
        above[key] = parent if parent is None or parent in texts else above[parent]
        if key in texts:
            if above[key] is None and texts[key].role is Role.SYSTEM:
                prompt = joined(prompt, texts.pop(key).text)
                continue
            followers[above[key]] = followers.get(above[key], 0) + 1
    message_of: dict[str, ForeignMessage] = {}
    for key in order:
        if key not in texts:
            continue
        node, before = texts[key], above[key]
        reply = message_of.get(before) if before is not None else None
        is_reply = node.role is Role.ASSISTANT
        if reply and is_reply and reply.role is Role.ASSISTANT and followers[before] == 1:
            reply.go_on(_message(key, None, node))
        else:
            reply = _message(key, reply, node)
        message_of[key] = reply
    messages = list({id(message): message for message in message_of.values()}.values())
    for message in messages:
        above_it = message.parent
        message.parent = None if above_it is None else message_of[above_it].key
    leaf = current if current is None or current in texts else above.get(current)
    return messages, prompt, message_of[leaf].key if leaf in message_of else None


def _message(key: str, parent: ForeignMessage | None, node: Said) -> ForeignMessage:
    return ForeignMessage(
        key=key,
        parent=None if parent is None else parent.key,
        role=node.role,
        content=node.text,
        created=node.created,
        reasoning=node.reasoning,
        status=node.status,
        model=node.model,
        pictures=node.pictures,
    )


SOURCE = ChatGPT()
