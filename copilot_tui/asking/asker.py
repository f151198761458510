"""Asking one question and seeing its answer through, on the main thread."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from copilot_tui.asking.reply_error import reply_error
from copilot_tui.asking.sending import send
from copilot_tui.asking.turns import turn
from copilot_tui.chat.conversation import Message, Status
from copilot_tui.errors import CopilotError, ReplyFailed, ServerUnreachable, StoreError
from copilot_tui.plain.news import News, Notice, PicturesMissing, ReplySettled, ServerChosen
from copilot_tui.replies.events import (
    KeepingFailed,
    KeepingResumed,
    ReplyEnded,
    ReplyGrew,
    ReplyStarted,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from copilot_tui.asking.deadline import Deadline
    from copilot_tui.asking.outlet import Outlet
    from copilot_tui.asking.reader import Reader
    from copilot_tui.asking.request import Request
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.paths import Paths
    from copilot_tui.plain.engine import Engine
    from copilot_tui.plain.interrupts import Interrupts
    from copilot_tui.servers.choice import Choice
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread

Result = TypeVar("Result")

_NO_SERVER = "copilot-tui doctor says more; --profile offline asks the small model on this machine."
WAITS = "Somebody is answering in this conversation; waiting until that is over."


class Asker:
    """Asks one question, puts its answer out, and stops it when nobody wants it any more.

    Args:
        engine: that runs already; closed by whoever made it.
        store: of the engine.
        paths: where the locks are.
        interrupts: let in while it waits or writes.
        outlet: where the answer goes.
        reader: who reads what is put out.
        deadline: of the whole run.
    """

    def __init__(
        self,
        engine: Engine,
        store: StoreThread,
        paths: Paths,
        *,
        interrupts: Interrupts,
        outlet: Outlet,
        reader: Reader,
        deadline: Deadline,
    ) -> None:
        self._engine = engine
        self._store = store
        self._paths = paths
        self._interrupts = interrupts
        self._outlet = outlet
        self._reader = reader
        self._deadline = deadline
        self._news: deque[News] = deque()
        self._is_private = False
        self._is_told_to_wait = False
        self._has_begun = False
        self._ended: ReplyEnded | None = None
        self._settled: ReplySettled | None = None

    def ask(self, request: Request) -> None:
        """Ask it, and return when the whole answer is put out and kept.

        Raises:
            CopilotError: there is no whole answer; what came is put out and kept.
            KeyboardInterrupt: ctrl+c was pressed, as with the others below; the reply is
                stopped, and what came is put out and kept.
            Terminated: the program is to end.
            BrokenPipeError: nobody reads any more.
        """
        self._is_private = request.is_private
        conversation = self._found(request)
        choice = self._wait_for(self._engine.settle_on(request.asked_profile(conversation)))
        if choice.profile is None:
            raise ServerUnreachable(choice.reason, _NO_SERVER)
        with self._turn(conversation):
            row_id = None if conversation is None else conversation.id
            question = self._engine.call(
                self._store.run(lambda store: send(store, request, row_id))
            )
            self._engine.ask(question)
            self._follow(question.conversation, until_begun=True)
        self._follow(question.conversation)
        self._judge()
        if not self._is_private:
            self._wait_for(self._engine.pictures())

    def last_notices(self) -> list[str]:
        """What is to be said and was told after the answer, when the store is closed."""
        news = (*self._news, *self._engine.take_news())
        return [each.text for each in news if isinstance(each, Notice)]

    def _found(self, request: Request) -> Conversation | None:
        find = request.find

        def found(store: Store) -> Conversation | CopilotError | None:
            try:
                return None if find is None else find(store)
            except CopilotError as error:
                # What is no StoreError would be taken for a fault in the program.
                return error

        found_one = self._wait_for(self._engine.begin(self._store.run(found)))
        if isinstance(found_one, CopilotError):
            raise found_one
        return found_one

    def _turn(self, conversation: Conversation | None) -> AbstractContextManager[None]:
        """The turn of this conversation; one that is new is nobody else's."""
        if conversation is None:
            return nullcontext()
        return turn(self._paths, streams=partial(self._streams, conversation.id), pause=self._pause)

    def _streams(self, conversation: int) -> bool:
        """Whether somebody who is alive is answering there."""
        library = self._engine.library
        self._engine.call(library.recover())
        return self._engine.call(library.open(conversation)).streams

    def _pause(self, seconds: float) -> None:
        if not self._is_told_to_wait:
            self._is_told_to_wait = True
            self._outlet.notice(WAITS)
        self._wait(seconds)
        self._take_news()

    def _follow(self, conversation: int, *, until_begun: bool = False) -> None:
        """Put out what comes, until the reply is over or has begun."""
        try:
            while self._settled is None and not (until_begun and self._has_begun):
                self._wait(None)
                self._take_news()
        except BaseException:
            # Whatever it is, what has come is kept, as if the user had stopped it.
            self._stop(conversation)
            raise

    def _stop(self, conversation: int) -> None:
        self._engine.stop(conversation)
        self._take_news()
        while self._settled is None:
            self._engine.wait(None, None)
            self._take_news()

    def _wait_for(self, future: Future[Result]) -> Result:
        while not future.done():
            self._wait(None)
            self._take_news()
        self._take_news()
        return future.result()

    def _wait(self, most: float | None) -> None:
        """Wait for news.

        Raises:
            BrokenPipeError: nobody reads what is put out; see `ask` for the others.
        """
        with self._interrupts.let_in():
            if self._engine.wait(self._reader.descriptor, self._deadline.left(most)):
                self._reader.look()

    def _take_news(self) -> None:
        self._news.extend(self._engine.take_news())
        while self._news:
            # What is put out may raise, and the news behind it must not be lost then.
            news = self._news.popleft()
            match news:
                case Notice(text):
                    self._outlet.notice(text)
                case PicturesMissing():
                    # What is not kept cannot be opened again.
                    if not self._is_private:
                        self._outlet.notice(str(news))
                case ServerChosen(choice):
                    self._tell_why(choice)
                case ReplyStarted(reply, context):
                    self._has_begun = True
                    kept = None if self._is_private else reply.conversation
                    self._outlet.begin(reply, kept)
                    if context.notice:
                        self._outlet.notice(context.notice)
                case ReplyGrew():
                    self._outlet.grow(news.content, news.reasoning)
                case ReplyEnded(reply):
                    self._ended = news
                    self._outlet.end(reply)
                case KeepingFailed():
                    self._outlet.notice(" ".join(news.parts))
                case KeepingResumed():
                    pass
                case ReplySettled():
                    self._settled = news

    def _tell_why(self, choice: Choice) -> None:
        """Say why it is not the selected server that answers."""
        if choice.profile is not None and choice.answers and choice.reason:
            self._outlet.notice(choice.reason)

    def _judge(self) -> None:
        """Look how the reply has ended.

        Raises:
            CopilotError: not well.
        """
        if self._settled is not None and self._settled.error:
            raise StoreError(self._settled.error)
        if self._ended is None:
            raise ReplyFailed("The reply was stopped before it began.", "Try again.")
        reply = self._ended.reply
        if reply.status is not Status.COMPLETE:
            kind = ServerUnreachable if self._ended.unreachable else ReplyFailed
            raise kind(_sentences(reply))
        if reply.error:
            self._outlet.notice(_sentences(reply))
        self._outlet.check(reply)


def _sentences(reply: Message) -> str:
    """The lines of an error as sentences on one line."""
    lines = (line.strip() for line in reply_error(reply).splitlines())
    return " ".join(line if line.endswith((".", "!", "?", "…")) else f"{line}." for line in lines)
