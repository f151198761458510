"""Puts the parts together and keeps what must outlive every screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.screen import Screen

from copilot_tui.errors import CopilotError, StoreError
from copilot_tui.library.library import Library
from copilot_tui.paths import with_shown_paths
from copilot_tui.replies.connection import Connection
from copilot_tui.replies.directory import Directory
from copilot_tui.replies.replies import Replies
from copilot_tui.servers.choice import Choice, Offer
from copilot_tui.ui.adjustable_app import AdjustableApp
from copilot_tui.ui.after_fault import rescue_at_close
from copilot_tui.ui.beginning import begin
from copilot_tui.ui.chat_screen import ChatScreen
from copilot_tui.ui.housekeeping import POLL_SECONDS, Housekeeping
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import (
    CopyWanted,
    ReplyTold,
    ServerBusy,
    ServerChosen,
    StoreChanged,
    StoreFailed,
    StoreTold,
    Told,
)
from copilot_tui.ui.notice_text import BRIEFLY, pop_up
from copilot_tui.ui.opening_sign import said_when_slow
from copilot_tui.ui.outlets import Outlets
from copilot_tui.ui.preferences import Preferences
from copilot_tui.ui.reply_caller import ReplyCaller
from copilot_tui.ui.theme import DARK, OWN_THEMES, choose_theme
from copilot_tui.ui.warm_up import WINDOWS_CSS, load_rest

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient
    from copilot_tui.config import Interface, Settings
    from copilot_tui.intent import Intent
    from copilot_tui.paths import Paths
    from copilot_tui.replies.events import ReplyEnded, ReplyEvent
    from copilot_tui.servers.servers import Servers
    from copilot_tui.store.thread import StoreThread


class CopilotApp(AdjustableApp):
    """The terminal chat client.

    Args:
        store: where the conversations are kept; closed by whoever opened it.
        client: the wire; closed when the app quits.
        servers: which server answers, and those that were started for it.
        settings: of this run.
        paths: where settings are written and copies kept.
        environ: of the process.
        intent: what is done once the conversations are open.
    """

    CSS_PATH: ClassVar[list[str | PurePath]] = ["copilot.tcss", "log.tcss", "composer.tcss"]
    TITLE = "copilot-tui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="app.quit", show=False, priority=True)
    ]

    def __init__(
        self,
        *,
        store: StoreThread,
        client: ChatClient,
        servers: Servers,
        settings: Settings,
        paths: Paths,
        environ: Mapping[str, str],
        intent: Intent | None = None,
    ) -> None:
        # Without it Textual 8.2.8 mixes its own greys where no colours are wanted.
        super().__init__(ansi_color=True if "NO_COLOR" in environ else None)
        for theme in OWN_THEMES:
            self.register_theme(theme)
        if choose_theme(settings.interface.theme, environ) == DARK.name:
            # Known before the styles are parsed, which would else be done once more for it.
            self.set_reactive(CopilotApp.theme, DARK.name)
            self.stylesheet.set_variables(self.get_css_variables())
        self._store = store
        self._client = client
        self._servers = servers
        self._settings = settings
        self._paths = paths
        self._environ = environ
        self._library = Library(store)
        self._connection = Connection(servers, on_choice=self._take, on_error=self._complain)
        self._replies = Replies(
            store=store, client=client, connect=self._connect, listener=self._told
        )
        self._outlets = Outlets(environ, self.write_terminal, paths.data, self.post_message)
        self._caller = ReplyCaller(environ, self.write_terminal, self.frame_terminal)
        self.preferences = Preferences(self, settings, paths.config_file, self._apply)
        self._housekeeping = Housekeeping(
            self._library,
            changed=lambda changes: self.chat.post_message(StoreChanged(changes)),
            failed=self.store_failed,
            tell=lambda notice: self.chat.post_message(StoreTold(notice)),
            paths=paths,
        )
        self._intent = intent
        self._quitting = False

    def get_default_screen(self) -> Screen[None]:
        """The chat."""
        directory = Directory(self._client, self._connection.settled)
        self.chat = ChatScreen(self._library, self._replies, directory, self._settings, self._paths)
        return self.chat

    def on_mount(self) -> None:
        """Take the settings."""
        self._apply(self.preferences.interface)

    def on_ready(self) -> None:
        """Name the window, which cannot be done before the app may write to the terminal."""
        self._caller.start()
        if self._intent is None or self._intent.is_nothing:
            self.call_after_refresh(self.let_keys_in)
        self.call_after_refresh(in_worker, self, self._settle_in, group="housekeeping")

    async def _settle_in(self) -> None:
        """Load what the first paint did without, look for a server, and tidy up."""
        self.stylesheet.read_all(WINDOWS_CSS)
        with said_when_slow(self.server_state, self._settings.database):
            self._store.release()
            await asyncio.to_thread(load_rest)
            self._hang_pictures()
            try:
                await asyncio.to_thread(self._store.wait_until_open)
            except StoreError:
                self.exit(return_code=1)  # Who has opened it says why.
                return
        try:
            await begin(self.chat, self._library, self._intent)
        finally:
            self.call_later(self.let_keys_in)
        self._choose(self._servers.choose)
        await self.chat.pane.tell_of_unsent_edit()
        self.set_interval(POLL_SECONDS, self._housekeeping.look_for_changes)
        self._housekeeping.listen()
        await self._housekeeping.tidy_up()

    def _hang_pictures(self) -> None:
        from copilot_tui.ui.picture_gallery import PictureGallery

        log = self.chat.pane.message_log
        log.hang(PictureGallery(log, self._library, self, self._environ))

    def _apply(self, interface: Interface) -> None:
        """Look and behave as the settings say, from now on."""
        self.theme = choose_theme(interface.theme, self._environ)
        keys = self._settings.keys.with_enter(sends=interface.enter_sends)
        self.set_keymap(keys.textual())
        self._caller.settings = interface.notifications
        if self.chat.is_mounted:
            self.chat.apply(interface, keys)

    def _choose(self, choose: Callable[[], Awaitable[Choice]]) -> None:
        """Settle anew which server answers; requests wait for it."""
        in_worker(self, partial(self._connection.choose, choose), group="servers")

    def _take(self, choice: Choice) -> None:
        self.chat.post_message(ServerChosen(choice))

    def _complain(self, error: CopilotError) -> None:
        self.post_message(Told(error.lines, is_error=True))

    async def _connect(self, conversation: int) -> Choice:
        return await self._connection.settled((await self._library.get(conversation)).profile)

    @on(Told)
    def _show_told(self, event: Told) -> None:
        """Show a text for a while, in place of the one before: on one line, if that will do."""
        self.clear_notifications()
        line, text = self.chat.status_line, with_shown_paths(event.text)
        if not event.is_error and self.screen is self.chat and line.has_room_for(text):
            line.say(text, BRIEFLY)
            return
        pop_up(self, text, is_error=event.is_error)

    def server_state(self, sentence: str) -> None:
        """Show what is being done about servers; what quitting waits for is not covered by it."""
        if not self._quitting:
            self.chat.post_message(ServerBusy(sentence))

    def action_retry_server(self) -> None:
        """Look again for the server of the profile."""
        self._choose(self._servers.retry)

    def action_start_server(self) -> None:
        """Start the server of the profile."""
        self._choose(self._servers.start_server)

    def _told(self, event: ReplyEvent) -> None:
        self.chat.post_message(ReplyTold(event))
        if self._quitting:
            return
        self._connection.told(event)
        from copilot_tui.replies.events import ReplyEnded

        if isinstance(event, ReplyEnded):
            self.chat.pane.exchange.endings.begin(event.reply.conversation)
            in_worker(self, partial(self._call_user, event), group="calling")

    async def _call_user(self, event: ReplyEnded) -> None:
        """Call the user for a reply that ended unseen."""
        reply = event.reply
        try:
            conversation = await self._library.get(reply.conversation)
        except StoreError:
            return  # The sidebar tells of it.
        self._caller.call(
            reply,
            conversation.title,
            focused=self.terminal_has_focus,
            shown=self.chat.pane.shows(reply.conversation),
        )

    @on(events.AppFocus)
    def _seen(self) -> None:
        self._caller.seen()

    @on(CopyWanted)
    def _copy_wanted(self, event: CopyWanted) -> None:
        self.copy_to_clipboard(event.text)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Show where an address leads, and open it if the user wants that."""
        del new_tab
        self._outlets.ask_to_open(self, url)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text to wherever the user can paste it from, and say where that is."""
        self._clipboard = text
        in_worker(self, partial(self._outlets.copy, text), group="copying")

    def store_failed(self, error: StoreError) -> None:
        """Show a failure that nobody waited for. May be called from any thread."""
        if self.chat.is_running:
            self.chat.post_message(StoreFailed(error.lines))

    async def action_quit(self) -> None:
        """Keep what the running replies have brought, stop our servers, and leave."""
        if self._quitting:
            return
        self._quitting = True
        self.end_soon()
        self._store.hurry()
        rescued = ""
        try:
            from copilot_tui.ui.leaving import keep_last

            rescued = await keep_last(
                self, self._store, self._library, self._replies, self._paths.data
            )
            await self._housekeeping.release_queues()
            await self._servers.close()
            await self._client.aclose()
        except Exception as error:
            # Whoever asked for the end gets it, and hears what went wrong.
            self._handle_exception(error)
        self.exit(return_code=self.return_code or 0, message=rescued)

    def keep_all(self) -> None:
        """Keep the draft; the replies keep themselves when their workers are cancelled."""
        self._quitting = True
        rescue_at_close(self._store, self._replies, self._library, self._paths.data)
        with suppress(NoMatches):
            self.chat.pane.exchange.endings.end_all()
            self.chat.pane.keep_draft()

    def on_unmount(self) -> None:
        """Let go of the servers at once when the app ends in any other way."""
        self._servers.kill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to start a server only where one can be started."""
        if action == "start_server":
            choice = self._connection.choice
            return choice is None or Offer.START_SERVER in choice.offers
        return super().check_action(action, parameters)
