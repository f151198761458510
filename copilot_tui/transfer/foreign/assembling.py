"""Making a conversation from the messages of another program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.chat.conversation import Role, Status, Usage, title_from
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.picture_file import shown, use_of
from copilot_tui.transfer.foreign.readable import joined
from copilot_tui.transfer.message_order import in_order
from copilot_tui.transfer.record import ConversationRecord, MessageRecord, Picture, foreign_uid
from copilot_tui.transfer.source import LONGEST_MESSAGE, Report, Skipped

if TYPE_CHECKING:
    from uuid import UUID

Complaint: TypeAlias = Callable[[str, str], None]
"""Is told the key of a message and what is wrong with it."""


@dataclass(slots=True)
class ForeignMessage:
    """A message as another program kept it.

    Attributes:
        key: by which it is known within its conversation, at every import.
        parent: the key of the message it follows.
        role: who speaks.
        content: the text.
        created: Unix time in seconds; None where the program kept none.
        finished: Unix time in seconds when its last part came; None is `created`.
        reasoning: the thinking before the text.
        status: how far it got.
        error: what went wrong.
        provider: who answered.
        model: that answered.
        usage: what was counted.
        pictures: that the text shows.
    """

    key: str
    parent: str | None
    role: Role
    content: str
    created: float | None = None
    finished: float | None = None
    reasoning: str = ""
    status: Status = Status.COMPLETE
    error: str = ""
    provider: str = ""
    model: str = ""
    usage: Usage | None = None
    pictures: list[Picture] = field(default_factory=list)

    def go_on(self, part: ForeignMessage) -> None:
        """Let a reply go on. Its last part names it: one that has grown is another one."""
        self.key = part.key
        self.content = joined(self.content, part.content)
        self.reasoning = joined(self.reasoning, part.reasoning)
        self.status, self.error = part.status, part.error
        self.provider, self.model = part.provider or self.provider, part.model or self.model
        self.created = part.created if self.created is None else self.created
        self.finished = part.created
        self.pictures += part.pictures

    def show(self, pictures: Sequence[Picture]) -> None:
        """Put pictures below the text."""
        self.content = joined(self.content, *map(shown, pictures))
        self.pictures += pictures


@dataclass(slots=True)
class ForeignConversation:
    """A conversation as another program kept it.

    Attributes:
        program: its name, as `foreign_uid` takes it.
        key: by which the program knows it.
        place: where a person finds it in the file.
        title: may be empty.
        created: Unix time in seconds; None where it is not known, as is the next.
        updated: Unix time in seconds of the last change.
        leaf: the key of the message that is at the end of what was seen last.
        system_prompt: sent before everything else.
        parameters: for sampling.
        pinned: whether it stays on top.
        messages: in the order in which they came about.
    """

    program: str
    key: str
    place: str
    title: str = ""
    created: float | None = None
    updated: float | None = None
    leaf: str | None = None
    system_prompt: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    pinned: bool = False
    messages: list[ForeignMessage] = field(default_factory=list)
    _ends_in_tool: bool = False

    def add_next(self, message: ForeignMessage, *, is_tool: bool = False) -> None:
        """Let a message follow the last one; what tools say becomes a part of the reply.

        Args:
            message: its parent is set here.
            is_tool: whether a tool says it.
        """
        last = self.messages[-1] if self.messages else None
        is_reply = last is not None and last.role is message.role is Role.ASSISTANT
        if last is not None and is_reply and (is_tool or self._ends_in_tool):
            last.go_on(message)
        else:
            message.parent = None if last is None else last.key
            self.messages.append(message)
        self._ends_in_tool = is_tool

    def assembled(self, report: Report, *, otherwise: float) -> ConversationRecord | None:
        """The conversation as a record; None when nothing was ever said in it.

        Args:
            report: is told of messages that are left out or stand in another place.
            otherwise: Unix time in seconds for what has no time of its own.
        """
        kept = self._sound_messages(report)
        if not kept:
            return None
        records, created, updated = self._records(kept, otherwise)
        last = self.leaf if self.leaf in kept else next(reversed(kept))
        prompts = (message.content for message in kept.values() if message.role is Role.USER)
        pictures = {
            picture.digest: picture for message in kept.values() for picture in message.pictures
        }
        return ConversationRecord(
            uid=_uid(self.program, "conversation", self.key),
            title=one_line(self.title) or title_from(next(prompts, "")),
            created=created,
            updated=updated,
            messages=tuple(records),
            active_leaf=self._uid(last),
            system_prompt=self.system_prompt,
            parameters=dict(self.parameters),
            pinned=self.pinned,
            pictures=tuple(pictures.values()),
        )

    def _sound_messages(self, report: Report) -> dict[str, ForeignMessage]:
        """By key, each with a parent that is there, and none in a circle."""

        def complain(key: str, why: str) -> None:
            report(Skipped(f"{self.place}, message {one_line(key)[:80]}", why))

        kept: dict[str, ForeignMessage] = {}
        for message in self.messages:
            if message.key in kept:
                complain(message.key, "It is there twice; the second one was left out.")
                continue
            if max(len(message.content), len(message.reasoning)) > LONGEST_MESSAGE:
                complain(message.key, "It was shortened: it is too long.")
                message.content = message.content[:LONGEST_MESSAGE]
                message.reasoning = message.reasoning[:LONGEST_MESSAGE]
            kept[message.key] = message
        parents = {key: message.parent for key, message in kept.items()}
        for key, parent in sound_parents(parents, complain).items():
            kept[key].parent = parent
        return kept

    def _records(
        self, kept: Mapping[str, ForeignMessage], otherwise: float
    ) -> tuple[list[MessageRecord], float, float]:
        times = [message.created for message in kept.values() if message.created is not None]
        created = self.created or min(times, default=self.updated or otherwise)
        records = []
        latest = created
        for message in kept.values():
            # What has no time of its own was written when what stands before it was.
            latest = message.created or latest
            records.append(self._record(message, latest))
        ordered, _ = in_order(sorted(records, key=lambda record: record.created))
        return ordered, created, max(self.updated or created, *times, created)

    def _record(self, message: ForeignMessage, created: float) -> MessageRecord:
        uses = {use.target: use for use in map(use_of, message.pictures)}
        return MessageRecord(
            uid=self._uid(message.key),
            parent=None if message.parent is None else self._uid(message.parent),
            role=message.role,
            content=message.content,
            created=created,
            status=message.status,
            finished=(message.finished or created) if message.role is Role.ASSISTANT else None,
            reasoning=message.reasoning,
            error=message.error,
            provider=one_line(message.provider),
            model=one_line(message.model),
            usage=message.usage,
            pictures=tuple(uses.values()),
        )

    def _uid(self, key: str) -> UUID:
        return _uid(self.program, "message", f"{self.key}:{key}")


def sound_parents(parents: Mapping[str, str | None], complain: Complaint) -> dict[str, str | None]:
    """The parents of all messages, so that every way up ends.

    A message whose parent is not there, and one of those that follow each other in a
    circle, stands at the beginning. It takes time in proportion to their number.
    """
    sound = dict(parents)
    walk_of: dict[str, str] = {}
    for start in parents:
        key: str | None = start
        while key is not None and key not in walk_of:
            walk_of[key] = start
            parent = sound[key]
            if parent is not None and parent not in sound:
                complain(key, "What it follows is not there; it stands at the beginning.")
                parent = sound[key] = None
            elif parent is not None and walk_of.get(parent) == start:
                complain(key, "It follows itself, in a circle; it stands at the beginning.")
                parent = sound[key] = None
            key = parent
    return sound


def _uid(program: str, kind: str, key: str) -> UUID:
    """See `foreign_uid`; a lone surrogate in a key cannot be encoded."""
    return foreign_uid(program, kind, key.encode("utf-8", "replace").decode())
