"""The parts of the one screen, and how they work together."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.widget import Widget

from copilot_tui.commands import Where
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.conversation_list import NOTHING_HERE, ConversationList
from copilot_tui.ui.conversation_pane import ConversationPane
from copilot_tui.ui.fresh_screen import FreshScreen
from copilot_tui.ui.messages import (
    ConversationTouched,
    Deleted,
    ReplyTold,
    RunningChanged,
    ServerBusy,
    ServerChosen,
    StatusChanged,
    StoreChanged,
    StoreFailed,
    StoreTold,
    Told,
)
from copilot_tui.ui.row_compositor import RowCompositor
from copilot_tui.ui.sidebar import Sidebar
from copilot_tui.ui.status_line import StatusLine
from copilot_tui.ui.status_model import StatusModel, unkept_words
from copilot_tui.ui.undo import UndoStack

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.config import Interface, KeyMap, Settings
    from copilot_tui.library.library import Library
    from copilot_tui.replies.replies import Replies

NARROW = 60
"""Columns below which the sidebar lies over the messages."""

FLAT = 10
"""Rows below which a third of them is less than the prompt's frame and a line in it."""

STATUS_SECONDS = 0.5
"""How often elapsed time and speed are shown anew while a reply runs."""

UNKEPT_SECONDS = 1.0
"""How often what could not be written is written again, and the sign of it looked after."""


