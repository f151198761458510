"""Sending messages and seeing their replies through, in whichever conversation."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Conversation, Message, Status
from copilot_tui.errors import StoreError
from copilot_tui.library import Library, Sent
from copilot_tui.replies.events import ReplyEnded, ReplyEvent, ReplyGrew, ReplyStarted
from copilot_tui.replies.replies import Replies
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.destination import Destination
from copilot_tui.ui.messages import (
    ConversationTouched,
    RunningChanged,
    StatusChanged,
    StoreFailed,
    Told,
)
from copilot_tui.ui.reply_meter import ReplyMeter
from copilot_tui.ui.status_model import StatusModel

if TYPE_CHECKING:
    from copilot_tui.ui.conversation_pane import ConversationPane

_WAIT = "This conversation still answers: esc stops it. "


class Exchange:
    """Puts questions and takes in what is told of their replies.

    A message sent while its conversation still answers waits in a queue on disk. It is
    sent when the reply is complete; after any other end it goes back into the prompt, so
    that its sender decides anew.

    Args:
        pane: shows one of the conversations.
        library: all conversations.
        replies: the running replies.
        model: what the status line says; filled in for the conversation that is shown.
    """

    def __init__(
        self, pane: ConversationPane, library: Library, replies: Replies, model: StatusModel
    ) -> None:
        self._pane = pane
        self._library = library
        self._replies = replies
        self._model = model
        self._contexts: dict[int, str] = {}
        self._meters: dict[int, ReplyMeter] = {}

    def show_state(self, conversation: int | None, last: Message | None) -> None:
        """Let the status line speak of this conversation."""
        self._model.context = "" if conversation is None else self._contexts.get(conversation, "")
        self._model.meter = None if conversation is None else self._meters.get(conversation)
        self._model.reply = last
        self._pane.post_message(StatusChanged())

    async def send(self, event: Composer.Submitted) -> None:
        """Send what the prompt held, or let it wait for its turn."""
        destination = event.destination
        conversation = destination.conversation
        try:
            if conversation is None or conversation.id not in self._replies.running:
                sent = await self._library.send(
                    conversation, event.text, replaces=destination.edits, setup=destination.setup
                )
            elif destination.edits is None:
                await self._library.queue(conversation.id, event.text)
                await self._pane.show_queue(conversation.id)
                return
            else:
                self._give_back(event)
                self._pane.post_message(Told(f"{_WAIT}Your text stays here."))
                return
        except StoreError as error:
            self._give_back(event)
            self._pane.post_message(StoreFailed(error.lines))
            return
        self._pane.sent(destination, sent)
        self._put(sent)

    def _put(self, sent: Sent) -> None:
        """Show a message that is on disk, and ask for its reply."""
        if self._pane.shows(sent.conversation.id):
            self._pane.message_log.append(sent.question)
            self._pane.message_log.follow()
            self._pane.mark_versions([sent.question])
        self._pane.post_message(ConversationTouched(sent.conversation))
        self.ask(sent.question)

    def _give_back(self, event: Composer.Submitted) -> None:
        """Let a text that could not be sent be unsent text again, where it was written."""
        if event.destination is self._pane.composer.destination:
            self._pane.composer.put_back(event.text)
        else:
            self._keep(event.destination, event.text)

    def _keep(self, destination: Destination, text: str) -> None:
        edits = None if destination.edits is None else destination.edits.id
        self._library.keep_draft(destination.row_id, text, edits=edits)

    def ask(self, question: Message, *, continues: int | None = None) -> bool:
        """Ask for a reply to a message. False, with the reason told, while another one runs.

        The reply runs on the app, which outlives every screen and widget.
        """
        conversation = question.conversation
        if conversation in self._replies.running:
            self._pane.post_message(Told(f"{_WAIT}Then ask again."))
            return False
        reply = self._replies.answer(conversation, question.id, continues=continues)
        self._meters[conversation] = meter = ReplyMeter()
        if self._pane.shows(conversation):
            self._model.meter = meter
        name = f"reply-{conversation}"
        run = self._pane.app.run_worker
        run(self._see_through(reply), name=name, group=name, exit_on_error=False)
        self._pane.post_message(RunningChanged())
        return True

    async def _see_through(self, reply: Coroutine[None, None, None]) -> None:
        try:
            await reply
        except StoreError as error:
            self._pane.post_message(StoreFailed(error.lines))
        finally:
            self._pane.post_message(RunningChanged())

    def told(self, event: ReplyEvent) -> None:
        """Take in what a running reply tells, of whichever conversation."""
        log = self._pane.message_log
        match event:
            case ReplyStarted(reply, context):
                self._contexts[reply.conversation] = context.label
                if self._pane.shows(reply.conversation):
                    self._model.context = context.label
                    log.append(reply)
                    self._pane.mark_versions([reply])
                    self._pane.post_message(StatusChanged())
            case ReplyGrew():
                if (meter := self._meters.get(event.conversation)) is not None:
                    meter.add(event.reasoning + event.content)
                if self._pane.shows(event.conversation):
                    log.grow(event)
            case ReplyEnded(reply):
                self._ended(reply)

    def _ended(self, reply: Message) -> None:
        shown = self._pane.shows(reply.conversation)
        self._meters.pop(reply.conversation, None)
        if shown:
            self._model.meter = None
            self._model.reply = reply
            self._pane.message_log.settle(reply)
            self._pane.post_message(StatusChanged())
        self._pane.run_worker(
            self._after_end(reply, unread=not shown), group="ended", exit_on_error=False
        )

    async def _after_end(self, reply: Message, *, unread: bool) -> None:
        """Tell the sidebar and go on with what waits, without holding up what is drawn."""
        try:
            if unread:
                await self._library.mark(reply.conversation, unread=True)
            conversation = await self._library.get(reply.conversation)
            self._pane.post_message(ConversationTouched(conversation))
            await self._next_in_line(conversation, reply.status)
        except StoreError as error:
            self._pane.post_message(StoreFailed(error.lines))

    async def _next_in_line(self, conversation: Conversation, ended: Status) -> None:
        if ended is not Status.COMPLETE:
            await self.take_back(conversation.id)
            return
        if conversation.id in self._replies.running or conversation.deleted_at is not None:
            return
        first = await self._library.first_queued(conversation.id)
        sent = None if first is None else await self._library.send_queued(first.id)
        if sent is not None:
            self._put(sent)
            await self._pane.show_queue(conversation.id)

    async def take_back(self, conversation: int) -> bool:
        """Put what waits in a conversation back into its prompt. False when nothing does."""
        text = await self._library.release_queue(conversation)
        if not text:
            return False
        if self._pane.shows(conversation) and self._pane.composer.destination.edits is None:
            self._pane.composer.put_back(text)
        await self._pane.show_queue(conversation)
        return True
