"""What conversations hold, as checksums that are the same in every database.

It is read by statements of its own, not by those of an export, so that what an export would
leave out is missed when two databases are compared. What a row's id is, and what a text looks
like before `stored_text`, is a database's own affair and not in them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from copilot_tui.chat.parameters import parameters_from
from copilot_tui.chat.picture import attached_digests
from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.import_values import line
from copilot_tui.store.messages import prompt_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from copilot_tui.store.database import Database, Row

_HEADS = f"""
SELECT conversations.*, message_uids.uid AS leaf
FROM conversations LEFT JOIN message_uids ON message_uids.message = conversations.active_leaf
WHERE conversations.id IN {AMONG_IDS} ORDER BY conversations.id
"""
_MESSAGES = f"""
SELECT messages.*, own.uid AS uid, above.uid AS above, prompts.message IS NOT NULL AS is_prompt
FROM messages
LEFT JOIN prompts ON prompts.message = messages.id
LEFT JOIN message_uids AS own ON own.message = messages.id
LEFT JOIN message_uids AS above ON above.message = messages.parent
WHERE messages.conversation IN {AMONG_IDS} ORDER BY messages.id
"""
_USES = f"""
SELECT picture_uses.message, picture_uses.target, picture_uses.digest
FROM messages JOIN picture_uses ON picture_uses.message = messages.id
WHERE messages.conversation IN {AMONG_IDS}
"""
_DRAFTS = f"""
SELECT drafts.*, message_uids.uid AS edited
FROM drafts LEFT JOIN message_uids ON message_uids.message = drafts.edits
WHERE drafts.conversation IN {AMONG_IDS}
"""
_LINES = ("title", "profile", "provider", "model")
_TIMES = ("created", "updated", "opened", "deleted_at")
_TEXT = ("role", "content", "reasoning", "created")
_STANDING = ("status", "finished", "deleted_at", "error", "handle")


class MessageSum(NamedTuple):
    """Checksums of a message.

    Attributes:
        text: of what never changes once it is whole.
        whole: of all that is known of it.
    """

    text: bytes
    whole: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What a conversation holds.

    Attributes:
        uid: by which it is known everywhere.
        title: one clean line; may be empty.
        wire_id: the id that goes on the wire.
        settings: a checksum of title, choices, times, visible path and drafts.
        messages: by uid, in their order.
        pictures: the digests of those that messages and drafts show.
        prompts: by what the prompt history knows the messages that stand in it.
    """

    uid: bytes
    title: str
    wire_id: str
    settings: bytes
    messages: Mapping[bytes, MessageSum]
    pictures: frozenset[str]
    prompts: frozenset[str]

    @property
    def checksum(self) -> bytes:
        """Of everything but `wire_id`, which cannot be kept where another one has it."""
        wholes = (each.whole for each in self.messages.values())
        return sha256(self.settings + b"".join(wholes)).digest()


def contents_of(database: Database, conversations: Sequence[int]) -> list[Contents]:
    """What some conversations hold, in the order of their ids; some may be gone.

    Args:
        database: where they are; one way to it and back is enough.
        conversations: row ids.
    """
    wanted = json.dumps(list(conversations))
    with database.reading():
        # None of these waits for what another brings.
        cursors = [
            database.execute(statement, wanted) for statement in (_HEADS, _MESSAGES, _USES, _DRAFTS)
        ]
        heads, messages, uses, drafts = (cursor.fetchall() for cursor in cursors)
    shown = _grouped(uses, "message")
    in_conversation = _grouped(messages, "conversation")
    unsent = _grouped(drafts, "conversation")
    return [
        _contents(head, in_conversation[head["id"]], shown, unsent[head["id"]]) for head in heads
    ]


def _grouped(rows: Iterable[Row], column: str) -> defaultdict[int, list[Row]]:
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _contents(
    head: Row, messages: Sequence[Row], shown: Mapping[int, Sequence[Row]], drafts: Sequence[Row]
) -> Contents:
    uses = [use for message in messages for use in shown.get(message["id"], ())]
    in_drafts = [digest for draft in drafts for digest in attached_digests(draft["text"])]
    return Contents(
        uid=bytes(head["uid"]),
        title=line(head["title"]),
        wire_id=head["conversation_id"],
        settings=_sum_of_settings(head, drafts),
        messages={
            _uid_of(message, head): _sum_of_message(message, head, shown.get(message["id"], ()))
            for message in messages
        },
        pictures=frozenset((*(use["digest"] for use in uses), *in_drafts)),
        prompts=frozenset(prompt_digest(row["content"]) for row in messages if row["is_prompt"]),
    )


def _sum_of_settings(head: Row, drafts: Sequence[Row]) -> bytes:
    parameters = json.dumps(parameters_from(head["parameters"]), sort_keys=True)
    unsent = sorted(
        (_hex(draft["edited"]), draft["text"], draft["updated"])
        for draft in drafts
        if draft["text"]
    )
    return _sum(
        *(_hex(head["uid"]), _hex(head["leaf"]), head["system_prompt"], parameters),
        *(line(head[name]) for name in _LINES),
        *(head[name] for name in _TIMES),
        *(bool(head["pinned"]), bool(head["unread"]), unsent),
    )


def _sum_of_message(row: Row, head: Row, shown: Sequence[Row]) -> MessageSum:
    text = _sum(*(row[name] for name in _TEXT))
    tokens = None
    if row["prompt_tokens"] is not None:
        tokens = (row["prompt_tokens"], row["completion_tokens"], bool(row["tokens_exact"]))
    whole = _sum(
        *(text.hex(), _uid_of(row, head).hex(), _hex(row["above"]), tokens),
        *(row[name] for name in _STANDING),
        *(line(row[name]) for name in _LINES[1:]),
        sorted((use["target"], use["digest"]) for use in shown),
    )
    return MessageSum(text, whole)


def _uid_of(message: Row, head: Row) -> bytes:
    """As an export gives it: only in a damaged file a message has none of its own."""
    if message["uid"]:
        return bytes(message["uid"])
    return uuid5(UUID(bytes=bytes(head["uid"])), str(message["id"])).bytes


def _hex(uid: bytes | None) -> str:
    return "" if uid is None else bytes(uid).hex()


def _sum(*values: object) -> bytes:
    return sha256(json.dumps(values).encode()).digest()
