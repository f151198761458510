"""The part of a conversation's tree that is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.transfer.record import ConversationRecord, MessageRecord


def visible_path(record: ConversationRecord) -> tuple[MessageRecord, ...]:
    """The messages from the first one down to the active leaf, oldest first.

    Where no leaf is active, as after an import, the newest message is taken for it.
    """
    by_uid = {message.uid: message for message in record.messages}
    leaf = record.active_leaf
    if leaf not in by_uid:
        leaf = record.messages[-1].uid if record.messages else None
    path: list[MessageRecord] = []
    # A parent stands before its children, so that this ends even in a damaged record.
    while leaf is not None and len(path) < len(by_uid) and leaf in by_uid:
        path.append(by_uid[leaf])
        leaf = by_uid[leaf].parent
    return tuple(reversed(path))
