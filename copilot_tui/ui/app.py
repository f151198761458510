"""Puts the parts together and keeps what must outlive every screen."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.notifications import SeverityLevel
from textual.screen import Screen

from copilot_tui.api.client import ChatClient
from copilot_tui.chat.conversation import Status
from copilot_tui.errors import CopilotError, StoreError
from copilot_tui.library import Library
from copilot_tui.replies.events import ReplyEnded, ReplyEvent
from copilot_tui.replies.replies import Replies
from copilot_tui.servers.choice import Choice, Offer, Servers
from copilot_tui.store.thread import StoreThread
from copilot_tui.ui.chat_screen import ChatScreen
from copilot_tui.ui.messages import (
    ReplyTold,
    ServerBusy,
    ServerChosen,
    StoreChanged,
    StoreFailed,
    Told,
)
from copilot_tui.ui.theme import DARK, LIGHT

LAST_RESORT_SECONDS = 10.0
"""How long quitting may take once the terminal is closed."""

POLL_SECONDS = 1.0
"""How often it is looked whether another copy of the app has written to the store."""


def commands_provider() -> type[Provider]:
    """The palette's commands, imported when the palette is first opened."""
    from copilot_tui.ui.palette import CommandsProvider

    return CommandsProvider


class CopilotApp(App[None]):
    """The terminal chat client.

    Args:
        store: where the conversations are kept; closed by whoever opened it.
        client: the wire; closed when the app quits.
        servers: which server answers, and those that were started for it.
    """

    CSS_PATH = "copilot.tcss"
    TITLE = "copilot-tui"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {commands_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="app.quit", show=False, priority=True)
    ]

    def __init__(self, *, store: StoreThread, client: ChatClient, servers: Servers) -> None:
        super().__init__()
        self._store = store
        self._client = client
        self._servers = servers
        self._library = Library(store)
        self._replies = Replies(
            store=store, client=client, connect=self._connected, listener=self._told
        )
        self._choice: Choice | None = None
        self._settled = asyncio.Event()
        self._quitting = False

    def get_driver_class(self) -> type[Driver]:
        """The platform's driver, made to outlive its terminal."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from copilot_tui.ui.terminal_driver import SturdyDriver

        return SturdyDriver

    def get_default_screen(self) -> Screen[None]:
        """The chat."""
        self.chat = ChatScreen(self._library, self._replies)
        return self.chat

    def on_mount(self) -> None:
        """Set the theme, and look for a server while the first paint is under way."""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self._choose(self._servers.choose)
        self.set_interval(POLL_SECONDS, self._look_for_changes)
        self._listen_to_signals()
        self.run_worker(self._empty_trash(), group="trash", exit_on_error=False)

    def _choose(self, choose: Callable[[], Awaitable[Choice]]) -> None:
        """Settle anew which server answers; requests wait for it."""
        self._settled.clear()
        self.run_worker(self._chosen(choose), group="servers", exit_on_error=False)

    async def _chosen(self, choose: Callable[[], Awaitable[Choice]]) -> None:
        try:
            self._choice = await choose()
        except CopilotError as error:
            self.post_message(Told(error.lines, is_error=True))
        if self._choice is None:
            self._choice = await self._servers.choose()
        self._take(self._choice)
        self._settled.set()

    def _take(self, choice: Choice) -> None:
        self._choice = choice
        self.chat.post_message(ServerChosen(choice))

    async def _connected(self) -> Choice:
        await self._settled.wait()
        assert self._choice is not None
        return self._choice

    @on(Told)
    def _show_told(self, event: Told) -> None:
        """Show a text for a while, in place of the one before."""
        self.clear_notifications()
        severity: SeverityLevel = "error" if event.is_error else "information"
        seconds = 20 if event.is_error else 6
        self.notify(event.text, severity=severity, timeout=seconds, markup=False)

    def server_state(self, sentence: str) -> None:
        """Show what is being done about servers."""
        self.chat.post_message(ServerBusy(sentence))

    def action_retry_server(self) -> None:
        """Look again for the server of the profile."""
        self._choose(self._servers.retry)

    def action_start_server(self) -> None:
        """Start the server of the profile."""
        self._choose(self._servers.start_server)

    def _told(self, event: ReplyEvent) -> None:
        self.chat.post_message(ReplyTold(event))
        choice = self._choice
        if choice is None or not isinstance(event, ReplyEnded):
            return
        if event.unreachable and self._settled.is_set() and not self._quitting:
            self._choose(lambda: self._servers.lost(choice))
        elif event.reply.status is Status.COMPLETE and not choice.answers:
            self._take(replace(choice, answers=True, reason="", offers=()))

    def store_failed(self, error: StoreError) -> None:
        """Show a failure that nobody waited for. May be called from any thread."""
        if self.chat.is_running:
            self.chat.post_message(StoreFailed(error.lines))

    async def _look_for_changes(self) -> None:
        try:
            changed = await self._library.changed_elsewhere()
        except StoreError:
            return
        if changed:
            self.chat.post_message(StoreChanged())

    async def _empty_trash(self) -> None:
        try:
            await self._library.empty_trash()
        except StoreError as error:
            self.store_failed(error)

    def _listen_to_signals(self) -> None:
        """Quit in good order when the terminal is closed or the system asks."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, self._quit_soon)

    def _quit_soon(self) -> None:
        # Whatever may still hold it up, a program without a terminal must not stay.
        last_resort = threading.Timer(LAST_RESORT_SECONDS, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()
        self.run_worker(self.action_quit(), group="quit", exit_on_error=False)

    async def action_quit(self) -> None:
        """Keep what the running replies have brought, stop our servers, and leave."""
        if self._quitting:
            return
        self._quitting = True
        await self.chat.pane.finish_sending()
        self.chat.pane.keep_draft()
        await self._replies.settle()
        await self._servers.close()
        await self._client.aclose()
        self.exit()

    def on_unmount(self) -> None:
        """Let go of the servers at once when the app ends in any other way."""
        self._servers.kill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to start a server only where one can be started."""
        if action == "start_server":
            return self._choice is None or Offer.START_SERVER in self._choice.offers
        return super().check_action(action, parameters)
