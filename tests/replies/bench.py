"""Replies with a real store in a file and a real client."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from copilot_tui.api.client import ChatClient
from copilot_tui.profile import G4F, Profile
from copilot_tui.replies.events import (
    KEPT_AGAIN,
    KeepingFailed,
    KeepingResumed,
    ReplyEnded,
    ReplyEvent,
    ReplyGrew,
    ReplyStarted,
)
from copilot_tui.replies.replies import Replies
from copilot_tui.servers.choice import Choice
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.errors import StoreError

Result = TypeVar("Result")

TIME_LIMIT = 10.0
"""Seconds after which something that should happen counts as never happening."""


class Bench:
    """Everything that a reply needs, and what came of it.

    Args:
        database: the file of the store.
        url: base URL of the server that is asked.
        open_store: opens the store; by default that file and nothing else.

    Attributes:
        replies: under test.
        choice: what the replies are told when they connect.
        told: all that the listener was told.
        client: speaks to the server.
        store_errors: failures of the store that no caller was there to see.
    """

    def __init__(
        self, database: Path, url: str, open_store: Callable[[], Store] | None = None
    ) -> None:
        self.database = database
        self.url = url
        self.told: list[ReplyEvent] = []
        self.store_errors: list[StoreError] = []
        self.choice = Choice(self.profile(), url, is_g4f=True)
        self.store = StoreThread(
            open_store or (lambda: Store(database, instance_id="this")),
            on_error=self.store_errors.append,
        )
        self.client = ChatClient()
        self._news = asyncio.Event()
        self.replies = Replies(
            store=self.store, client=self.client, connect=self._connect, listener=self._listen
        )

    def profile(self, **changes: object) -> Profile:
        """The g4f profile with the server's address."""
        return replace(G4F, url=self.url, **changes)  # type: ignore[arg-type]

    async def close(self) -> None:
        """Interrupt what still runs and close everything."""
        await self.replies.settle()
        await self.client.aclose()
        self.store.close()

    async def send(self, text: str, after: Message | None = None) -> Message:
        """Write down a user's message, in a new conversation or after another message."""

        def write(store: Store) -> Message:
            conversation = after.conversation if after else store.conversations.create().id
            return store.messages.add_user_message(conversation, after.id if after else None, text)

        return await self.store.run(write)

    def start(self, question: Message) -> asyncio.Task[None]:
        """Ask for a reply in a task of its own."""
        return asyncio.create_task(self.replies.answer(question.conversation, question.id)())

    async def answer(self, question: Message) -> Message:
        """Ask for a reply and see it through to its end."""
        await self.end_of(self.start(question))
        return self.ended[-1]

    async def end_of(self, task: asyncio.Task[None]) -> None:
        """Wait until the task has ended in whatever way, and all it left behind is written."""
        done, _ = await asyncio.wait((task,), timeout=TIME_LIMIT)
        assert done
        if not task.cancelled() and (error := task.exception()):
            raise error
        await self.store.run(lambda _: None)

    async def say(self, text: str, after: Message | None = None) -> Message:
        """Send a message and return its reply as it was told when it ended."""
        return await self.answer(await self.send(text, after))

    async def stored(self, message: Message) -> Message:
        """What the store holds of a message now."""
        return await self.store.run(lambda store: store.tree.get(message.id))

    async def conversation(self, message: Message) -> Conversation:
        """The conversation of a message, as it is now."""
        return await self.store.run(lambda store: store.conversations.get(message.conversation))

    @property
    def started(self) -> list[ReplyStarted]:
        """What was told of beginnings."""
        return [event for event in self.told if isinstance(event, ReplyStarted)]

    @property
    def grew(self) -> list[ReplyGrew]:
        """What was told of growth."""
        return [event for event in self.told if isinstance(event, ReplyGrew)]

    @property
    def ended(self) -> list[Message]:
        """Replies as they were told when they ended."""
        return [event.reply for event in self.told if isinstance(event, ReplyEnded)]

    @property
    def keeping(self) -> list[str]:
        """What was told of writing that fails or works again."""
        return [
            KEPT_AGAIN if isinstance(event, KeepingResumed) else " ".join(event.parts)
            for event in self.told
            if isinstance(event, KeepingFailed | KeepingResumed)
        ]

    async def until_told(self, condition: Callable[[], Result]) -> Result:
        """Wait until something is true of what was told."""
        async with asyncio.timeout(TIME_LIMIT):
            while not (result := condition()):
                self._news.clear()
                await self._news.wait()
        return result

    async def until_stored(self, condition: Callable[[Store], bool]) -> None:
        """Wait until something is true of the store."""
        async with asyncio.timeout(TIME_LIMIT):
            while not await self.store.run(condition):
                pass

    def rows(self) -> list[tuple[str, str, str]]:
        """Role, status and content of all messages, as another process would read them."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(
                "SELECT role, status, content FROM messages ORDER BY id"
            ).fetchall()

    def _listen(self, event: ReplyEvent) -> None:
        self.told.append(event)
        self._news.set()

    async def _connect(self, _: int) -> Choice:
        return self.choice
