"""What is done to conversations, on a server and in a store beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.store import Store


@dataclass(slots=True)
class Talk:
    """A conversation.

    Attributes:
        title: by which it is found.
        here: its row id on the server, or in the outbox.
        model: its row id in the undisturbed store.
        is_known: whether the copy has read or written all of its visible path.
        is_own: whether it has written all of its branches.
        foreign: an unsent text of another copy that is there, and was not seen here.
        is_typed: whether its unsent text was written in this outage, and is not on the server.
    """

    title: str
    here: int
    model: int
    is_known: bool = True
    is_own: bool = True
    foreign: str = ""
    is_typed: bool = False


def say(store: Store, conversation: int, text: str, draft: str | None = "") -> Message:
    """Send as the app does: in one transaction around all."""
    with store.together():
        leaf = store.conversations.get(conversation).active_leaf
        said = store.messages.add_user_message(conversation, leaf, text, draft=draft)
        store.conversations.get(conversation)
        return said


def begin(store: Store, conversation: int) -> Message:
    """Begin a reply to what the visible path ends in."""
    leaf = store.conversations.get(conversation).active_leaf
    parent = say(store, conversation, "", None).id if leaf is None else leaf
    return store.journal.begin(conversation, parent, profile="", provider="", model="")


def finish(store: Store, message: int, text: str) -> None:
    """End a reply."""
    store.journal.finish(message, content=text, reasoning="", status=Status.COMPLETE)


def take_out(store: Store, conversation: int, remove: Callable[[int], object]) -> None:
    """Take out a message in the middle of the visible path."""
    leaf = store.conversations.get(conversation).active_leaf
    if leaf is not None:
        path = store.tree.path(leaf)
        remove(path[len(path) // 2].id)


def titles(store: Store) -> dict[int, str]:
    """All conversations, also those in the trash."""
    with store.database.reading():
        rows = store.database.execute("SELECT id, title FROM conversations")
        return {row["id"]: row["title"] for row in rows}


def shape(store: Store, conversation: int) -> object:
    """What is there: whether it is in the trash, and which texts hang on which."""
    entry = store.conversations.get(conversation)
    messages = store.listing.messages(conversation)
    said = {message.id: message.content for message in messages}
    return entry.deleted_at is not None, {
        (message.content, said.get(message.parent or 0)) for message in messages
    }