class ChatLayout(FreshScreen):
    """Puts the parts side by side, carries what one says to the others, and moves the focus.

    Args:
        library: all conversations.
        replies: the running replies.
        settings: of this run.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.ANYWHERE)
    AUTO_FOCUS = "#composer"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (FLAT, "-upright")]  # noqa: RUF012

    sidebar = query_one("#sidebar", Sidebar)
    conversation_list = query_one("#conversations", ConversationList)
    pane = query_one("#chat", ConversationPane)
    status_line = query_one("#status", StatusLine)

    def __init__(self, library: Library, replies: Replies, settings: Settings) -> None:
        super().__init__()
        self._compositor = RowCompositor()
        self._library = library
        self._replies = replies
        self._settings = settings
        self._model = StatusModel(settings.profiles, settings.profile, settings.key_map)
        self.undo_stack = UndoStack()

    def compose(self) -> ComposeResult:
        """The parts, laid out for their room from the first paint on.

        Textual (8.2.8) sets its classes only after it, and styles all parts anew for each.
        """
        width, height = self.app.size
        self.add_class("-narrow" if width < NARROW else "-normal", update=False)
        self.add_class("-flat" if height < FLAT else "-upright", update=False)
        with Horizontal(id="columns"):
            yield Sidebar(self._library)
            yield ConversationPane(self._library, self._replies, self._model)
        yield StatusLine(id="status")

    def on_mount(self) -> None:
        """Read the conversations without holding up the first paint."""
        self._ticker = self.set_interval(STATUS_SECONDS, self._show_status, pause=True)
        self.set_interval(UNKEPT_SECONDS, self._look_for_unkept)
        self.apply(self._settings.interface, self._settings.key_map)
        self.sidebar.load()
        self.pane.start_new()

    def _look_for_unkept(self) -> None:
        self._library.write_drafts_again()
        drafts, replies = self._library.unkept_drafts, self._replies.is_behind
        unkept = unkept_words(drafts, replies=replies)
        if unkept != self._model.unkept:
            self._model.unkept = unkept
            self._show_status()

    @on(ConversationList.Chosen)
    def _open(self, event: ConversationList.Chosen) -> None:
        self.show_conversation(event.conversation)

    def show_conversation(
        self, conversation: Conversation, *, message: int | None = None, needle: str = ""
    ) -> None:
        """Open a conversation, and go to where one writes, or to one of its messages.

        Args:
            conversation: to open.
            message: row id of the message to go to; None goes to the prompt.
            needle: what was looked for in it.
        """
        self._close_overlay()
        self.sidebar.close_filter()
        if message is None:
            self.pane.open(conversation)
            self.set_focus(self.pane.composer)
        else:
            self.pane.open_at(conversation, message, needle)
            self.set_focus(self.pane.message_log)

    @on(ConversationTouched)
    def _touched(self, event: ConversationTouched) -> None:
        conversation = event.conversation
        if conversation.deleted_at is not None:
            return  # Its reply ended while it was being deleted.
        self.conversation_list.add([conversation])
        if self.pane.shows(conversation.id):
            self.pane.conversation = conversation
            self.conversation_list.open_id = conversation.id
            self._show_status()

    def conversation_gone(self, conversation: Conversation) -> None:
        """Show a conversation no longer: it was deleted."""
        self.conversation_list.discard(conversation.id)
        if self.pane.shows(conversation.id):
            self.conversation_list.open_id = None
            self.pane.start_new()

    @on(RunningChanged)
    def _running_changed(self) -> None:
        self.conversation_list.running = self._replies.running | self.sidebar.running_elsewhere
        if self.pane.is_answering:
            self._ticker.resume()
        else:
            self._model.meter = None
            self._ticker.pause()
        self._show_status()

    @on(StoreChanged)
    def _store_changed(self, event: StoreChanged) -> None:
        if event.changes.is_any:
            self.sidebar.load()
        self.pane.take_in(event.changes)

    @on(ReplyTold)
    def _reply_told(self, event: ReplyTold) -> None:
        self.pane.exchange.told(event.event)
        self.conversation_list.turn_spinner()

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
        self.pane.notice.set_class(self._model.is_calm, "-calm")
        self.pane.notice.say(self._model.notice(), self._model.brief_notice())
        self.pane.message_log.greeting = self._model.greeting
        self._show_status()

    @on(StoreFailed)
    def _store_failed(self, event: StoreFailed) -> None:
        self.post_message(Told(event.error, is_error=True))

    @on(StoreTold)
    def _store_told(self, event: StoreTold) -> None:
        if event.notice.hides_conversations:
            empty_words = (
                "They cannot be opened." if event.notice.is_error else "Not shown in private."
            )
            self.sidebar.conversation_list.empty_words = empty_words
            self.sidebar.conversation_list.refresh()
        if event.notice.is_settled:
            self.sidebar.conversation_list.empty_words = NOTHING_HERE
            self._model.store_notice = None
            self._show_server()
        if event.notice.is_lasting:
            self._model.store_notice = event.notice
            self._show_server()
        else:
            self.post_message(Told(event.notice.text, is_error=event.notice.is_error))

    @on(events.ScreenSuspend)
    def _put_notices_away(self) -> None:
        """Let no notice lie over the window that opens."""
        self.app.clear_notifications()

    @on(StatusChanged)
    @on(events.DescendantFocus)
    def _show_status(self) -> None:
        self._model.setup = self.pane.setup
        self.pane.answering = self._model.addressed
        self.status_line.status = self._model.text(self.focus_place)

    @on(Deleted)
    def _remember_deleted(self, event: Deleted) -> None:
        self.undo_stack.push(event.undo)
        self.post_message(Told(event.text))

    @property
    def focus_place(self) -> Where:
        """The part of the screen that has the focus."""
        focused = self.focused
        if focused is not None and self.sidebar in focused.ancestors:
            return Where.SIDEBAR
        if self.pane.find_bar.has_focus_within:
            return Where.LIST
        return Where.LOG if focused is self.pane.message_log else Where.COMPOSER

    def apply(self, interface: Interface, keys: KeyMap) -> None:
        """Look and behave as the settings say."""
        self._model.keys = keys
        self.pane.apply(interface, keys)
        self.pane.message_log.keys = keys
        self._show_status()

    def action_stop_or_leave(self) -> None:
        """Leave what is going on, one thing at a time; in the prompt, stop the reply."""
        self.app.clear_notifications()
        place = self.focus_place
        if place is Where.LOG and self.pane.message_log.drop_range():
            return
        if place is not Where.COMPOSER:
            self._close_overlay()
            self.sidebar.close_filter()
            self.set_focus(self.pane.composer)
        elif not self.pane.composer.close_completion() and not self.pane.leave_edit():
            self.pane.stop()

    async def action_focus_part(self, step: int) -> None:
        """Complete what is typed, or go round: prompt, messages, and the sidebar if shown."""
        composer = self.pane.composer
        if composer.has_focus and await composer.accept_completion():
            return
        parts: list[Widget] = [composer, self.pane.message_log]
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

    def action_toggle_sidebar(self) -> None:
        """Show the sidebar and go there; hide it when one is there already."""
        if self.focus_place is Where.SIDEBAR:
            self.set_class(True, "-sidebar-hidden")
            self._close_overlay()
            self.set_focus(self.pane.composer)
        else:
            self._open_sidebar()
            self.set_focus(self.conversation_list)

    def _open_sidebar(self) -> None:
        self.set_class(False, "-sidebar-hidden")
        self.set_class(True, "-sidebar-open")

    def _close_overlay(self) -> None:
        self.set_class(False, "-sidebar-open")
