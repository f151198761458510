"""oterm's conversations: `store.db`, below `~/.local/share/oterm`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.store.foreign import oterm as rows
from copilot_tui.transfer.foreign.assembling import ForeignConversation, ForeignMessage
from copilot_tui.transfer.foreign.databases import (
    Chat,
    Layout,
    database,
    is_database,
    read_chats,
    role_of,
)
from copilot_tui.transfer.foreign.identity import MessageKeys, fingerprint
from copilot_tui.transfer.foreign.json_items import Unreadable, parsed
from copilot_tui.transfer.foreign.parameters import parameters_in
from copilot_tui.transfer.foreign.paths import changed
from copilot_tui.transfer.foreign.picture_file import picture_from_base64
from copilot_tui.transfer.foreign.values import list_in, object_in, text_in
from copilot_tui.transfer.source import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.store.foreign.foreign_file import ForeignRow
    from copilot_tui.transfer.record import ConversationRecord

_LAYOUT = Layout("store.db", rows.is_oterm, rows.chats, rows.messages)


class Oterm:
    """Reads oterm's database, or the folder with it."""

    name = "oterm"
    title = "oterm's database"

    def recognises(self, path: Path) -> bool:
        """See `Source`."""
        return is_database(path, _LAYOUT)

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source`."""
        time = changed(database(path, _LAYOUT))
        for chat in read_chats(path, _LAYOUT, report):
            record = _conversation(chat, time, report).assembled(report, otherwise=time)
            if record is not None:
                yield record


def _conversation(chat: Chat, time: float, report: Report) -> ForeignConversation:
    # oterm keeps no times. In another database the same number is another chat, so how it
    # began tells it, too.
    first = chat.messages[0] if chat.messages else {}
    conversation = ForeignConversation(
        program="oterm",
        key=fingerprint(chat.row["id"], first.get("author"), first.get("text")),
        place=chat.place,
        title=text_in(chat.row["name"]),
        system_prompt=text_in(chat.row["system"]),
        parameters=parameters_in(_json(chat.row["parameters"])),
    )
    keys = MessageKeys()
    for row in chat.messages:
        place = f"{chat.place}, message {row['id']!r}"
        message = _message(row, keys, time)
        if message is None:
            report(Skipped(place, "It has no author or no text."))
            continue
        if message.role is Role.ASSISTANT:
            message.model = text_in(chat.row["model"])
            message.provider = text_in(chat.row["provider"])
        if len(message.pictures) < len(list_in(_json(row["images"]))):
            report(Skipped(place, "A picture of it cannot be read.", is_picture=True))
        conversation.add_next(message)
    return conversation


def _message(row: ForeignRow, keys: MessageKeys, time: float) -> ForeignMessage | None:
    role, text = role_of(text_in(row["author"])), text_in(row["text"])
    if role is None or not isinstance(row["text"], str):
        return None
    message = ForeignMessage(keys.key(row["id"], role, text), None, role, text)
    encoded = (text_in(value) for value in list_in(_json(row["images"])))
    found = (picture_from_base64(value, "", time) for value in encoded)
    message.show([picture for picture in found if picture is not None])
    return message


def _json(value: object) -> object:
    """The value of a JSON text in a column; an empty object where it is none."""
    try:
        return parsed(value.encode("utf-8", "replace")) if isinstance(value, str) else {}
    except Unreadable:
        return object_in(None)


SOURCE = Oterm()
