"""Starting, running and stopping replies: where the wire meets the store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from copilot_tui.api.client import ChatClient, Endpoint
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
from copilot_tui.chat.conversation import Message, Status, Usage
from copilot_tui.errors import ReplyError, ReplyInterrupted, ServerUnreachable
from copilot_tui.replies.events import ReplyEnded, ReplyEvent, ReplyStarted
from copilot_tui.replies.plan import KEEPS_THREADS, REFUSES_FIELDS, YES, Plan, begin
from copilot_tui.replies.running import RunningReply
from copilot_tui.servers.choice import Choice
from copilot_tui.store.thread import StoreThread

_CLOSED = "The app was closed before the reply was finished."
_BROKEN = "Something in the app itself went wrong while the reply came in."


@dataclass(slots=True)
class _Outcome:
    """How a reply ends, as far as it is known. Pessimistic until told otherwise."""

    status: Status = Status.INTERRUPTED
    error: str = _BROKEN
    handle: str | None = None
    usage: Usage | None = None
    provider: str = ""
    model: str = ""
    skipped: int = 0


@dataclass(slots=True)
class _Entry:
    """The task of one conversation, and its reply once that has begun."""

    task: asyncio.Task[object] | None = None
    stopped_by_user: bool = False
    running: RunningReply | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Replies:
    """Runs at most one reply for each conversation, and keeps all of their text.

    Args:
        store: where messages are kept.
        client: the wire.
        connect: waits until a server is chosen, and says which.
        listener: called on the event loop with everything that happens.
        clock: Unix time in seconds.
    """

    def __init__(
        self,
        *,
        store: StoreThread,
        client: ChatClient,
        connect: Callable[[], Awaitable[Choice]],
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
        if entry is None or entry.task is None:
            return False
        entry.stopped_by_user = True
        entry.task.cancel()
        return True

    async def settle(self) -> None:
        """Interrupt every reply and wait until the last of each is handed to the store."""
        entries = list(self._entries.values())
        for entry in entries:
            if entry.task is not None:
                entry.task.cancel()
        for entry in entries:
            await entry.settled.wait()

    def answer(self, conversation: int, question: int) -> Coroutine[None, None, None]:
        """Ask for a reply to a stored message and see it through to its end.

        From this call on the conversation counts as running. The coroutine is to be run
        in a task of its own: cancelling that is how the reply is stopped.

        Args:
            conversation: row id; no reply may be running in it.
            question: row id of the user's message.

        Returns:
            The coroutine. It raises StoreError when the reply could not be begun.
        """
        if conversation in self._entries:
            raise ValueError(f"a reply is already under way in conversation {conversation}")
        entry = _Entry()
        self._entries[conversation] = entry
        return self._answer(entry, conversation, question)

    async def _answer(self, entry: _Entry, conversation: int, question: int) -> None:
        entry.task = asyncio.current_task()
        try:
            choice = await self._connect()
            plan = await self._store.run(lambda store: begin(store, conversation, question, choice))
            await self._see_through(entry, plan, choice)
        finally:
            if self._entries.get(conversation) is entry:
                del self._entries[conversation]
            entry.settled.set()

    async def _see_through(self, entry: _Entry, plan: Plan, choice: Choice) -> None:
        """From the written row to its final save, whatever happens in between."""
        reply = plan.reply
        running = RunningReply(
            reply,
            tell=self._listener,
            journal=lambda content, reasoning: self._save_piece(reply.id, content, reasoning),
        )
        entry.running = running
        outcome = _Outcome(provider=reply.provider, model=reply.model)
        self._listener(ReplyStarted(reply, plan.context))
        try:
            if choice.profile is None:
                raise ServerUnreachable(choice.reason)
            events = self._client.stream(_endpoint(plan, choice), plan.request)
            async with aclosing(events):
                async for event in events:
                    self._take(event, running, outcome, choice)
        except asyncio.CancelledError:
            outcome.status = Status.STOPPED if entry.stopped_by_user else Status.INTERRUPTED
            outcome.error = "" if entry.stopped_by_user else _CLOSED
            raise
        except ReplyError as error:
            interrupted = isinstance(error, ReplyInterrupted)
            outcome.status = Status.INTERRUPTED if interrupted else Status.FAILED
            outcome.error = error.lines
            if isinstance(error, ServerUnreachable):
                self._give_handle_back(plan)
        finally:
            self._finish(running, outcome)

    def _take(self, event: Event, running: RunningReply, outcome: _Outcome, choice: Choice) -> None:
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
            case Finished(_, skipped):
                outcome.status = Status.COMPLETE
                outcome.error = ""
                outcome.skipped = skipped

    def _finish(self, running: RunningReply, outcome: _Outcome) -> None:
        """Hand the whole reply to the store and tell its end. Needs no await."""
        running.close()
        complete = outcome.status is Status.COMPLETE
        final = replace(
            running.snapshot(),
            status=outcome.status,
            error=outcome.error,
            provider=outcome.provider,
            model=outcome.model,
            finished=self._clock(),
            usage=outcome.usage,
            handle=outcome.handle if complete else None,
        )
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
        self._listener(ReplyEnded(final, outcome.skipped))

    def _save_piece(self, reply: int, content: str, reasoning: str) -> None:
        self._store.submit(lambda store: store.journal.write(reply, content, reasoning))

    def _learn(self, choice: Choice, provider: str, fact: str) -> None:
        self._store.submit(lambda store: store.facts.learn(choice.url, provider, fact, YES))

    def _give_handle_back(self, plan: Plan) -> None:
        """The request never left, so the thread still ends where it did."""
        leaf, handle = plan.threaded_leaf, plan.context.handle
        if leaf is not None and handle is not None:
            self._store.submit(lambda store: store.journal.restore_handle(leaf, handle))


def _endpoint(plan: Plan, choice: Choice) -> Endpoint:
    return Endpoint(
        base_url=choice.url,
        dialect=plan.dialect,
        api_key=choice.api_key or "",
        timeouts=plan.profile.timeouts,
    )
