"""Following what goes on in the background, and printing what belongs on the paper now."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, TypeVar

from copilot_tui.chat.conversation import Conversation, Message, Status
from copilot_tui.errors import StoreError
from copilot_tui.paths import with_shown_paths
from copilot_tui.plain.news import Notice, PicturesMissing, ReplySettled, ServerChosen
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.plain.reply_printer import ReplyPrinter
from copilot_tui.plain.words import STOPPED, answering, title
from copilot_tui.replies.events import (
    KEPT_AGAIN,
    KeepingFailed,
    KeepingResumed,
    ReplyEnded,
    ReplyGrew,
    ReplyStarted,
)

if TYPE_CHECKING:
    from copilot_tui.plain.engine import Engine
    from copilot_tui.plain.interrupts import Interrupts
    from copilot_tui.plain.printer import Printer

Result = TypeVar("Result")


class Follower:
    """Prints the reply of the open conversation, and remembers what else is to be said.

    Args:
        engine: what it follows.
        printer: where it is printed.
        interrupts: let in while it waits.

    Attributes:
        shown: row id of the open conversation; None while it does not exist.
        replies: prints the open conversation's reply.
        on_settled: told the row id of a conversation whose reply is over, and how it
            ended; None when it never began.
    """

    def __init__(self, engine: Engine, printer: Printer, interrupts: Interrupts) -> None:
        self.shown: int | None = None
        self.replies = ReplyPrinter(printer)
        self.on_settled: Callable[[int, Status | None], None] = lambda _, __: None
        self._engine = engine
        self._printer = printer
        self._interrupts = interrupts
        self._running: dict[int, Status | None] = {}
        self._later: list[str] = []

    @property
    def is_answering(self) -> bool:
        """Whether a reply is under way in the open conversation."""
        return self.shown in self._running

    def is_running(self, conversation: int) -> bool:
        """Whether a reply is under way in this conversation."""
        return conversation in self._running

    def ask(self, question: Message, *, continues: int | None = None) -> None:
        """Ask for a reply to a message that is kept.

        Raises:
            CommandProblem: another one is under way in that conversation.
        """
        if self.is_running(question.conversation):
            raise CommandProblem("This conversation still answers.", "/stop stops it.")
        self._running[question.conversation] = None
        self._engine.ask(question, continues=continues)

    def stop(self, conversation: int) -> None:
        """Stop its reply, if one is under way."""
        if self.is_running(conversation):
            self._engine.stop(conversation)

    def turn_to(self, conversation: int | None) -> Message | None:
        """Follow another conversation from now on.

        Returns:
            Its reply with the text so far, when one is under way.
        """
        self.print_news()
        self.replies.leave()
        self.shown = conversation
        return None if conversation is None else self._engine.snapshot(conversation)

    def wait(self, descriptor: int | None) -> bool:
        """Wait for news or for something to read, printing what is due meanwhile.

        Returns:
            Whether the descriptor can be read.

        Raises:
            KeyboardInterrupt: ctrl+c was pressed.
            Terminated: the program is to end.
        """
        with self._interrupts.let_in():
            readable = self._engine.wait(descriptor, self.replies.due)
        self.print_news()
        self.replies.tick()
        return readable

    def wait_for(self, future: Future[Result]) -> Result:
        """Wait for something long, which ctrl+c breaks off.

        Raises:
            CommandProblem: it was broken off.
        """
        try:
            while not future.done():
                self.wait(None)
            self.print_news()
            return future.result()
        except (KeyboardInterrupt, CancelledError) as error:
            future.cancel()
            raise CommandProblem("That was broken off.") from error

    def print_news(self) -> None:
        """Take in what was told since the last time."""
        for news in self._engine.take_news():
            match news:
                case Notice(text):
                    self._say(f"({with_shown_paths(text)})")
                case PicturesMissing():
                    self._say(f"({news})")
                case ServerChosen(choice):
                    self._say(answering(choice))
                case ReplyStarted(reply, context):
                    if self._is_new_here(reply):
                        if context.notice:
                            self._say(f"({context.notice})")
                        self.replies.begin(reply)
                case ReplyGrew():
                    if news.message == self.replies.message:
                        self.replies.grow(news)
                case ReplyEnded(reply):
                    self._ended(reply)
                case KeepingFailed():
                    self._say(f"({with_shown_paths(' '.join(news.parts))})")
                case KeepingResumed():
                    self._say(f"({KEPT_AGAIN})")
                case ReplySettled(conversation, error):
                    self._settled(conversation, error)

    def print_later(self) -> None:
        """Print what had to wait until nothing else was being printed."""
        later, self._later = self._later, []
        for text in later:
            self._printer.say(text)

    def _is_new_here(self, reply: Message) -> bool:
        return reply.conversation == self.shown and reply.id != self.replies.message

    def _ended(self, reply: Message) -> None:
        self._running[reply.conversation] = reply.status
        if reply.id == self.replies.message:
            self.replies.end(reply)
        elif reply.conversation != self.shown:
            self._ended_elsewhere(reply)

    def _ended_elsewhere(self, reply: Message) -> None:
        try:
            conversation = self._engine.call(self._note_unread(reply.conversation))
        except StoreError as error:
            self._say(f"({with_shown_paths(str(error))})")
            return
        if conversation.deleted_at is None:
            how = "ended" if reply.status is Status.COMPLETE else reply.status.value
            self._later.append(f"(reply {how} in {title(conversation)})")

    async def _note_unread(self, conversation: int) -> Conversation:
        await self._engine.library.mark(conversation, unread=True)
        return await self._engine.library.get(conversation)

    def _settled(self, conversation: int, error: str) -> None:
        status = self._running.pop(conversation, None)
        if error:
            self._say(f"({with_shown_paths(str(error))})")
        elif status is None and conversation == self.shown:
            self._say(STOPPED)
        self.on_settled(conversation, status)

    def _say(self, text: str) -> None:
        """Print a line, though not into the middle of a reply."""
        if self.replies.message is None:
            self._printer.say(text)
        else:
            self._later.append(text)
