"""One conversation: its title, its messages and the prompt below them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.reactive import reactive
from textual.widgets import Static, TextArea

from copilot_tui.chat.conversation import UNTITLED, Conversation, Message
from copilot_tui.errors import StoreError
from copilot_tui.library import Library, Opened
from copilot_tui.replies.events import ReplyEnded, ReplyEvent, ReplyGrew, ReplyStarted
from copilot_tui.replies.replies import Replies
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.destination import Destination
from copilot_tui.ui.draft_keeper import DraftKeeper
from copilot_tui.ui.message_log import MessageLog
from copilot_tui.ui.messages import (
    ConversationTouched,
    RunningChanged,
    StatusChanged,
    StoreFailed,
    Told,
)
from copilot_tui.ui.notice import Notice
from copilot_tui.ui.reply_meter import ReplyMeter
from copilot_tui.ui.status_model import StatusModel


class ConversationPane(Vertical):
    """Shows a conversation, sends what is written in it, and lets its reply grow.

    Args:
        library: all conversations.
        replies: the running replies.
        model: what the status line says; this pane fills in the part of its reply.
    """

    conversation: reactive[Conversation | None] = reactive(None, init=False)
    answering: reactive[str] = reactive("", init=False)

    message_log = query_one("#log", MessageLog)
    notice = query_one("#notice", Notice)
    composer = query_one("#composer", Composer)

    def __init__(self, library: Library, replies: Replies, model: StatusModel) -> None:
        super().__init__(id="chat")
        self._library = library
        self._replies = replies
        self._model = model
        self._contexts: dict[int | None, str] = {}
        self._meters: dict[int | None, ReplyMeter] = {}
        self._drafts = DraftKeeper(
            read=lambda: self.composer.draft,
            write=lambda draft: library.keep_draft(self.composer.destination.row_id, draft),
            set_timer=self.set_timer,
        )

    def compose(self) -> ComposeResult:
        """Title, log, notice and composer."""
        yield Static(id="title", markup=False)
        yield MessageLog(id="log")
        yield Notice(id="notice")
        yield Composer(id="composer", placeholder="Message")

    @property
    def is_answering(self) -> bool:
        """Whether a reply runs in the conversation that is shown."""
        return self.conversation is not None and self.conversation.id in self._replies.running

    def start_new(self) -> None:
        """Show an empty conversation, which exists only once something is sent in it."""
        self._turn_to(None)
        self.message_log.show([])
        self._reset_model(None)
        self._read_new_draft()

    @work(group="open", exclusive=True, exit_on_error=False)
    async def _read_new_draft(self) -> None:
        try:
            self._put_back_draft(await self._library.draft(None))
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))

    def open(self, conversation: Conversation) -> None:
        """Show a conversation. What is sent from now on goes there, shown or not yet."""
        self._turn_to(conversation)
        self._open(conversation.id)

    @work(group="open", exclusive=True, exit_on_error=False)
    async def _open(self, conversation: int) -> None:
        """Show the newest messages, then go on reading the older ones behind."""
        try:
            opened = await self._library.open(conversation)
            if opened.streams and self._replies.snapshot(conversation) is None:
                # The reply may have ended between the reading of its row and now.
                opened = await self._library.open(conversation)
            self._show(opened)
            first = None if opened.complete else opened.messages[0]
            while first is not None:
                batch = await self._library.older(first)
                self.message_log.prepend(batch)
                first = batch[0] if batch else None
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))

    @work(group="refresh", exclusive=True, exit_on_error=False)
    async def refresh_messages(self) -> None:
        """Show what another copy of the app has added, touching neither prompt nor place."""
        shown = self.conversation
        if shown is None or self.is_answering:
            return
        try:
            opened = await self._library.open(shown.id)
        except StoreError:
            return  # It was deleted there; what is seen stays until the user leaves it.
        if self._is_shown(shown.id) and not self.is_answering and opened.messages:
            self.message_log.merge(opened.messages)
            self._model.reply = opened.messages[-1]
            self.post_message(ConversationTouched(opened.conversation))

    def _show(self, opened: Opened) -> None:
        messages = opened.messages
        live = self._replies.snapshot(opened.conversation.id)
        if live is not None:
            messages = [*(entry for entry in messages if entry.id != live.id), live]
        self.conversation = opened.conversation
        self.message_log.show(messages)
        self._put_back_draft(opened.draft)
        self._reset_model(messages[-1] if messages else None)
        self.post_message(ConversationTouched(opened.conversation))

    def _reset_model(self, last: Message | None) -> None:
        shown = self.composer.destination.row_id
        self._model.context = self._contexts.get(shown, "")
        self._model.reply = last
        self._model.meter = self._meters.get(shown)
        self.post_message(StatusChanged())

    def watch_conversation(self, conversation: Conversation | None) -> None:
        """Show whose messages these are."""
        title = "" if conversation is None else conversation.title or UNTITLED
        self.query_one("#title", Static).update(title)
        self.notice.shorten(conversation is not None)

    def watch_answering(self, answering: str) -> None:
        """Say in the prompt who is spoken to."""
        self.composer.placeholder = Content(f"Message {answering}".rstrip())

    def _turn_to(self, conversation: Conversation | None) -> None:
        """Make room for another conversation's text; what is typed from now on is its."""
        self.keep_draft()
        self.composer.restore("")
        self.composer.destination = Destination(conversation)
        self.conversation = conversation
        self._drafts.known("")

    def _put_back_draft(self, draft: str) -> None:
        self._drafts.known(draft)
        self.composer.put_back(draft)

    @on(TextArea.Changed, "#composer")
    def _text_changed(self) -> None:
        self._drafts.changed()

    def keep_draft(self) -> None:
        """Keep what is typed, now, with the conversation that it was typed in."""
        self._drafts.keep()

    @on(Composer.Submitted)
    async def _send(self, event: Composer.Submitted) -> None:
        event.stop()
        conversation = event.destination.conversation
        if conversation is not None and conversation.id in self._replies.running:
            self._give_back(event)
            still = "This conversation still answers: esc stops it. Your text stays here."
            self.post_message(Told(still))
            return
        try:
            sent = await self._library.send(conversation, event.text)
        except StoreError as error:
            self._give_back(event)
            self.post_message(StoreFailed(error.lines))
            return
        event.destination.conversation = sent.conversation
        if event.destination is self.composer.destination:
            self.conversation = sent.conversation
            self._drafts.known("")
        if self._is_shown(sent.conversation.id):
            self.message_log.append(sent.question)
            self.message_log.follow()
        self.post_message(ConversationTouched(sent.conversation))
        self._ask(sent.question)

    async def finish_sending(self) -> None:
        """Wait until the keys pressed so far have done their work and what they sent is kept.

        What enter sends passes through the queue of the prompt twice: as a key and as a
        message. Not to be called from the queue of either widget.
        """
        for widget in (self.composer, self.composer, self):
            reached = asyncio.Event()
            if widget.call_later(reached.set):
                await reached.wait()

    def _give_back(self, event: Composer.Submitted) -> None:
        """Let a text that could not be sent be unsent text again, where it was written."""
        if event.destination is self.composer.destination:
            self.composer.put_back(event.text)
        else:
            self._library.keep_draft(event.destination.row_id, event.text)

    async def retry(self) -> None:
        """Ask once more for the answer that the conversation ends in, beside the old one."""
        if self.conversation is None or self.is_answering:
            return
        try:
            question = await self._library.question_to_retry(self.conversation.id)
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
            return
        if question is not None and question.conversation not in self._replies.running:
            self._ask(question)
            if self._is_shown(question.conversation):
                self.message_log.follow()

    def _ask(self, question: Message) -> None:
        """Run the reply on the app, which outlives every screen and widget."""
        name = f"reply-{question.conversation}"
        reply = self._replies.answer(question.conversation, question.id)
        self._meters[question.conversation] = meter = ReplyMeter()
        if self._is_shown(question.conversation):
            self._model.meter = meter
        self.app.run_worker(self._see_through(reply), name=name, group=name, exit_on_error=False)
        self.post_message(RunningChanged())

    async def _see_through(self, reply: Coroutine[None, None, None]) -> None:
        try:
            await reply
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
        finally:
            self.post_message(RunningChanged())

    def stop(self) -> bool:
        """Stop the reply that runs here. False when none does."""
        return self.conversation is not None and self._replies.stop(self.conversation.id)

    def told(self, event: ReplyEvent) -> None:
        """Take in what a running reply tells, of whichever conversation."""
        match event:
            case ReplyStarted(reply, context):
                self._contexts[reply.conversation] = context.label
                if self._is_shown(reply.conversation):
                    self._model.context = context.label
                    self.message_log.append(reply)
                    self.post_message(StatusChanged())
            case ReplyGrew():
                if (meter := self._meters.get(event.conversation)) is not None:
                    meter.add(event.reasoning + event.content)
                if self._is_shown(event.conversation):
                    self.message_log.grow(event)
            case ReplyEnded(reply):
                self._ended(reply)

    def _ended(self, reply: Message) -> None:
        shown = self._is_shown(reply.conversation)
        self._meters.pop(reply.conversation, None)
        if shown:
            self._model.meter = None
            self._model.reply = reply
            self.message_log.settle(reply)
            self.post_message(StatusChanged())
        self._note_end(reply.conversation, unread=not shown)

    @work(group="ended", exit_on_error=False)
    async def _note_end(self, conversation: int, *, unread: bool) -> None:
        """Tell the sidebar, without holding up what else is to be drawn."""
        try:
            if unread:
                await self._library.mark(conversation, unread=True)
            self.post_message(ConversationTouched(await self._library.get(conversation)))
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))

    def _is_shown(self, conversation: int) -> bool:
        return self.conversation is not None and self.conversation.id == conversation
