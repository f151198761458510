"""Starting, running and stopping replies: where the wire meets the store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.api.events import (
    Answering,
    Event,
    FieldsRefused,
    Finished,
    ReasoningDelta,
    TextDelta,
    ThreadHandle,
    TokenCount,
)
from copilot_tui.chat.conversation import Message, Usage
from copilot_tui.errors import ReplyError, ServerUnreachable
from copilot_tui.replies.events import ReplyEnded, ReplyEvent, ReplyStarted
from copilot_tui.replies.outcome import Outcome
from copilot_tui.replies.plan import KEEPS_THREADS, REFUSES_FIELDS, YES, Plan, begin
from copilot_tui.replies.running import RunningReply
from copilot_tui.servers.choice import Choice
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient
    from copilot_tui.store.thread import StoreThread

_PlanWith: TypeAlias = Callable[[Store, Choice], Plan]
"""Settles what is asked of a server, and writes the row of its reply."""


@dataclass(slots=True)
class _Entry:
    """The task of one conversation, and its reply once that has begun.

    Attributes:
        task: None until it has run for the first time.
        stopped_by_user: whether the user, and not the end of the app, cancelled it.
        cancelled: whether it was cancelled before its request could leave.
        running: None until the row of the reply is written.
        settled: set when nothing more comes of it.
    """

    task: asyncio.Task[object] | None = None
    stopped_by_user: bool = False
    cancelled: bool = False
    running: RunningReply | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)


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
        self._entries: dict[int, _Entry] = {}

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

    def stop(self, conversation: int) -> bool:
        """End this conversation's reply at once, keeping its text. False if none runs."""
        entry = self._entries.get(conversation)
        if entry is None:
            return False
        entry.stopped_by_user = True
        self._cancel(conversation, entry)
        return True

    async def settle(self) -> None:
        """Interrupt every reply and wait until the last of each is handed to the store."""
        entries = dict(self._entries)
        for conversation, entry in entries.items():
            self._cancel(conversation, entry)
        for entry in entries.values():
            await entry.settled.wait()

    def answer(
        self, conversation: int, question: int, *, continues: int | None = None
    ) -> Coroutine[None, None, None]:
        """Ask for a reply to a stored message and see it through to its end.

        From this call on the conversation counts as running. The coroutine is to be run
        in a task of its own: cancelling that is how the reply is stopped.

        Args:
            conversation: row id; no reply may be running in it.
            question: row id of the user's message.
            continues: row id of a reply to it that broke off, for another one that goes
                on where that one stops.

        Returns:
            The coroutine. It raises StoreError when the reply could not be begun.
        """
        if conversation in self._entries:
            raise ValueError(f"a reply is already under way in conversation {conversation}")
        entry = _Entry()
        self._entries[conversation] = entry
        return self._answer(
            entry,
            conversation,
            lambda store, choice: begin(store, conversation, question, choice, continues),
        )

    def _cancel(self, conversation: int, entry: _Entry) -> None:
        if entry.task is not None:
            entry.task.cancel()
            return
        # Its task may never get to run, and then nobody else would take the entry away.
        entry.cancelled = True
        self._forget(conversation, entry)

    def _forget(self, conversation: int, entry: _Entry) -> None:
        if self._entries.get(conversation) is entry:
            del self._entries[conversation]
        entry.settled.set()

    async def _answer(self, entry: _Entry, conversation: int, plan_with: _PlanWith) -> None:
        if entry.cancelled:
            return
        entry.task = asyncio.current_task()
        try:
            choice = await self._connect(conversation)
            plan = await self._begin(entry, lambda store: plan_with(store, choice))
            await self._see_through(entry, plan, choice)
        finally:
            self._forget(conversation, entry)

    async def _begin(self, entry: _Entry, write: Callable[[Store], Plan]) -> Plan:
        """Write the row of the reply. A row that is being written has to get its end, too."""
        writing = asyncio.ensure_future(self._store.run(write))
        while not writing.done():
            try:
                await asyncio.wait((writing,))
            except asyncio.CancelledError:
                entry.cancelled = True
        return writing.result()

    async def _see_through(self, entry: _Entry, plan: Plan, choice: Choice) -> None:
        """From the written row to its final save, whatever happens in between."""
        reply = plan.reply
        running = RunningReply(
            reply,
            tell=self._listener,
            journal=lambda content, reasoning: self._save_piece(reply.id, content, reasoning),
        )
        entry.running = running
        outcome = Outcome(provider=reply.provider, model=reply.model)
        self._listener(ReplyStarted(reply, plan.context))
        try:
            if entry.cancelled:
                self._give_handle_back(plan)
                raise asyncio.CancelledError
            if choice.profile is None:
                raise ServerUnreachable(choice.reason)
            events = self._client.stream(plan.endpoint, plan.request)
            async with aclosing(events):
                async for event in events:
                    self._take(event, running, outcome, choice)
        except asyncio.CancelledError:
            outcome.cancel(by_user=entry.stopped_by_user)
            raise
        except ReplyError as error:
            outcome.fail(error)
            if isinstance(error, ServerUnreachable):
                self._give_handle_back(plan)
        finally:
            self._finish(running, outcome)

    def _take(self, event: Event, running: RunningReply, outcome: Outcome, choice: Choice) -> None:
        """Let one event of the stream change the reply or what is known of its end."""
        match event:
            case TextDelta(text):
                running.add(content=text)
            case ReasoningDelta(text):
                running.add(reasoning=text)
            case ThreadHandle(handle):
                outcome.handle = handle
                self._learn(choice, running.reply.provider, KEEPS_THREADS)
            case TokenCount(prompt, completion):
                outcome.usage = Usage(prompt, completion, exact=not choice.is_g4f)
            case Answering(model, provider):
                outcome.model = model or outcome.model
                outcome.provider = outcome.provider or provider
            case FieldsRefused():
                self._learn(choice, running.reply.provider, REFUSES_FIELDS)
            case Finished(reason, skipped):
                outcome.complete(reason, skipped)

    def _finish(self, running: RunningReply, outcome: Outcome) -> None:
        """Hand the whole reply to the store and tell its end. Needs no await."""
        running.close()
        final = outcome.of(running.snapshot(), self._clock())
        self._store.submit(
            lambda store: store.journal.finish(
                final.id,
                content=final.content,
                reasoning=final.reasoning,
                status=final.status,
                error=final.error,
                handle=final.handle,
                usage=final.usage,
                provider=final.provider,
                model=final.model,
            )
        )
        del self._entries[final.conversation]
        self._listener(ReplyEnded(final, outcome.unreachable))

    def _save_piece(self, reply: int, content: str, reasoning: str) -> None:
        self._store.submit(lambda store: store.journal.write(reply, content, reasoning))

    def _learn(self, choice: Choice, provider: str, fact: str) -> None:
        self._store.submit(lambda store: store.facts.learn(choice.url, provider, fact, YES))

    def _give_handle_back(self, plan: Plan) -> None:
        """The request never left, so the thread still ends where it did."""
        leaf, handle = plan.threaded_leaf, plan.context.handle
        if leaf is not None and handle is not None:
            self._store.submit(lambda store: store.journal.restore_handle(leaf, handle))
