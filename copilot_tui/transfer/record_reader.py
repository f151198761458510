"""A conversation out of our own JSON, whatever somebody has made of it."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role, Status, Usage
from copilot_tui.transfer.json_fields import Fields, Json, Unfit
from copilot_tui.transfer.message_order import in_order
from copilot_tui.transfer.record import (
    ConversationRecord,
    Draft,
    MessageRecord,
    Picture,
    PictureUse,
)
from copilot_tui.transfer.source import LONGEST_MESSAGE, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from copilot_tui.transfer.source import Report


class RecordReader:
    """Reads one conversation; parts of it that make no sense are reported and left out.

    Args:
        place: where it stands in its file.
        report: see `Source.records`.
    """

    def __init__(self, place: str, report: Report) -> None:
        self._place = place
        self._report = report
        self._instead: dict[UUID, UUID | None] = {}
        """What messages that are left out follow."""

    def conversation(self, value: Json) -> ConversationRecord:
        """Read it.

        Raises:
            Unfit: it cannot be one.
        """
        fields = Fields(value)
        created = fields.needed_seconds("created")
        updated = fields.seconds("updated")
        messages = self._in_order(list(self._messages(fields.items("messages"))))
        return ConversationRecord(
            uid=fields.needed_uid("uid"),
            title=fields.text("title"),
            created=created,
            updated=created if updated is None else updated,
            messages=tuple(messages),
            active_leaf=self._kept(fields.uid("active_leaf")),
            opened=fields.seconds("opened"),
            conversation_id=fields.text("conversation_id"),
            profile=fields.text("profile"),
            provider=fields.text("provider"),
            model=fields.text("model"),
            system_prompt=fields.text("system_prompt"),
            parameters=fields.object("parameters"),
            pinned=fields.flag("pinned"),
            unread=fields.flag("unread"),
            deleted_at=fields.seconds("deleted_at"),
            drafts=tuple(self._drafts(fields.items("drafts"))),
            pictures=tuple(self._pictures(fields.items("pictures"))),
        )

    def _messages(self, values: list[Json]) -> Iterator[MessageRecord]:
        for number, value in enumerate(values, 1):
            try:
                yield _message(Fields(value))
            except Unfit as unfit:
                self._skip(f"message {number}", unfit)
                self._note_instead(value)

    def _note_instead(self, value: Json) -> None:
        try:
            fields = Fields(value)
            self._instead[fields.needed_uid("uid")] = fields.uid("parent")
        except Unfit:
            return

    def _in_order(self, messages: list[MessageRecord]) -> list[MessageRecord]:
        known = {message.uid for message in messages}
        for index, message in enumerate(messages):
            if message.parent is not None and message.parent not in known:
                parent = self._kept(message.parent)
                messages[index] = replace(message, parent=parent if parent in known else None)
        ordered, circular = in_order(messages)
        if circular:
            self._report(
                Skipped(
                    self._place, f"{len(circular)} of its messages follow each other in a ring."
                )
            )
        return ordered

    def _kept(self, uid: UUID | None) -> UUID | None:
        """A message, or the nearest one above it that was not left out."""
        passed: set[UUID] = set()
        while uid in self._instead and uid not in passed:
            passed.add(uid)
            uid = self._instead[uid]
        return uid

    def _drafts(self, values: list[Json]) -> Iterator[Draft]:
        for number, value in enumerate(values, 1):
            try:
                fields = Fields(value)
                text, edits = fields.text("text"), fields.uid("edits")
                yield Draft(text, fields.needed_seconds("updated"), edits)
            except Unfit as unfit:
                self._skip(f"draft {number}", unfit)

    def _pictures(self, values: list[Json]) -> Iterator[Picture]:
        for number, value in enumerate(values, 1):
            try:
                yield _picture(Fields(value))
            except Unfit as unfit:
                place = f"{self._place}, picture {number}"
                self._report(Skipped(place, str(unfit), is_picture=True))

    def _skip(self, part: str, unfit: Unfit) -> None:
        self._report(Skipped(f"{self._place}, {part}", str(unfit)))


def _message(fields: Fields) -> MessageRecord:
    content = fields.text("content")
    if len(content) > LONGEST_MESSAGE:
        raise Unfit("Its text is too long.")
    try:
        role = Role(fields.text("role"))
        status = Status(fields.text("status") or Status.COMPLETE)
    except ValueError as error:
        raise Unfit("Its role or status is of a kind that this program does not know.") from error
    usage = Fields(dict(fields.object("usage")))
    return MessageRecord(
        uid=fields.needed_uid("uid"),
        parent=fields.uid("parent"),
        role=role,
        content=content,
        created=fields.needed_seconds("created"),
        status=Status.INTERRUPTED if status is Status.STREAMING else status,
        finished=fields.seconds("finished"),
        reasoning=fields.text("reasoning"),
        error=fields.text("error"),
        profile=fields.text("profile"),
        provider=fields.text("provider"),
        model=fields.text("model"),
        usage=Usage(
            usage.count("prompt_tokens"), usage.count("completion_tokens"), usage.flag("exact")
        )
        if fields.object("usage")
        else None,
        deleted_at=fields.seconds("deleted_at"),
        is_prompt=fields.flag("is_prompt"),
        pictures=tuple(_use(Fields(value)) for value in fields.items("pictures")),
    )


def _use(fields: Fields) -> PictureUse:
    return PictureUse(fields.text("target"), fields.text("digest"))


def _picture(fields: Fields) -> Picture:
    try:
        data = b64decode(fields.text("data"), validate=True)
    except (Base64Error, ValueError) as error:
        raise Unfit("Its data is not base64.") from error
    picture = Picture(
        digest=fields.text("digest"),
        media_type=fields.text("media_type"),
        name=fields.text("name"),
        width=fields.count("width"),
        height=fields.count("height"),
        created=fields.needed_seconds("created"),
        data=data,
    )
    if not picture.is_whole:
        raise Unfit("Its data is damaged.")
    return picture
