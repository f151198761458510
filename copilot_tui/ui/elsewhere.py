"""What other copies of the app do in the conversation that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.ui.messages import Told

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.library.library import Library
    from copilot_tui.replies.replies import Replies
    from copilot_tui.ui.conversation_pane import ConversationPane
    from copilot_tui.ui.status_model import StatusModel

_DELETED = "This was deleted in another window. Sending something brings it back."
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

    async def take_in(self) -> None:
        """Show the conversation as it is now, touching neither prompt nor place.

        A reply that runs here is not taken out of sight: where the other copy has turned to
        another branch, that is shown when the reply has ended.
        """
        pane, shown = self._pane, self._pane.conversation
        if shown is None:
            return
        try:
            opened = await self._library.open(shown.id)
        except StoreError:
            return  # It is gone for good; what is seen stays until the user leaves it.
        if not pane.shows(shown.id):
            return
        self._tell_if_deleted(opened.conversation)
        if not opened.messages:
            return
        pane.touched(opened.conversation)
        messages = self._replies.with_unkept(shown.id, opened.messages)
        if pane.is_answering:
            live = self._replies.snapshot(shown.id)
            if live is None or messages[-1].id != live.id:
                self._wait_for_end(told=live is not None)
                return
            # As far as it is drawn; the rest of it is on its way.
            messages[-1] = pane.message_log.shown(live.id) or live
        else:
            self._model.reply = messages[-1]
        self.is_stale = False
        pane.message_log.merge(messages)
        pane.mark_versions(messages)

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
