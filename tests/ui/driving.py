"""The real app on a scripted server, and what tests need to drive it and to look at it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from copilot_tui.assembly import build
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.ui.app import CopilotApp
from tests.ui.painted_screen import PaintedScreen
from tests.ui.waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.intent import Intent
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.ui.chat_screen import ChatScreen
    from copilot_tui.ui.composer import Composer
    from copilot_tui.ui.conversation_list import ConversationList
    from copilot_tui.ui.conversation_pane import ConversationPane
    from copilot_tui.ui.message_log import MessageLog
    from tests.servers_fake import FakeServer

ENVIRONMENT = {"COLORTERM": "truecolor"}
"""A terminal of many colours, without any way to a clipboard but a file."""

_KEYS = {"\n": "ctrl+j"}
_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "ctrl+j": "\n"}


class Chat:
    """The running app as a test drives it.

    Args:
        pilot: of the app.
        server: that answers.
        store: the app's own.
        painted: what is seen of it.
    """

    def __init__(
        self,
        pilot: Pilot[None],
        server: FakeServer,
        store: StoreThread,
        painted: PaintedScreen,
    ) -> None:
        assert isinstance(pilot.app, CopilotApp)
        self.pilot = pilot
        self.app: CopilotApp = pilot.app
        self.server = server
        self.store = store
        self.painted = painted

    @property
    def screen(self) -> ChatScreen:
        """The chat, also while something lies over it."""
        return self.app.chat

    @property
    def pane(self) -> ConversationPane:
        """The open conversation."""
        return self.app.chat.pane

    @property
    def log(self) -> MessageLog:
        """Its messages."""
        return self.pane.message_log

    @property
    def composer(self) -> Composer:
        """Its prompt."""
        return self.pane.composer

    @property
    def sidebar(self) -> ConversationList:
        """The sidebar's list."""
        return self.app.chat.conversation_list

    @property
    def opened(self) -> Conversation:
        """The conversation that is shown."""
        assert self.pane.conversation is not None
        return self.pane.conversation

    @property
    def asked(self) -> list[str]:
        """The last message of every request for a reply, in order."""
        asked: list[str] = []
        for request in self.server.requests:
            messages = request.body.get("messages")
            if isinstance(messages, list):
                asked.append(messages[-1]["content"])
        return asked

    # Driving

    async def until(self, reached: Callable[[], bool]) -> None:
        """See `wait_until`."""
        await wait_until(reached)

    def burst(self, *keys: str) -> None:
        """Put key events in the app's queue without letting it work in between."""
        for key in keys:
            name = _KEYS.get(key) or (_character_to_key(key) if len(key) == 1 else key)
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.app.post_message(events.Key(name, character))

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, as a person does."""
        for key in keys:
            self.burst(key)
            await self.pause()
            await self.until(lambda: not (self.app.is_running and self.app.is_led))

    async def pause(self) -> None:
        """Let everything that is queued be done, and what that has queued."""
        for _ in range(3):
            await self.pilot.pause(0)

    async def type(self, text: str) -> None:
        """Type into the prompt and see it stand there."""
        whole = self.composer.text + text
        self.burst(*text)
        await self.until(lambda: self.composer.text == whole)

    async def send(self, text: str) -> None:
        """Type a message, send it, and wait until it is asked and shown."""
        asked = len(self.asked)
        await self.type(text)
        self.burst("enter")
        await self.until(lambda: len(self.asked) > asked and self.pane.conversation is not None)

    async def answered(self) -> None:
        """Wait until no reply runs in any conversation."""
        await self.until(lambda: not self.sidebar.running and not self.pane.is_answering)

    async def choose(self, title: str) -> None:
        """Open a conversation by its row in the sidebar."""
        await self.press_in_sidebar(title, "enter")
        await self.open_is(title)

    async def open_is(self, title: str) -> None:
        """Wait until the conversation of this title is open, with all its messages in the log."""
        await self.is_opening(title)
        await self.is_read()

    async def is_opening(self, title: str) -> None:
        """Wait until the conversation of this title was gone to; its messages may come later."""
        await self.until(lambda: self.pane.conversation is not None and self.opened.title == title)

    async def is_read(self) -> None:
        """Wait until nothing is being read for the log any more."""
        await self.until(
            lambda: all(worker.is_finished for worker in self.app.workers if worker.group == "open")
        )

    async def focus_is(self, widget: Widget) -> None:
        """Wait until this widget has the focus."""
        await self.until(lambda: widget.has_focus)

    async def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size and wait until the screen has it."""
        await self.pilot.resize_terminal(columns, rows)
        await self.until(lambda: self.screen.size == Size(columns, rows))
        await self.pause()

    async def press_in_sidebar(self, title: str, *keys: str) -> None:
        """Go to a conversation in the sidebar and press keys there."""
        self.sidebar.focus()
        await self.focus_is(self.sidebar)
        await self.press("home")
        async with asyncio.timeout(PATIENCE):
            while (entry := self.sidebar.cursor_conversation) is None or entry.title != title:
                await self.press("down")
        self.burst(*keys)
        await self.pause()

    async def start_new(self) -> None:
        """Begin another conversation."""
        await self.press("ctrl+n")
        await self.until(lambda: self.pane.conversation is None)

    async def leave_dialogs(self) -> None:
        """Cancel whatever lies over the chat."""
        async with asyncio.timeout(PATIENCE):
            while self.app.screen is not self.screen:
                await self.press("escape")

    # Looking

    def rows(self, region: Region | None = None) -> list[str]:
        """What stands on the screen, or in a part of it."""
        rows = self.painted.rows
        if region is None:
            return rows
        return [
            Strip([Segment(row)]).crop(region.x, region.right).text
            for row in rows[region.y : region.bottom]
        ]

    def text(self, widget: Widget | None = None) -> str:
        """The same as one text, without the spaces at the ends of its lines."""
        rows = self.rows(None if widget is None else widget.region)
        return "\n".join(row.rstrip() for row in rows)

    def log_rows(self) -> list[str]:
        """The log's lines without its bars."""
        return [row[2:-1].rstrip() for row in self.rows(self.log.region)]

    def log_text(self) -> str:
        """The same as one text."""
        return "\n".join(self.log_rows())

    def notices(self) -> list[str]:
        """Everything the app has told and that is not gone yet."""
        told = [notification.message for notification in self.app._notifications]
        return [*told, *filter(None, [self.screen.status_line.said])]


