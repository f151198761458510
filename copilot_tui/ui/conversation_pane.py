"""One conversation: its title, its messages and the prompt below them."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one
from textual.reactive import reactive
from textual.widgets import Static

from copilot_tui.chat.conversation import UNTITLED, Conversation, Message
from copilot_tui.config import Density, Interface, KeyMap, Times
from copilot_tui.errors import Gone, StoreError
from copilot_tui.ui.completion_list import CompletionList
from copilot_tui.ui.composer import Composer
from copilot_tui.ui.destination import Destination
from copilot_tui.ui.earlier_prompts import EarlierPrompts
from copilot_tui.ui.edit_line import EditLine
from copilot_tui.ui.elsewhere import Elsewhere
from copilot_tui.ui.exchange import Exchange
from copilot_tui.ui.find_bar import FindBar
from copilot_tui.ui.finding_pane import FindingPane
from copilot_tui.ui.message_actions import MessageActions
from copilot_tui.ui.message_log import MessageLog
from copilot_tui.ui.messages import StoreFailed, Told
from copilot_tui.ui.notice import Notice
from copilot_tui.ui.queue_line import QueueLine
from copilot_tui.ui.sending import Sending

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.library.opened import Opened
    from copilot_tui.replies.replies import Replies
    from copilot_tui.store.changes import Changes
    from copilot_tui.ui.status_model import StatusModel


class _Read(Protocol):
    """Reads a conversation; see `Library.open`."""

    def __call__(self, *, prompt_stays: bool) -> Awaitable[Opened]: ...


class ConversationPane(FindingPane):
    """Shows a conversation, and has done what is asked for in it.

    Args:
        library: all conversations.
        replies: the running replies.
        model: what the status line says; this pane fills in the part of its reply.

    Attributes:
        exchange: sends, and lets replies grow.
    """

    answering: reactive[str] = reactive("", init=False)

    notice = query_one("#notice", Notice)
    queue_line = query_one("#queue", QueueLine)

    def __init__(self, library: Library, replies: Replies, model: StatusModel) -> None:
        super().__init__(library)
        self._replies = replies
        self._model = model
        self.exchange = Exchange(self, library, replies, model)
        self._sending = Sending(self, model, self.exchange.send)
        self._actions = MessageActions(self, library, replies)
        self._versions: dict[int, tuple[int, int]] = {}
        self._shown: int | None = None
        self._elsewhere = Elsewhere(self, library, replies, model)

    def compose(self) -> ComposeResult:
        """Title, log, what there is to say above the prompt, and the prompt."""
        yield Static(id="title", markup=False)
        yield MessageLog(id="log")
        yield FindBar(id="find")
        yield Notice(id="notice")
        yield QueueLine(id="queue")
        yield EditLine(id="edit")
        yield CompletionList(id="completions")
        yield Composer(id="composer", placeholder="Message")

    def on_mount(self) -> None:
        """Give the prompt its history."""
        self.composer.prompts = EarlierPrompts(self, self._library)

    @property
    def is_answering(self) -> bool:
        """Whether a reply runs in the conversation that is shown."""
        return self.conversation is not None and self.conversation.id in self._replies.running

    def shows(self, conversation: int) -> bool:
        """Whether this is the conversation that is shown."""
        return self.conversation is not None and self.conversation.id == conversation

    def start_new(self) -> None:
        """Show an empty conversation, which exists only once something is sent in it."""
        self.workers.cancel_group(self, "open")
        self.turn_to(Destination())
        self._shown, self.message_log.reason = None, ""
        self.message_log.drop_keys()
        self.message_log.show([])
        self.exchange.show_state(None, None)
        self._read_draft()

    def open(self, conversation: Conversation) -> None:
        """Show a conversation. What is sent from now on goes there, shown or not yet."""
        self.turn_to(Destination(conversation))
        self._open(conversation.id, partial(self._library.open, conversation.id))

    def open_at(self, conversation: Conversation, message: int, needle: str = "") -> None:
        """Show a conversation at one of its messages, on whichever branch that is.

        Args:
            conversation: to show.
            message: row id of the message to put the cursor on.
            needle: what was looked for.
        """
        if not self.shows(conversation.id):
            self.turn_to(Destination(conversation))
        read = partial(self._library.open_at, conversation.id, message)
        self._open(conversation.id, read, reveal=message, needle=needle)

    def show_again(self, read: _Read, reveal: int | None) -> None:
        """Show the open conversation anew after a change of its path, at this message."""
        if self.conversation is not None:
            self.exchange.forget_context(self.conversation.id)
            self._open(self.conversation.id, read, reveal=reveal)

    def _open(
        self,
        conversation: int,
        read: _Read,
        *,
        reveal: int | None = None,
        needle: str = "",
    ) -> None:
        self.message_log.await_messages(conversation)
        self._read(read, reveal=reveal, needle=needle)

    @work(group="open", exclusive=True, exit_on_error=False)
    async def _read(
        self,
        read: _Read,
        *,
        reveal: int | None = None,
        needle: str = "",
    ) -> None:
        """Show the newest messages, then go on reading the older ones behind."""
        try:
            to = self.composer.destination
            prompt_stays = to.is_read or to.edits is not None
            opened = await read(prompt_stays=prompt_stays)
            conversation = opened.conversation.id
            if opened.streams and self._replies.snapshot(conversation) is None:
                # The reply may have ended between the reading of its row and now.
                opened = await self._library.open(conversation, prompt_stays=prompt_stays)
            self._show(opened)
            if reveal is not None:
                self.message_log.reveal(reveal, needle)
            await self.exchange.show_queue(conversation)
            first = None if opened.complete else opened.messages[0]
            while first is not None:
                batch = await self._library.older(first)
                self.message_log.know_pictures(await self._library.shown_pictures(batch))
                batch = self._replies.with_unkept(conversation, batch)
                self.message_log.prepend(batch)
                self.mark_versions(batch)
                first = batch[0] if batch else None
        except StoreError as error:
            self._tell_unread(error)

    def _tell_unread(self, error: StoreError) -> None:
        """Say why no more is shown; what is shown stays, unless it is of another conversation."""
        self.message_log.drop_keys()
        is_gone, shown = isinstance(error, Gone), self.conversation
        if shown is None or shown.id == self._shown or is_gone:
            self.post_message(StoreFailed(error.lines))
        if shown is None or shown.id == self._shown:
            return
        self._shown = None
        self.message_log.show([])
        self.message_log.reason = error.lines
        self.exchange.show_state(shown.id, None)
        if not is_gone:
            self.touched(shown)

    @work(group="refresh", exclusive=True, exit_on_error=False)
    async def refresh_messages(self) -> None:
        """Show the conversation as it is now, touching neither prompt nor place."""
        await self._elsewhere.take_in()

    def take_in(self, changes: Changes) -> None:
        """Show what another copy of the app has done, touching neither prompt nor place."""
        if changes.is_any and self.message_log.reason and self.conversation is not None:
            self._open(self.conversation.id, partial(self._library.open, self.conversation.id))
        elif changes.is_any:
            self.refresh_messages()
        else:
            self._elsewhere.follow(changes.grown)

    def catch_up(self) -> None:
        """Show what another copy of the app has added while a reply ran here."""
        if self._elsewhere.is_stale and not self.is_answering:
            self.refresh_messages()

    def _show(self, opened: Opened) -> None:
        messages = self._replies.with_unkept(opened.conversation.id, opened.messages)
        self._elsewhere.is_stale = False
        self.conversation = opened.conversation
        self._shown = opened.conversation.id
        self.message_log.reason = ""
        self._versions.clear()
        self.message_log.know_pictures(opened.uses)
        self.message_log.show(messages)
        self.mark_versions(messages)
        self.exchange.pictures.take_in(messages, asks_server=not opened.conversation.profile)
        if self.composer.destination.edits is None:
            self.put_back_draft(opened.draft, opened.pictures)
        self.exchange.show_state(opened.conversation.id, messages[-1] if messages else None)
        self.touched(opened.conversation)
        self._elsewhere.follow_last(messages)

    def has_versions(self, message: Message) -> bool:
        """Whether there are other versions of a message that is shown."""
        return message.id in self._versions

    @work(group="versions", exit_on_error=False)
    async def mark_versions(self, messages: Sequence[Message]) -> None:
        """Say at these messages which of how many versions they are."""
        shown = [message.id for message in messages]
        try:
            found = await self._library.versions(shown)
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
            return
        for message in shown:
            self._versions.pop(message, None)
        self._versions.update(found)
        self.message_log.set_versions(self._versions)

    def watch_conversation(
        self, before: Conversation | None, conversation: Conversation | None
    ) -> None:
        """Show whose messages these are; what waits in another one is not among them."""
        if before is None or conversation is None or before.id != conversation.id:
            self.queue_line.show([])
            self.queue_line.show_saving([])
        title = "" if conversation is None else conversation.title or UNTITLED
        self.query_one("#title", Static).update(Content(title))
        self.notice.shorten(conversation is not None)

    def watch_answering(self, answering: str) -> None:
        """Say in the prompt who is spoken to."""
        self.composer.placeholder = Content(f"Message {answering}".rstrip())

    @on(Composer.Submitted)
    async def _send(self, event: Composer.Submitted) -> None:
        event.stop()
        self.app.clear_notifications()  # They would lie over the answer.
        self.taken_out(event)
        await self._sending.add(event)

    async def finish_sending(self) -> None:
        """See `PromptPane.finish_sending`."""
        await super().finish_sending()
        await self._sending.finished()

    @on(MessageLog.Asked)
    async def _act(self, event: MessageLog.Asked) -> None:
        event.stop()
        await self._actions.run(event)

    async def take_back(self) -> None:
        """Put what waits for the running reply back into the prompt."""
        if self.conversation is None or not await self.exchange.take_back(self.conversation.id):
            self.post_message(Told("No message waits."))

    def apply(self, interface: Interface, keys: KeyMap) -> None:
        """Look and behave as the settings say."""
        self.message_log.compact = interface.density is Density.COMPACT
        self.message_log.detailed = interface.times is Times.FULL
        self.message_log.pictures = interface.pictures
        self.composer.keys_of = keys.keys_of

    def stop(self) -> bool:
        """Stop the reply that runs here. False when none does."""
        return self.conversation is not None and self._replies.stop(self.conversation.id)
