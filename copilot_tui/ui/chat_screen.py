"""The one screen: the sidebar, a conversation, and the status line below both."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.getters import query_one
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from copilot_tui.chat.conversation import Conversation
from copilot_tui.errors import StoreError
from copilot_tui.library import Library
from copilot_tui.replies.replies import Replies
from copilot_tui.ui.commands import Where, bindings
from copilot_tui.ui.conversation_list import ConversationList
from copilot_tui.ui.conversation_pane import ConversationPane
from copilot_tui.ui.dialogs import HelpDialog, RenameDialog
from copilot_tui.ui.messages import (
    ConversationTouched,
    ReplyTold,
    RunningChanged,
    ServerBusy,
    ServerChosen,
    StatusChanged,
    StoreChanged,
    StoreFailed,
    Told,
)
from copilot_tui.ui.status_line import StatusLine
from copilot_tui.ui.status_model import StatusModel

NARROW = 60
"""Columns below which the sidebar lies over the messages."""

STATUS_SECONDS = 0.5
"""How often elapsed time and speed are shown anew while a reply runs."""


class ChatScreen(Screen[None]):
    """Puts the parts side by side and carries what one says to the others.

    Args:
        library: all conversations.
        replies: the running replies.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.ANYWHERE)
    AUTO_FOCUS = "#composer"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal")]  # noqa: RUF012

    conversation_list = query_one("#conversations", ConversationList)
    pane = query_one("#chat", ConversationPane)
    status_line = query_one("#status", StatusLine)

    def __init__(self, library: Library, replies: Replies) -> None:
        super().__init__()
        self._library = library
        self._replies = replies
        self._model = StatusModel()
        self._deleted: list[int] = []

    def compose(self) -> ComposeResult:
        """The parts, narrow from the first paint on: Textual sets its classes only after it."""
        self.set_class(self.app.size.width < NARROW, "-narrow")
        with Horizontal(id="columns"):
            with Vertical(id="sidebar"):
                yield Static("Conversations", id="sidebar-title")
                yield ConversationList(id="conversations")
            yield ConversationPane(self._library, self._replies, self._model)
        yield StatusLine(id="status")

    def on_mount(self) -> None:
        """Read the conversations without holding up the first paint."""
        self._ticker = self.set_interval(STATUS_SECONDS, self._show_status, pause=True)
        self.load_list()
        self.pane.start_new()

    @work(group="list", exclusive=True, exit_on_error=False)
    async def load_list(self) -> None:
        """Show the newest conversations."""
        try:
            self.conversation_list.show(await self._library.page())
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))

    @on(ConversationList.EndNear)
    @work(group="list-more", exclusive=True, exit_on_error=False)
    async def _load_more(self) -> None:
        last = self.conversation_list.last
        if last is None:
            return
        try:
            if page := await self._library.page(after=last):
                self.conversation_list.add(page)
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))

    @on(ConversationList.Chosen)
    def _open(self, event: ConversationList.Chosen) -> None:
        self.pane.open(event.conversation)
        self._close_overlay()
        self.set_focus(self.pane.composer)

    @on(ConversationTouched)
    def _touched(self, event: ConversationTouched) -> None:
        if event.conversation.deleted_at is not None:
            return  # Its reply ended while it was being deleted.
        self.conversation_list.add([event.conversation])
        shown = self.pane.conversation
        if shown is not None and shown.id == event.conversation.id:
            self.pane.conversation = event.conversation
            self.conversation_list.open_id = shown.id

    @on(RunningChanged)
    def _running_changed(self) -> None:
        self.conversation_list.running = self._replies.running
        if self.pane.is_answering:
            self._ticker.resume()
        else:
            self._model.meter = None
            self._ticker.pause()
        self._show_status()

    @on(StoreChanged)
    def _store_changed(self) -> None:
        self.load_list()
        self.pane.refresh_messages()

    @on(ReplyTold)
    def _reply_told(self, event: ReplyTold) -> None:
        self.pane.told(event.event)

    @on(ServerBusy)
    def _server_busy(self, event: ServerBusy) -> None:
        self._model.busy = event.sentence
        self._show_server()

    @on(ServerChosen)
    def _server_chosen(self, event: ServerChosen) -> None:
        self._model.busy = ""
        self._model.choice = event.choice
        self._show_server()

    def _show_server(self) -> None:
        self.pane.notice.say(self._model.notice(), self._model.brief_notice())
        self.pane.answering = self._model.answering
        self.pane.message_log.greeting = self._model.greeting
        self._show_status()

    @on(StoreFailed)
    def _store_failed(self, event: StoreFailed) -> None:
        self.post_message(Told(event.error, is_error=True))

    @on(StatusChanged)
    @on(events.DescendantFocus)
    def _show_status(self) -> None:
        self.status_line.status = self._model.text(self._focus_place())

    def _focus_place(self) -> Where:
        focused = self.focused
        if focused is self.conversation_list:
            return Where.SIDEBAR
        return Where.LOG if focused is self.pane.message_log else Where.COMPOSER

    def action_new_conversation(self) -> None:
        """Start a conversation of its own."""
        self.conversation_list.open_id = None
        self.pane.start_new()
        self._close_overlay()
        self.set_focus(self.pane.composer)

    def action_toggle_sidebar(self) -> None:
        """Show the sidebar and go there; hide it when one is there already."""
        if self._focus_place() is Where.SIDEBAR:
            self._hide_sidebar()
            self.set_focus(self.pane.composer)
        else:
            self.set_class(False, "-sidebar-hidden")
            self.set_class(True, "-sidebar-open")
            self.set_focus(self.conversation_list)

    def _hide_sidebar(self) -> None:
        self.set_class(True, "-sidebar-hidden")
        self._close_overlay()

    def _close_overlay(self) -> None:
        self.set_class(False, "-sidebar-open")

    def action_stop_or_leave(self) -> None:
        """Go back to the prompt; there, stop the reply."""
        if self._focus_place() is Where.COMPOSER:
            self.pane.stop()
        else:
            self._close_overlay()
            self.set_focus(self.pane.composer)

    def action_focus_part(self, step: int) -> None:
        """Go round: prompt, messages, and the sidebar if it is shown."""
        parts: list[Widget] = [self.pane.composer, self.pane.message_log]
        if self.conversation_list.is_on_screen:
            parts.append(self.conversation_list)
        at = parts.index(self.focused) if self.focused in parts else 0
        self.set_focus(parts[(at + step) % len(parts)])

    def action_newest(self) -> None:
        """Go to the newest text and follow it."""
        self.pane.message_log.follow()

    def action_log_page_up(self) -> None:
        """Scroll the messages, wherever the focus is."""
        self.pane.message_log.action_page_up()

    def action_log_page_down(self) -> None:
        """Scroll the messages, wherever the focus is."""
        self.pane.message_log.action_page_down()

    async def action_retry(self) -> None:
        """Ask for the last answer once more."""
        await self.pane.retry()

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpDialog())

    def _chosen_conversation(self) -> Conversation | None:
        """What a command is meant for: under the cursor of the sidebar, else the open one."""
        if self._focus_place() is Where.SIDEBAR:
            return self.conversation_list.cursor_conversation
        return self.pane.conversation

    @work(group="rename", exclusive=True, exit_on_error=False)
    async def action_rename(self) -> None:
        """Ask for another title."""
        conversation = self._chosen_conversation()
        if conversation is None:
            return
        title = await self.app.push_screen_wait(RenameDialog(conversation.title))
        if title is not None:
            try:
                renamed = await self._library.rename(conversation.id, title)
            except StoreError as error:
                self.post_message(StoreFailed(error.lines))
            else:
                self.post_message(ConversationTouched(renamed))

    async def action_delete(self) -> None:
        """Put the conversation under the cursor into the trash."""
        await self._delete(self._chosen_conversation())

    async def action_delete_open(self) -> None:
        """Put the open conversation into the trash."""
        await self._delete(self.pane.conversation)

    async def _delete(self, conversation: Conversation | None) -> None:
        if conversation is None:
            return
        self._replies.stop(conversation.id)
        try:
            await self._library.delete(conversation.id)
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
            return
        self._deleted.append(conversation.id)
        self.conversation_list.discard(conversation.id)
        if self.pane.conversation is not None and self.pane.conversation.id == conversation.id:
            self.pane.start_new()
        deleted = f"Deleted “{conversation.title}”. In the sidebar, u brings it back."
        self.post_message(Told(deleted))

    async def action_undelete(self) -> None:
        """Bring back the conversation that was deleted last."""
        if not self._deleted:
            self.post_message(Told("Nothing was deleted since the start."))
            return
        try:
            conversation = await self._library.restore(self._deleted[-1])
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
            return
        self._deleted.pop()
        self.post_message(Told(f"“{conversation.title}” is back."))
        self.post_message(ConversationTouched(conversation))
        self.pane.open(conversation)
