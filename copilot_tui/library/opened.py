"""A conversation as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.chat.conversation import Conversation, Message, Status
from copilot_tui.library.only_there import check_here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copilot_tui.chat.picture import PictureFacts
    from copilot_tui.store.store import Store

PictureUses: TypeAlias = "dict[int, dict[str, PictureFacts]]"
"""What is known of pictures, by message and by the target in its text."""

NEWEST_MESSAGES = 40
"""How many messages are read before a conversation is shown; the rest follows behind."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation with the end of its visible path.

    Attributes:
        conversation: its row, already marked as read.
        messages: the newest messages, oldest first.
        complete: whether these are all.
        draft: unsent text.
        pictures: what is known of the pictures that the draft shows.
        uses: the kept pictures of the messages, by message and by target in its text.
    """

    conversation: Conversation
    messages: list[Message]
    complete: bool
    draft: str
    pictures: tuple[PictureFacts, ...] = ()
    uses: PictureUses = field(default_factory=dict)

    @property
    def streams(self) -> bool:
        """Whether the path ends in a reply that is still coming in."""
        return bool(self.messages) and self.messages[-1].status is Status.STREAMING


def read_opened(store: Store, conversation: int, *, least: int = 0) -> Opened:
    """Read what is needed to show a conversation, on the thread of the store.

    Args:
        store: where it is kept.
        conversation: row id.
        least: how many of the newest messages must be among those that are read.

    Raises:
        StoreError: see `check_here`; or it cannot be read.
    """
    check_here(store, conversation)
    entry, messages, draft = store.tree.shown(conversation, limit=max(NEWEST_MESSAGES, least))
    complete = not messages or messages[0].parent is None
    return Opened(
        *(entry, messages, complete, draft),
        draft_pictures(store, draft),
        message_pictures(store, messages),
    )


def message_pictures(store: Store, messages: Iterable[Message]) -> PictureUses:
    """The kept pictures that messages show, on the thread of the store."""
    shown = [message.id for message in messages if "![" in message.content]
    return {message: {} for message in shown} | store.pictures.uses(shown) if shown else {}


def draft_pictures(store: Store, draft: str) -> tuple[PictureFacts, ...]:
    """What is known of the pictures that a draft shows, on the thread of the store."""
    # Only there, as that thread has loaded it.
    from copilot_tui.chat.picture import attached_digests

    digests = attached_digests(draft)
    return tuple(store.pictures.facts(digests).values()) if digests else ()
