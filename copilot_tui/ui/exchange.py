"""Sending messages and seeing their replies through, in whichever conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.errors import StoreError
from copilot_tui.ui.endings import Endings
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import (
    RunningChanged,
    StatusChanged,
    StoreFailed,
    Told,
)
from copilot_tui.ui.picture_intake import PictureIntake
from copilot_tui.ui.refused_texts import RefusedTexts
from copilot_tui.ui.reply_meter import ReplyMeter, words_of

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.library.sent import Sent
    from copilot_tui.replies.events import ReplyEvent
    from copilot_tui.replies.replies import Replies
    from copilot_tui.ui.composer import Composer
    from copilot_tui.ui.conversation_pane import ConversationPane
    from copilot_tui.ui.status_model import StatusModel

_WAIT = "This conversation still answers: esc stops it. "


class Exchange:
    """Puts questions and takes in what is told of their replies.

    A message sent while its conversation still answers waits in a queue on disk. It is
    sent when the reply is complete; after any other end it goes back into the prompt, so
    that its sender decides anew.

    Args:
        pane: shows one of the conversations.
        library: all conversations.
        replies: the running replies.
        model: what the status line says; filled in for the conversation that is shown.

    Attributes:
        pictures: keeps those that answers show.
        endings: of replies, that are yet to be told.
    """

    def __init__(
        self, pane: ConversationPane, library: Library, replies: Replies, model: StatusModel
    ) -> None:
        self._pane = pane
        self._library = library
        self._replies = replies
        self._model = model
        self._contexts: dict[int, str] = {}
        self._meters: dict[int, ReplyMeter] = {}
        self._busy: set[int] = set()
        self._refused = RefusedTexts(pane, library)
        self.pictures = PictureIntake(pane, replies)
        self.endings = Endings()

    def show_state(self, conversation: int | None, last: Message | None) -> None:
        """Let the status line speak of this conversation."""
        self._model.context = "" if conversation is None else self._contexts.get(conversation, "")
        self._model.meter = None if conversation is None else self._meters.get(conversation)
        self._model.reply = last if last is not None and last.role is Role.ASSISTANT else None
        self._pane.post_message(StatusChanged())
        if self._model.reply is not None and self._model.reply.id not in self._model.words_before:
            learning = partial(self._learn_words_before, self._model.reply)
            in_worker(self._pane, learning, group="words", exclusive=True)

    async def _learn_words_before(self, reply: Message) -> None:
        """Know what a reply began with that has come before the program was started."""
        from copilot_tui.ui.words_before import words_before

        # Without it, only the speed is not right.
        with suppress(StoreError):
            if words := await words_before(self._library, reply):
                self._model.words_before[reply.id] = words
                self._pane.post_message(StatusChanged())

    def forget_context(self, conversation: int) -> None:
        """The last request says nothing any more about what the next one will carry."""
        self._contexts.pop(conversation, None)

    async def send(self, event: Composer.Submitted) -> None:
        """Send what the prompt held, or let it wait for its turn."""
        try:
            sent = await self._keep(event)
        except StoreError as error:
            await self._refused.give_back(event)
            self._pane.post_message(StoreFailed(error.lines))
            return
        if sent is not None:
            self._pane.sent(event.destination, sent, has_draft=event.unread is not None)
            self._show(sent)
            self._start(sent.question)

    async def _keep(self, event: Composer.Submitted) -> Sent | None:
        """Have a message on disk; None where it is to wait, or may not be sent now."""
        destination, conversation = event.destination, event.destination.conversation
        if conversation is not None:
            await self.endings.settled(conversation.id)
        if conversation is None or conversation.id not in self._busy:
            return await self._library.send(
                conversation,
                event.text,
                replaces=destination.edits,
                setup=destination.setup,
                unread=event.unread,
                held=event.held,
            )
        if destination.edits is None:
            await self._library.queue(
                conversation.id, event.text, unread=event.unread, held=event.held
            )
            await self.show_queue(conversation.id)
            return None
        await self._refused.give_back(event)
        self._library.give_up(event.held)
        self._pane.post_message(Told(f"{_WAIT}Your text stays here."))
        return None

    def _show(self, sent: Sent) -> None:
        """Show a message that is on disk."""
        if self._pane.shows(sent.conversation.id):
            self._pane.message_log.append(sent.question)
            self._pane.message_log.follow()
            self._pane.mark_versions([sent.question])
        self._pane.touched(sent.conversation)

    async def ask(self, question: Message, *, continues: int | None = None) -> bool:
        """Ask for a reply to a message. False, with the reason told, while another one runs."""
        await self.endings.settled(question.conversation)
        if question.conversation in self._busy:
            self._pane.post_message(Told(f"{_WAIT}Then ask again."))
            return False
        # To ask again is to want it, also where another window has deleted it meanwhile.
        if (restored := await self._library.bring_back(question.conversation)) is not None:
            self._pane.touched(restored)
        self._start(question, continues)
        return True

    def _start(self, question: Message, continues: int | None = None) -> None:
        """Run the reply on the app, which outlives every screen and widget.

        From now on the conversation is busy: until the reply has ended, that is told and
        nothing waits any more, whatever is sent in it waits.
        """
        conversation = question.conversation
        if conversation in self._replies.running:
            # Another reply was asked for while the message was written down.
            self._pane.post_message(Told(f"{_WAIT}Then ask again."))
            return
        self._busy.add(conversation)
        reply = self._replies.answer(conversation, question.id, continues=continues)
        self._meters[conversation] = meter = ReplyMeter()
        if self._pane.shows(conversation):
            self._model.meter = meter
        seeing = partial(self._see_through, conversation, reply)
        in_worker(self._pane.app, seeing, group=f"reply-{conversation}")
        self._pane.post_message(RunningChanged())

    async def _see_through(self, conversation: int, reply: Callable[[], Awaitable[None]]) -> None:
        try:
            await reply()
        except StoreError as error:
            self._pane.post_message(StoreFailed(error.lines))
        finally:
            self._pane.post_message(RunningChanged())
            if conversation not in self.endings:
                # It ended before it had begun, and nothing more will be told of it.
                self.endings.begin(conversation)
                self._run_after_end(conversation, partial(self._end_waiting, conversation))

    def _run_after_end(self, conversation: int, work: Callable[[], Awaitable[None]]) -> None:
        """Do what the end of a reply brings, without holding up what is drawn."""
        in_worker(self._pane, partial(self._free_after, conversation, work), group="ended")

    async def _free_after(self, conversation: int, work: Callable[[], Awaitable[None]]) -> None:
        """Whatever becomes of this work, the prompt sends again if no other reply runs."""
        try:
            await work()
        except StoreError as error:
            self._pane.post_message(StoreFailed(error.lines))
        finally:
            if conversation not in self._replies.running:
                self._busy.discard(conversation)
            self.endings.end(conversation)

    def told(self, event: ReplyEvent) -> None:
        """Take in what a running reply tells, of whichever conversation."""
        # There are none before the first paint, which this module is met before.
        from copilot_tui.replies.events import (
            KEPT_AGAIN,
            KeepingFailed,
            KeepingResumed,
            ReplyEnded,
            ReplyGrew,
            ReplyStarted,
        )

        log = self._pane.message_log
        match event:
            case ReplyStarted(reply, context):
                self._contexts[reply.conversation] = context.label
                if words := words_of(reply):
                    self._model.words_before[reply.id] = words
                if self._pane.shows(reply.conversation):
                    self._model.context = context.label
                    log.append(reply)
                    self._pane.mark_versions([reply])
                    self._pane.post_message(StatusChanged())
            case ReplyGrew():
                if (meter := self._meters.get(event.conversation)) is not None:
                    meter.add(event.reasoning + event.content)
                if self._pane.shows(event.conversation):
                    log.grow(event)
            case ReplyEnded(reply):
                self._ended(reply)
            case KeepingFailed():
                self._pane.post_message(StoreFailed("\n".join(event.parts)))
            case KeepingResumed():
                # Textual 8.2.8 ends a message at the screen whose handler has posted it.
                self._pane.app.post_message(Told(KEPT_AGAIN))

    def _ended(self, reply: Message) -> None:
        shown = self._pane.shows(reply.conversation)
        self._meters.pop(reply.conversation, None)
        if shown:
            self._model.meter = None
            self._model.reply = reply
            self._pane.message_log.settle(reply)
            self._pane.post_message(StatusChanged())
            self._pane.catch_up()
        self._run_after_end(reply.conversation, partial(self._after_end, reply, unread=not shown))

    async def _after_end(self, reply: Message, *, unread: bool) -> None:
        """Tell the sidebar and go on with what waits."""
        conversation = reply.conversation
        if unread:
            await self._library.mark(conversation, unread=True)
        touched = await self._library.get(conversation)
        self._pane.touched(touched)
        self.pictures.take_in([reply])
        if reply.status is Status.COMPLETE and touched.deleted_at is None:
            await self._send_next(conversation)
        else:
            await self._end_waiting(conversation)

    async def _send_next(self, conversation: int) -> None:
        """Send what waits longest; the conversation is at rest when nothing does."""
        while (first := await self._library.first_queued(conversation)) is None:
            self._busy.discard(conversation)
            # Something may have begun to wait while it was looked.
            if await self._library.first_queued(conversation) is None:
                return
            if conversation in self._busy:
                return
            self._busy.add(conversation)
        sent = await self._library.send_queued(first.id)
        if sent is None:
            await self._send_next(conversation)
            return
        self._show(sent)
        self._start(sent.question)
        await self.show_queue(conversation)

    async def _end_waiting(self, conversation: int) -> None:
        """Let the conversation be at rest, with what waits back in the prompt."""
        await self.take_back(conversation)
        self._busy.discard(conversation)
        # Something may have begun to wait meanwhile.
        await self.take_back(conversation)

    async def take_back(self, conversation: int) -> bool:
        """Put what waits in a conversation back into its prompt. False when nothing does."""
        text = await self._library.release_queue(conversation)
        await self.show_queue(conversation)
        if text and self._pane.shows(conversation) and self._pane.edited_message is None:
            self._pane.composer.put_back(text)
        return bool(text)

    async def show_queue(self, conversation: int) -> None:
        """Show what waits in a conversation, if that is the one that is shown."""
        waiting = await self._library.queued(conversation)
        if self._pane.shows(conversation):
            self._pane.queue_line.show([entry.content for entry in waiting])