@asynccontextmanager
async def chatting(
    folder: Path,
    server: FakeServer,
    *,
    size: tuple[int, int] = (80, 24),
    flags: Flags | None = None,
    intent: Intent | None = None,
) -> AsyncIterator[Chat]:
    """The app as `copilot-tui --url URL` makes it, with its files in `folder`.

    Args:
        folder: of configuration and conversations.
        server: must be listening.
        size: columns and rows of the terminal.
        flags: instead of `--url`.
        intent: what it is started for.
    """
    paths = Paths(config=folder, data=folder)
    if paths.config_file.exists():
        paths.config_file.chmod(0o600)  # Else it is mended, which is told.
    settings = load_settings(paths, {}, flags or Flags(url=server.url))
    app, store = build(settings, paths, ENVIRONMENT, intent=intent)
    painted = PaintedScreen(app)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            chat = Chat(pilot, server, store, painted)
            try:
                await chat.until(lambda: chat.pane.answering != "")
                yield chat
            finally:
                if app.is_running:
                    await app.action_quit()
    finally:
        store.close()


@contextmanager
def slow_store(chat: Chat) -> Iterator[None]:
    """Nothing that is asked of the store is done until this ends."""
    released = threading.Event()
    chat.store.submit(lambda _: released.wait(PATIENCE))
    try:
        yield
    finally:
        released.set()
