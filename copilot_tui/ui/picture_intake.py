"""Keeping the pictures that answers show, behind all else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import PicturesKept, StoreFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Message
    from copilot_tui.replies.replies import Replies
    from copilot_tui.ui.conversation_pane import ConversationPane


class PictureIntake:
    """Has pictures taken in when an answer has ended, and when it is opened without them.

    Args:
        pane: shows a conversation.
        replies: take them in.
    """

    def __init__(self, pane: ConversationPane, replies: Replies) -> None:
        self._pane = pane
        self._replies = replies

    def take_in(self, messages: Sequence[Message], *, asks_server: bool = False) -> None:
        """Keep what these messages show.

        Args:
            messages: whole ones, as they are on disk.
            asks_server: whether a server may be looked for.
        """
        shown = [message for message in messages if "![" in message.content]
        if shown:
            work = partial(self._take_in, shown, asks_server=asks_server)
            in_worker(self._pane, work, group="pictures")

    def renew(self, message: Message) -> None:
        """Show a message with what is kept of its pictures now."""
        self._pane.message_log.renew(message)
        self._pane.post_message(PicturesKept(message))

    async def _take_in(self, messages: Sequence[Message], *, asks_server: bool) -> None:
        for message in messages:
            try:
                kept = await self._replies.take_in_pictures(message, asks_server=asks_server)
            except StoreError as error:
                self._pane.post_message(StoreFailed(error.lines))
                return
            if kept is not None:
                self.renew(kept)
