"""What other copies of the app do in the conversation that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.errors import StoreError
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.library.library import Library
    from copilot_tui.library.opened import Opened
    from copilot_tui.replies.replies import Replies
    from copilot_tui.ui.conversation_pane import ConversationPane
    from copilot_tui.ui.status_model import StatusModel

_DELETED = "This was deleted in another window. Sending something brings it back."
_SENT = "What stood in the prompt was sent from another window or machine."
_WENT_ON = "Another window went on here: that is shown when this reply has ended."


class Elsewhere:
    """Shows in a pane what another copy of the app has added, deleted or turned to.

    Args:
        pane: shows the conversation.
        library: all conversations.
        replies: those that run here.
        model: what the status line says.

    Attributes:
        is_stale: whether there is more than is shown, once the reply that runs has ended.
    """

    def __init__(
        self, pane: ConversationPane, library: Library, replies: Replies, model: StatusModel
    ) -> None:
        self._pane = pane
        self._library = library
        self._replies = replies
        self._model = model
        self.is_stale = False
        self._told_deleted: int | None = None
        self._grown: int | None = None
        self._is_following = False

    def follow(self, grown: frozenset[int]) -> None:
        """Let the reply that is shown grow, if it is among those that have grown.

        What is read takes its time. What has grown meanwhile is read together after it.
        """
        log = self._pane.message_log
        for message in grown:
            shown = log.shown(message)
            if shown is not None and shown.status is Status.STREAMING:
                self._grown = message
        if self._grown is not None and not self._is_following:
            self._is_following = True
            in_worker(self._pane, self._follow, group="follow")

    def follow_last(self, messages: Sequence[Message]) -> None:
        """The same for what has grown since these messages were read.

        Args:
            messages: that are shown now, oldest first.
        """
        if messages and messages[-1].status is Status.STREAMING:
            self.follow(frozenset({messages[-1].id}))

    async def _follow(self) -> None:
        try:
            while self._grown is not None:
                message, self._grown = self._grown, None
                await self._take_growth(message)
        except StoreError:
            return  # It is read again when it has grown again, or when all is read anew.
        finally:
            self._is_following = False

    async def _take_growth(self, message: int) -> None:
        shown = self._pane.message_log.shown(message)
        if shown is None or shown.conversation in self._replies.running:
            return
        growth = await self._library.growth(shown)
        if growth is not None:
            from copilot_tui.replies.events import ReplyGrew

            event = ReplyGrew(
                conversation=shown.conversation,
                message=message,
                content_start=growth.content_start,
                content=growth.content,
                reasoning_start=growth.reasoning_start,
                reasoning=growth.reasoning,
            )
            self._pane.message_log.grow(event)

    async def take_in(self) -> None:
        """Show the conversation as it is now, touching neither prompt nor place.

        A reply that runs here is not taken out of sight: where the other copy has turned to
        another branch, that is shown when the reply has ended.
        """
        pane, shown = self._pane, self._pane.conversation
        if shown is None:
            return
        try:
            opened = await self._library.open(shown.id, prompt_stays=True)
        except StoreError:
            return  # It is gone for good; what is seen stays until the user leaves it.
        if not pane.shows(shown.id):
            return
        self._tell_if_deleted(opened.conversation)
        if not opened.messages:
            return
        pane.touched(opened.conversation)
        self._empty_if_sent(opened)
        messages = self._replies.with_unkept(shown.id, opened.messages)
        if pane.is_answering:
            live = self._replies.snapshot(shown.id)
            if live is None or messages[-1].id != live.id:
                self._wait_for_end(told=live is not None)
                return
            # As far as it is drawn; the rest of it is on its way.
            messages[-1] = pane.message_log.shown(live.id) or live
        else:
            messages[-1] = self._as_grown(messages[-1])
            self._model.reply = messages[-1]
        self.is_stale = False
        pane.message_log.merge(messages)
        self.follow_last(messages)
        pane.mark_versions(messages)

    def _empty_if_sent(self, opened: Opened) -> None:
        """Take out of the prompt what somebody has sent who had it in another window, too."""
        log = self._pane.message_log
        sent = [
            message.content
            for message in opened.messages
            if message.role is Role.USER and log.shown(message.id) is None
        ]
        if sent and not opened.draft and self._pane.empty_if_sent(sent):
            self._pane.app.post_message(Told(_SENT))

    def _as_grown(self, message: Message) -> Message:
        """A message with all of its text that is shown already, if it runs elsewhere."""
        shown = self._pane.message_log.shown(message.id)
        is_behind = (
            shown is not None
            and message.status is shown.status is Status.STREAMING
            and len(shown.content) >= len(message.content)
            and len(shown.reasoning) >= len(message.reasoning)
        )
        return shown if shown is not None and is_behind else message

    def _tell_if_deleted(self, shown: Conversation) -> None:
        """Say once that what is shown was put into the trash."""
        if shown.deleted_at is None:
            self._told_deleted = None
        elif self._told_deleted != shown.id:
            self._told_deleted = shown.id
            self._pane.app.post_message(Told(_DELETED))

    def _wait_for_end(self, *, told: bool) -> None:
        """Show it when the reply that runs here has ended."""
        if told and not self.is_stale:
            self._pane.app.post_message(Told(_WENT_ON))
        self.is_stale = True
