"""Seeing one reply through: from its question to the last save of its text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

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
from copilot_tui.chat.conversation import Usage
from copilot_tui.errors import ReplyError, ServerUnreachable
from copilot_tui.profile import OFFLINE
from copilot_tui.replies.events import ReplyEnded, ReplyEvent, ReplyStarted
from copilot_tui.replies.outcome import Outcome
from copilot_tui.replies.plan import KEEPS_THREADS, REFUSES_FIELDS, YES, Plan, begin
from copilot_tui.replies.running import RunningReply
from copilot_tui.replies.sent_pictures import for_blind_model

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient
    from copilot_tui.replies.entry import Entry
    from copilot_tui.replies.keeper import Keeper
    from copilot_tui.servers.choice import Choice
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread


class SeenThrough:
    """One reply, from its question to its end, whatever happens in between.

    Args:
        entry: what is known of its conversation; by it the reply is cancelled.
        choice: who answers.
        store: where messages are kept.
        keeper: writes the reply while it comes in and when it ends.
        client: the wire.
        listener: called on the event loop with everything that happens.
        clock: Unix time in seconds.
        ended: called when nothing more comes of it, just before its end is told.
    """

    def __init__(
        self,
        entry: Entry,
        choice: Choice,
        *,
        store: StoreThread,
        keeper: Keeper,
        client: ChatClient,
        listener: Callable[[ReplyEvent], None],
        clock: Callable[[], float],
        ended: Callable[[], None],
    ) -> None:
        self._entry = entry
        self._choice = choice
        self._store = store
        self._keeper = keeper
        self._client = client
        self._listener = listener
        self._clock = clock
        self._ended = ended

    async def answer(self, conversation: int, question: int, continues: int | None) -> None:
        """Write the row of the reply, and fill it with what the server answers.

        Raises:
            StoreError: the reply could not be begun.
        """
        choice = self._choice
        plan = await self._begin(
            lambda store: begin(store, conversation, question, choice, continues)
        )
        await self._stream(plan)

    async def _begin(self, write: Callable[[Store], Plan]) -> Plan:
        """Write the row of the reply. A row that is being written has to get its end, too."""
        writing = asyncio.ensure_future(self._store.run(write))
        while not writing.done():
            try:
                await asyncio.wait((writing,))
            except asyncio.CancelledError:
                self._entry.cancelled = True
        return writing.result()

    async def _stream(self, plan: Plan) -> None:
        """From the written row to its final save, whatever happens in between."""
        entry, choice, reply = self._entry, self._choice, plan.reply
        running = RunningReply(reply, tell=self._listener, grown=self._keeper.has_grown)
        entry.running = running
        outcome = Outcome(provider=reply.provider, model=reply.model)
        self._listener(ReplyStarted(reply, plan.context))
        try:
            if entry.cancelled:
                self._give_handle_back(plan)
                raise asyncio.CancelledError
            if choice.profile is None:
                raise ServerUnreachable(choice.reason)
            request = plan.request
            if request.pictures and choice.profile.name == OFFLINE.name:
                request = for_blind_model(request)
            events = self._client.stream(plan.endpoint, request)
            async with aclosing(events):
                async for event in events:
                    self._take(event, running, outcome)
                    if running.is_ahead:
                        await running.breathe()
        except asyncio.CancelledError:
            outcome.cancel(by_user=entry.stopped_by_user)
            raise
        except ReplyError as error:
            outcome.fail(error)
            if isinstance(error, ServerUnreachable):
                self._give_handle_back(plan)
        finally:
            self._finish(running, outcome)

    def _take(self, event: Event, running: RunningReply, outcome: Outcome) -> None:
        """Let one event of the stream change the reply or what is known of its end."""
        match event:
            case TextDelta(text):
                running.add(content=text)
            case ReasoningDelta(text):
                running.add(reasoning=text)
            case ThreadHandle(handle):
                outcome.handle = handle
                self._learn(running.reply.provider, KEEPS_THREADS)
            case TokenCount(prompt, completion):
                outcome.usage = Usage(prompt, completion, exact=not self._choice.is_g4f)
            case Answering(model, provider):
                outcome.model = model or outcome.model
                outcome.provider = outcome.provider or provider
            case FieldsRefused():
                self._learn(running.reply.provider, REFUSES_FIELDS)
            case Finished(reason, skipped):
                outcome.complete(reason, skipped)

    def _finish(self, running: RunningReply, outcome: Outcome) -> None:
        """Hand the whole reply to the store and tell its end. Needs no await."""
        running.close()
        final = outcome.of(running.snapshot(), self._clock())
        self._keeper.finish(final)
        self._ended()
        self._listener(ReplyEnded(final, outcome.unreachable))

    def _learn(self, provider: str, fact: str) -> None:
        url = self._choice.url
        self._store.submit(lambda store: store.facts.learn(url, provider, fact, YES))

    def _give_handle_back(self, plan: Plan) -> None:
        """The request never left, so the thread still ends where it did."""
        leaf, handle = plan.threaded_leaf, plan.context.handle
        if leaf is not None and handle is not None:
            self._store.submit(lambda store: store.journal.restore_handle(leaf, handle))
