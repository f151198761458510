"""Whole conversations as plain data, as they go out of the conversation file and into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from copilot_tui.chat.conversation import Role, Status, Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACE = UUID("5b0f4c1e-2d0a-4c3c-9d5e-0c6b4f7a1e21")
"""For names of what other programs have written; made once, never to be changed."""


@dataclass(frozen=True, slots=True)
class PictureUse:
    """That a message shows a picture.

    Attributes:
        target: the target of the Markdown image in the message's text.
        digest: of the picture.
    """

    target: str
    digest: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that messages show.

    Attributes:
        digest: the SHA-256 of `data`, in hexadecimal.
        media_type: such as image/png.
        name: of the file it came from; one clean line, may be empty.
        width: in pixels; 0 where it is not known.
        height: in pixels; 0 where it is not known.
        created: Unix time in seconds when it was first kept.
        data: the file's bytes.
    """

    digest: str
    media_type: str
    name: str
    width: int
    height: int
    created: float
    data: bytes = field(repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether the digest is that of the data."""
        return sha256(self.data).hexdigest() == self.digest


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsent text.

    Attributes:
        text: clean; never empty.
        updated: Unix time in seconds.
        edits: the message whose new version it is; None for the plain draft.
    """

    text: str
    updated: float
    edits: UUID | None = None


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One node of a conversation's tree. It has no handle: a server's thread goes on once.

    Attributes:
        uid: by which it is known in every file; see `foreign_uid`.
        parent: the message it follows, of the same conversation; None for a first one.
        role: who speaks.
        content: the text.
        created: Unix time in seconds.
        status: how far it got; never streaming.
        finished: Unix time in seconds; None where it is not known.
        reasoning: the thinking before the text.
        error: see `chat.conversation.Message`.
        profile: see there, as are the next three.
        provider: see there.
        model: see there.
        usage: see there.
        deleted_at: Unix time in seconds when it was taken out of sight.
        is_prompt: whether it stands in the prompt history.
        pictures: that it shows.
    """

    uid: UUID
    parent: UUID | None
    role: Role
    content: str
    created: float
    status: Status = Status.COMPLETE
    finished: float | None = None
    reasoning: str = ""
    error: str = ""
    profile: str = ""
    provider: str = ""
    model: str = ""
    usage: Usage | None = None
    deleted_at: float | None = None
    is_prompt: bool = False
    pictures: tuple[PictureUse, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation with all its branches.

    Attributes:
        uid: by which it is known in every file; see `foreign_uid`.
        title: one clean line; may be empty.
        created: Unix time in seconds.
        updated: Unix time in seconds of the last message.
        messages: the oldest first, so that each stands behind its parent.
        active_leaf: the message that the visible path ends in.
        opened: Unix time in seconds when it was last turned to; None is `updated`.
        conversation_id: the uuid4 that goes on the wire; a new one is made where it is
            empty or already another conversation's.
        profile: name of the profile chosen for it.
        provider: provider chosen for it.
        model: model chosen for it.
        system_prompt: sent before everything else.
        parameters: the sampling parameters chosen for it, as JSON knows them.
        pinned: whether it stays on top.
        unread: whether it holds a reply that nobody has seen.
        deleted_at: Unix time in seconds when it was put in the trash.
        drafts: unsent text.
        pictures: all that its messages show, each once.
    """

    uid: UUID
    title: str
    created: float
    updated: float
    messages: tuple[MessageRecord, ...]
    active_leaf: UUID | None = None
    opened: float | None = None
    conversation_id: str = ""
    profile: str = ""
    provider: str = ""
    model: str = ""
    system_prompt: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    pinned: bool = False
    unread: bool = False
    deleted_at: float | None = None
    drafts: tuple[Draft, ...] = ()
    pictures: tuple[Picture, ...] = ()


def foreign_uid(program: str, kind: str, known_as: str) -> UUID:
    """The name of what another program has written, the same at every import.

    Args:
        program: such as "chatgpt".
        kind: "conversation" or "message".
        known_as: by which that program knows it among all its things of that kind, so
            with the conversation's where the message's alone is not unique.
    """
    return uuid5(_NAMESPACE, f"{program}:{kind}:{known_as}")
