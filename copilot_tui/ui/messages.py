"""The Textual messages that cross between parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from copilot_tui.store.changes import ANYTHING

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.chat.conversation import Message as ChatMessage
    from copilot_tui.replies.events import ReplyEvent
    from copilot_tui.servers.choice import Choice
    from copilot_tui.store.changes import Changes
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.ui.undo import Undo


@dataclass
class ReplyTold(Message):
    """A running reply has something to tell."""

    event: ReplyEvent


@dataclass
class ServerBusy(Message):
    """A server is being looked for or started."""

    sentence: str


@dataclass
class ServerChosen(Message):
    """It is settled which server answers."""

    choice: Choice


@dataclass
class ConversationTouched(Message):
    """A conversation is new, or something that the sidebar shows of it has changed."""

    conversation: Conversation


class RunningChanged(Message):
    """A reply has begun or ended somewhere."""


class StatusChanged(Message):
    """Something that the status line shows has changed."""


@dataclass
class StoreFailed(Message):
    """The conversations could not be read or written."""

    error: str


@dataclass
class StoreTold(Message):
    """The opening of the conversations has something to say."""

    notice: StoreNotice


@dataclass
class PicturesKept(Message):
    """Pictures that a message shows are kept now; `message` is as it is by now."""

    message: ChatMessage


@dataclass
class Told(Message):
    """Something the user is to read, for a while."""

    text: str
    is_error: bool = False


@dataclass
class StoreChanged(Message):
    """Another copy of the app has written to the store.

    Attributes:
        changes: what.
    """

    changes: Changes = ANYTHING


@dataclass
class CopyWanted(Message):
    """A text is to be copied to wherever the user can paste it from."""

    text: str


@dataclass
class Deleted(Message):
    """Something was deleted, and can be brought back.

    Attributes:
        text: a sentence on what was deleted.
        undo: see `UndoStack`.
    """

    text: str
    undo: Undo


@dataclass
class MessageMenuWanted(Message):
    """Everything that can be done with a message is to be listed."""

    message: ChatMessage
