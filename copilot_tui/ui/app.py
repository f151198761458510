"""Puts the parts together and keeps what must outlive every screen."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from copilot_tui.api.client import ChatClient
from copilot_tui.errors import CopilotError, StoreError
from copilot_tui.library import Library
from copilot_tui.replies.events import ReplyEvent
from copilot_tui.replies.replies import Replies
from copilot_tui.servers.choice import Choice, Offer, Servers
from copilot_tui.store.thread import StoreThread
from copilot_tui.ui.chat_screen import ChatScreen
from copilot_tui.ui.commands import START_SERVER, palette_commands
from copilot_tui.ui.messages import (
    ReplyTold,
    ServerBusy,
    ServerChosen,
    StoreChanged,
    StoreFailed,
)
from copilot_tui.ui.theme import DARK, LIGHT

POLL_SECONDS = 1.0
"""How often it is looked whether another copy of the app has written to the store."""


class CopilotApp(App[None]):
    """The terminal chat client.

    Args:
        store: where the conversations are kept; closed by whoever opened it.
        client: the wire; closed when the app quits.
        servers: which server answers, and those that were started for it.
    """

    CSS_PATH = "copilot.tcss"
    TITLE = "copilot-tui"
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

    # Servers

    def _choose(self, choose: Callable[[], Awaitable[Choice]]) -> None:
        """Settle anew which server answers; requests wait for it."""
        self._settled.clear()
        self.run_worker(self._chosen(choose), group="servers", exit_on_error=False)

    async def _chosen(self, choose: Callable[[], Awaitable[Choice]]) -> None:
        try:
            self._choice = await choose()
        except CopilotError as error:
            self.notify(str(error), severity="error", timeout=20, markup=False)
        if self._choice is None:
            self._choice = await self._servers.choose()
        self._settled.set()
        self.chat.post_message(ServerChosen(self._choice))

    async def _connected(self) -> Choice:
        await self._settled.wait()
        assert self._choice is not None
        return self._choice

    def server_state(self, sentence: str) -> None:
        """Show what is being done about servers."""
        self.chat.post_message(ServerBusy(sentence))

    def action_retry_server(self) -> None:
        """Look again for the server of the profile."""
        self._choose(self._servers.retry)

    def action_start_server(self) -> None:
        """Start the server of the profile."""
        self._choose(self._servers.start_server)

    # Replies and the store

    def _told(self, event: ReplyEvent) -> None:
        self.chat.post_message(ReplyTold(event))

    def store_failed(self, error: StoreError) -> None:
        """Show a failure that nobody waited for. May be called from any thread."""
        if self.chat.is_running:
            self.chat.post_message(StoreFailed(str(error)))

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

    # Ending

    def _listen_to_signals(self) -> None:
        """Quit in good order when the terminal is closed or the system asks."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, self._quit_soon)

    def _quit_soon(self) -> None:
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

    # The palette

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything the app can do, then what Textual offers of its own."""
        for command in palette_commands():
            if command.id == START_SERVER and not self._can_start_server():
                continue
            yield SystemCommand(command.title, command.help, self._runner(command.action))
        for offered in super().get_system_commands(screen):
            if offered.title in ("Theme", "Screenshot"):
                yield offered

    def _can_start_server(self) -> bool:
        return self._choice is None or Offer.START_SERVER in self._choice.offers

    def _runner(self, action: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.chat.run_action(action)

        return run
