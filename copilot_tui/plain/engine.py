"""Everything that must not wait for the user, on an event loop in a thread of its own.

The main thread belongs to the lines: it blocks in the reading of them, and there alone
ctrl+c and the signals reach it.
"""

from __future__ import annotations

import asyncio
import os
import select
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for_all
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from copilot_tui.errors import CopilotError, StoreError
from copilot_tui.library.library import Library
from copilot_tui.library.watchman import LOOK_SECONDS, Watchman
from copilot_tui.plain.news import News, Notice, PicturesMissing, ReplySettled, ServerChosen
from copilot_tui.replies.connection import Connection
from copilot_tui.replies.directory import Directory
from copilot_tui.replies.events import ReplyEnded
from copilot_tui.replies.replies import Replies

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient
    from copilot_tui.chat.conversation import Message
    from copilot_tui.paths import Paths
    from copilot_tui.replies.events import ReplyEvent
    from copilot_tui.servers.choice import Choice
    from copilot_tui.servers.servers import Servers
    from copilot_tui.store.thread import StoreThread

Result = TypeVar("Result")

SLOW_SECONDS = 1.0
"""Whoever types is told that something takes longer."""


class Engine:
    """Runs the parts that the full screen has, too. Its methods are for the main thread.

    Args:
        store: where the conversations are kept; closed by whoever opened it.
        client: the wire; closed with the engine.
        servers: which server answers, and those that were started for it; closed, too.
        paths: where the conversations and their copies are.

    Attributes:
        library: all conversations; its coroutines are run by `call`.
        directory: what the servers offer; its coroutines are run by `begin`.
        on_slow: told, on the main thread, that what it waits for takes long: a server with the
            conversations may be silent for some seconds before it counts as away.
    """

    def __init__(
        self, *, store: StoreThread, client: ChatClient, servers: Servers, paths: Paths
    ) -> None:
        self.library = Library(store)
        self.on_slow: Callable[[], None] = lambda: None
        self.directory = Directory(client, lambda profile: self._connection.settled(profile))
        self._paths = paths
        self._client = client
        self._servers = servers
        self._connection = Connection(
            servers,
            on_choice=lambda choice: self._tell(ServerChosen(choice)),
            on_error=self._tell_error,
        )
        self._replies = Replies(
            store=store, client=client, connect=self._connect, listener=self._listen
        )
        self._news: SimpleQueue[News] = SimpleQueue()
        self._pictures: Future[None] | None = None
        self._wake_end, self._waking_end = os.pipe()
        os.set_blocking(self._wake_end, False)
        os.set_blocking(self._waking_end, False)
        self._waking = threading.Lock()
        self._can_wake = True
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine", daemon=True)

    def run(self) -> None:
        """Begin to work for whoever calls, and do nothing of its own accord."""
        self._thread.start()

    def start(self) -> None:
        """Begin to work, looking for a server first."""
        self.run()
        self.begin(self._connection.choose(self._servers.choose))
        self.begin(self._keep_house(self.library.empty_trash()))
        self.complete_index()
        self.begin(self._keep_house(self.library.back_up(self._paths)))
        self.begin(self._keep_watch())

    def close(self, rescue: Path | None = None) -> str:
        """Keep what the running replies have brought, stop our servers, and end.

        Args:
            rescue: see `Replies.settle`, as for what is returned.
        """
        try:
            return asyncio.run_coroutine_threadsafe(self._close(rescue), self._loop).result()
        finally:
            self._servers.kill()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            with self._waking:
                self._can_wake = False
                os.close(self._wake_end)
                os.close(self._waking_end)

    def call(self, work: Coroutine[None, None, Result]) -> Result:
        """Wait for something short, such as a question to the library."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        _, unfinished = wait_for_all([future], SLOW_SECONDS)
        if unfinished:
            self.on_slow()
        return future.result()

    def begin(self, work: Coroutine[None, None, Result]) -> Future[Result]:
        """Begin something long; its end wakes `wait`."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        future.add_done_callback(lambda _: self._wake())
        return future

    def wait(self, descriptor: int | None, seconds: float | None) -> bool:
        """Wait for news, for something to read, or for the time to pass.

        Args:
            descriptor: what may become readable; None for nothing.
            seconds: how long at most; None for no limit.

        Returns:
            Whether the descriptor can be read.
        """
        watched = [self._wake_end, *([] if descriptor is None else [descriptor])]
        ready, _, _ = select.select(watched, [], [], seconds)
        return descriptor is not None and descriptor in ready

    def take_news(self) -> list[News]:
        """What was told since the last call; also when it is closed, and the store after it."""
        with self._waking, suppress(BlockingIOError):
            while self._can_wake and os.read(self._wake_end, 4096):
                pass
        news: list[News] = []
        with suppress(Empty):
            while True:
                news.append(self._news.get_nowait())
        return news

    def notice(self, text: str) -> None:
        """Have something said. May be called from any thread."""
        self._tell(Notice(text))

    def complete_index(self) -> None:
        """Make everything findable, behind all else."""
        self.begin(self._keep_house(self.library.complete_index()))

    def look_for_server(self) -> Future[None]:
        """Look again for the server of the profile."""
        return self.begin(self._connection.choose(self._servers.retry))

    def start_server(self) -> Future[None]:
        """Start the server of the profile."""
        return self.begin(self._connection.choose(self._servers.start_server))

    def settle_on(self, profile: str) -> Future[Choice]:
        """Settle who answers from now on, where a conversation does not say so itself.

        Args:
            profile: whose server it has to be; empty is whoever answers in the app.
        """
        return self.begin(self._settle_on(profile))

    def choice(self, profile: str) -> Future[Choice]:
        """Who answers, once that is settled; see `Connection.settled`."""
        return self.begin(self._connection.settled(profile))

    def ask(self, question: Message, *, continues: int | None = None) -> None:
        """Let a reply begin; its end is told as `ReplySettled`. See `Replies.answer`."""
        self.call(self._ask(question, continues))

    def pictures(self) -> Future[None]:
        """Done once the pictures of the reply that has ended last are kept, or cannot be."""
        if self._pictures is None:
            self._pictures = Future()
            self._pictures.set_result(None)
        return self._pictures

    def stop(self, conversation: int) -> None:
        """End a reply at once, keeping its text."""
        self.call(self._stop(conversation))

    def snapshot(self, conversation: int) -> Message | None:
        """See `Replies.snapshot`."""
        return self.call(self._snapshot(conversation))

    def with_unkept(self, conversation: int, messages: Sequence[Message]) -> list[Message]:
        """See `Replies.with_unkept`."""
        return self.call(self._with_unkept(conversation, messages))

    async def _ask(self, question: Message, continues: int | None) -> None:
        reply = self._replies.answer(question.conversation, question.id, continues=continues)
        task = asyncio.create_task(self._see_through(question.conversation, reply))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _see_through(self, conversation: int, reply: Callable[[], Awaitable[None]]) -> None:
        error = ""
        try:
            await reply()
        except StoreError as failure:
            error = str(failure)
        finally:
            self._tell(ReplySettled(conversation, error))

    async def _with_unkept(self, conversation: int, messages: Sequence[Message]) -> list[Message]:
        return self._replies.with_unkept(conversation, messages)

    async def _stop(self, conversation: int) -> None:
        self._replies.stop(conversation)

    async def _snapshot(self, conversation: int) -> Message | None:
        return self._replies.snapshot(conversation)

    async def _connect(self, conversation: int) -> Choice:
        return await self._connection.settled((await self.library.get(conversation)).profile)

    async def _settle_on(self, profile: str) -> Choice:
        of_profile = partial(self._servers.of_profile, profile)
        await self._connection.choose(of_profile if profile else self._servers.choose)
        return await self._connection.settled()

    async def _keep_house(self, work: Coroutine[None, None, object]) -> None:
        """Do something that nobody waits for."""
        try:
            await work
        except StoreError as error:
            self._tell_error(error)

    async def _keep_watch(self) -> None:
        """Look after the conversation file until the end."""
        watchman = Watchman(self.library, lambda notice: self.notice(notice.text))
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(StoreError):
                await watchman.look()
                await watchman.go_back()

    async def _close(self, rescue: Path | None) -> str:
        rescued = await self._replies.settle(rescue, await self.library.settle_drafts())
        await self._servers.close()
        await self._client.aclose()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        return rescued

    def _listen(self, event: ReplyEvent) -> None:
        self._connection.told(event)
        self._tell(event)
        if isinstance(event, ReplyEnded):
            self._pictures = self.begin(self._take_in_pictures(event.reply))

    async def _take_in_pictures(self, reply: Message) -> None:
        await self._keep_house(self._replies.take_in_pictures(reply))
        problems = self._replies.picture_problems(reply)
        if problems:
            self._tell(PicturesMissing(reply.conversation, problems))

    def _tell_error(self, error: CopilotError) -> None:
        self.notice(str(error))

    def _tell(self, news: News) -> None:
        self._news.put(news)
        self._wake()

    def _wake(self) -> None:
        # The store may still tell of a failure when everything here is over.
        with self._waking, suppress(BlockingIOError):
            if self._can_wake:
                os.write(self._waking_end, b"\0")
