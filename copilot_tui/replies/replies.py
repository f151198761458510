"""Starting, running and stopping replies: where the wire meets the store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.errors import StoreError
from copilot_tui.later import Later
from copilot_tui.replies.entry import Entry

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.api.client import ChatClient
    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.chat.conversation import Message
    from copilot_tui.replies.events import ReplyEvent
    from copilot_tui.replies.keeper import Keeper
    from copilot_tui.replies.returned_pictures import ReturnedPictures
    from copilot_tui.replies.running import RunningReply
    from copilot_tui.servers.choice import Choice
    from copilot_tui.store.living import Known
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.store.written import Written


class Replies:
    """Runs at most one reply for each conversation, and keeps all of their text.

    Args:
        store: where messages are kept.
        client: the wire.
        connect: waits until it is settled which server answers in the conversation of this
            row id, and says which.
        listener: called on the event loop with everything that happens.
        clock: Unix time in seconds.
    """

    def __init__(
        self,
        *,
        store: StoreThread,
        client: ChatClient,
        connect: Callable[[int], Awaitable[Choice]],
        listener: Callable[[ReplyEvent], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._client = client
        self._connect = connect
        self._listener = listener
        self._clock = clock
        self._entries: dict[int, Entry] = {}
        self._choices: dict[str, Choice] = {}
        self._keeper = Later(self._make_keeper)
        self._pictures = Later(self._make_pictures)
        store.remember(self._known)

    @property
    def running(self) -> frozenset[int]:
        """Row ids of all conversations with a reply, or its request, under way."""
        return frozenset(self._entries)

    def snapshot(self, conversation: int) -> Message | None:
        """The running reply of this conversation with all of its text so far."""
        entry = self._entries.get(conversation)
        if entry is None or entry.running is None:
            return None
        return entry.running.snapshot()

    def with_unkept(self, conversation: int, messages: Sequence[Message]) -> list[Message]:
        """Messages that were read, with what of them is only in memory yet.

        Args:
            conversation: row id.
            messages: a part of its path.

        Returns:
            Them with the whole text of replies that have ended and could not be written
            yet, and with the running reply behind the message that it answers.
        """
        keeper = self._keeper.made
        unkept = {} if keeper is None else keeper.unkept(conversation)
        live = self.snapshot(conversation)
        known = [
            unkept.get(entry.id, entry) for entry in messages if live is None or entry.id != live.id
        ]
        if live is not None and known and known[-1].id == live.parent:
            known.append(live)
        return known

    def stop(self, conversation: int) -> bool:
        """End this conversation's reply at once, keeping its text. False if none runs."""
        entry = self._entries.get(conversation)
        if entry is None:
            return False
        entry.stopped_by_user = True
        self._cancel(conversation, entry)
        return True

    @property
    def is_behind(self) -> bool:
        """Whether there is text of replies that could not be written, and is in memory only."""
        return self._keeper.made is not None and self._keeper.made.is_behind

    async def settle(self, rescue: Path | None = None, drafts: Sequence[str] = ()) -> str:
        """Interrupt every reply and wait until the last of each is written.

        Args:
            rescue: a folder for a file with the replies that could not be written, and with
                all that was written while there was no conversation file.
            drafts: unsent texts that could not be written either, for the same file.

        Returns:
            A sentence on where that file is; empty when all could be written.
        """
        entries = dict(self._entries)
        for conversation, entry in entries.items():
            self._cancel(conversation, entry)
        for entry in entries.values():
            await entry.settled.wait()
        keeper = self._keeper.made
        left = [] if keeper is None else await keeper.settle()
        written = await self._only_in_memory()
        if not left and not drafts and not written:
            return ""
        from copilot_tui.replies.rescue import rescued

        return rescued(left, drafts, rescue, written)

    def rescue(self, store: Store, folder: Path, drafts: Sequence[str]) -> str:
        """Do what `settle` does with what cannot be written, after a fault has ended the app.

        Args:
            store: on its own thread, after everything else.
            folder: see `settle`, as for the drafts and what is returned.
            drafts: that could not be written.
        """
        keeper = self._keeper.made
        left = [] if keeper is None else keeper.write_rest(store)
        written = store.only_in_memory()
        if not left and not drafts and not written:
            return ""
        from copilot_tui.replies.rescue import rescued

        return rescued(left, drafts, folder, written)

    async def _only_in_memory(self) -> list[Written]:
        """What was written where it is not kept, if that cannot be changed now."""
        try:
            # What is kept on this machine is delivered at the next start.
            if not await self._store.run(lambda store: store.is_kept):
                await self._store.go_back()
            return await self._store.run(lambda store: store.only_in_memory())
        except StoreError:
            return []

    def answer(
        self, conversation: int, question: int, *, continues: int | None = None
    ) -> Callable[[], Coroutine[None, None, None]]:
        """Ask for a reply to a stored message and see it through to its end.

        From this call on the conversation counts as running. What is returned is to be
        called and awaited in a task of its own: cancelling that is how the reply is stopped.

        Args:
            conversation: row id; no reply may be running in it.
            question: row id of the user's message.
            continues: row id of a reply to it that broke off, for another one that goes
                on where that one stops.

        Returns:
            What asks. Awaited, it raises StoreError when the reply could not be begun.
        """
        if conversation in self._entries:
            raise ValueError(f"a reply is already under way in conversation {conversation}")
        entry = Entry()
        self._entries[conversation] = entry
        return partial(self._answer, entry, conversation, question, continues)

    async def take_in_pictures(
        self, reply: Message, *, asks_server: bool = False
    ) -> Message | None:
        """Keep the pictures that a reply shows and that are not kept yet.

        Args:
            reply: whole, as it is on disk.
            asks_server: whether the server may be looked for, when no reply of this run
                has come from it.

        Returns:
            The reply as it is now; None when nothing was kept.
        """
        if reply.role is not Role.ASSISTANT or "![" not in reply.content:
            return None
        server = await self._server_of(reply, looks=asks_server)
        return await self._pictures().take_in(reply, server)

    def picture_problems(self, reply: Message) -> list[str]:
        """Why `take_in_pictures` could not fetch some of a reply's pictures, a sentence each."""
        pictures = self._pictures.made
        return [] if pictures is None else pictures.problems(reply.id)

    async def fetch_pictures(self, reply: Message) -> list[str]:
        """Fetch the pictures that a reply shows from wherever they are.

        Returns:
            Why some could not be had, a sentence each.
        """
        server = await self._server_of(reply, looks=True)
        if server is None:
            return ["The server that gave this answer is not there."]
        await self._pictures().take_in(reply, server)
        return await self._pictures().fetch_foreign(reply, server)

    async def _server_of(self, reply: Message, *, looks: bool) -> Endpoint | None:
        """The server that gave a reply, if it is known or may be looked for."""
        choice = self._choices.get(reply.profile)
        if choice is None and looks:
            choice = await self._connect(reply.conversation)
        if choice is None or choice.profile is None or choice.profile.name != reply.profile:
            return None
        from copilot_tui.api.endpoint import Endpoint

        return Endpoint(choice.url, api_key=choice.api_key or "", timeouts=choice.profile.timeouts)

    def _make_pictures(self) -> ReturnedPictures:
        from copilot_tui.replies.returned_pictures import ReturnedPictures

        return ReturnedPictures(self._store, self._client)

    def _make_keeper(self) -> Keeper:
        from copilot_tui.replies.keeper import Keeper

        return Keeper(self._store, self._listener, self._running)

    def _running(self) -> list[RunningReply]:
        entries = list(self._entries.values())
        return [entry.running for entry in entries if entry.running is not None]

    def _known(self) -> Known:
        """The rows of all replies that are not on disk for good. For any thread."""
        from copilot_tui.store.living import Known

        keeper = self._keeper.made
        ended = () if keeper is None else keeper.ended
        return Known(
            messages=(*(running.known() for running in self._running()), *ended),
            unkept=frozenset(reply.id for reply in ended),
        )

    def _cancel(self, conversation: int, entry: Entry) -> None:
        if entry.task is not None:
            entry.task.cancel()
            return
        # Its task may never get to run, and then nobody else would take the entry away.
        entry.cancelled = True
        self._forget(conversation, entry)

    def _forget(self, conversation: int, entry: Entry) -> None:
        if self._entries.get(conversation) is entry:
            del self._entries[conversation]
        entry.settled.set()

    async def _answer(
        self, entry: Entry, conversation: int, question: int, continues: int | None
    ) -> None:
        if entry.cancelled:
            return
        entry.task = asyncio.current_task()
        try:
            choice = await self._connect(conversation)
            if choice.profile is not None:
                self._choices[choice.profile.name] = choice
            from copilot_tui.replies.seen_through import SeenThrough

            keeper = self._keeper()
            # What the context is made of has to be whole.
            keeper.try_again()
            reply = SeenThrough(
                entry,
                choice,
                store=self._store,
                keeper=keeper,
                client=self._client,
                listener=self._listener,
                clock=self._clock,
                ended=lambda: self._forget(conversation, entry),
            )
            await reply.answer(conversation, question, continues)
        finally:
            self._forget(conversation, entry)
