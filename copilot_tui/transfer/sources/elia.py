"""elia's conversations: `elia.sqlite`, below `~/.local/share/elia`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.store.foreign import elia as rows
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
from copilot_tui.transfer.foreign.paths import changed
from copilot_tui.transfer.foreign.readable import joined, tool_answer
from copilot_tui.transfer.foreign.values import text_in, time_in
from copilot_tui.transfer.source import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

_LAYOUT = Layout("elia.sqlite", rows.is_elia, rows.chats, rows.messages)


class Elia:
    """Reads elia's database, or the folder with it."""

    name = "elia"
    title = "elia's database"

    def recognises(self, path: Path) -> bool:
        """See `Source`."""
        return is_database(path, _LAYOUT)

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source`."""
        for chat in read_chats(path, _LAYOUT, report):
            conversation = _conversation(chat, report)
            record = conversation.assembled(report, otherwise=changed(database(path, _LAYOUT)))
            if record is not None:
                yield record


def _conversation(chat: Chat, report: Report) -> ForeignConversation:
    # Ids begin anew after `elia reset`; together with the time they do not come again.
    conversation = ForeignConversation(
        program="elia",
        key=fingerprint(chat.row["id"], chat.row["started_at"]),
        place=chat.place,
        title=text_in(chat.row["title"]),
        created=time_in(chat.row["started_at"]),
    )
    keys = MessageKeys()
    message_of: dict[object, ForeignMessage] = {}
    for row in chat.messages:
        content, said = row["content"], text_in(row["role"])
        role = role_of(said)
        if role is None or not isinstance(content, str):
            report(Skipped(f"{chat.place}, message {row['id']!r}", "It has no role or no text."))
            continue
        if role is Role.SYSTEM and not conversation.messages:
            conversation.system_prompt = joined(conversation.system_prompt, content)
            continue
        message = ForeignMessage(
            key=keys.key(row["id"], role, content),
            parent=None,
            role=role,
            content=tool_answer("", content) if said == "tool" and content else content,
            created=time_in(row["timestamp"]),
            model=text_in(row["model"]) if role is Role.ASSISTANT else "",
        )
        # elia 1.10.0 has a column for it and leaves it empty.
        parent = message_of.get(row["parent_id"])
        if parent is None:
            conversation.add_next(message, is_tool=said == "tool")
        else:
            message.parent = parent.key
            conversation.messages.append(message)
        message_of[row["id"]] = conversation.messages[-1]
    return conversation


SOURCE = Elia()
