"""The open conversation of the plain mode, and what is printed of it."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from copilot_tui.chat.conversation import Conversation, Message, Status
from copilot_tui.chat.picture import without_pictures
from copilot_tui.chat.setup import Setup
from copilot_tui.errors import StoreError
from copilot_tui.plain.outbox import Outbox
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.plain.words import count, ending, speaker, title
from copilot_tui.text import clean

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.library.opened import Opened
    from copilot_tui.plain.engine import Engine
    from copilot_tui.plain.follower import Follower
    from copilot_tui.plain.lines import Lines
    from copilot_tui.plain.printer import Printer
    from copilot_tui.plain.remembered import Place, Undo
    from copilot_tui.terminal.clipboard import Clipboard

Result = TypeVar("Result")
Value = TypeVar("Value")

EXCHANGE = 2
"""A question and its answer."""


class Chat:
    """What commands and messages work on.

    Args:
        engine: everything that runs meanwhile.
        printer: where all is printed.
        lines: where answers to questions come from.
        follower: prints the replies.
        clipboard: for /copy.

    Attributes:
        conversation: the open one; None until its first message is sent.
        setup: what a conversation that does not exist yet is to be set to.
        outbox: what was written and is not sent.
        listed: the conversations that were listed last, for `/switch 3`.
        hits: what was found last, for `/open 3`.
        undos: what can be brought back, the last one first to go.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        printer: Printer,
        lines: Lines,
        follower: Follower,
        clipboard: Clipboard,
    ) -> None:
        self.engine = engine
        self.printer = printer
        self.lines = lines
        self.follower = follower
        self.clipboard = clipboard
        follower.on_settled = self._reply_settled
        self.conversation: Conversation | None = None
        self.setup = Setup()
        self.outbox = Outbox(engine)
        self.listed: list[int] = []
        self.hits: list[Place] = []
        self.undos: list[Undo] = []

    @property
    def library(self) -> Library:
        """All conversations."""
        return self.engine.library

    @property
    def opened(self) -> Conversation:
        """The open conversation.

        Raises:
            CommandProblem: there is none.
        """
        if self.conversation is None:
            raise CommandProblem(
                "No conversation is open.", "Send a message first, or /switch to one."
            )
        return self.conversation

    def call(self, work: Coroutine[None, None, Result]) -> Result:
        """Wait for something short; see `Engine.call`."""
        return self.engine.call(work)

    def say(self, text: str) -> None:
        """Print a line about what was done."""
        self.printer.say(text)

    def number(self, lines: Iterable[str]) -> None:
        """Print lines with numbers from 1."""
        for number, line in enumerate(lines, 1):
            self.say(f"{number}. {line}")

    def question(self, prompt: str, prefill: str = "") -> str:
        """Ask for a line; ctrl+c or the end of the input is an empty answer."""
        if not self.lines.is_asked:
            # From a pipe nobody sees a prompt, and the next line is taken for the answer.
            self.say(f"({prompt.rstrip(': ')}? The next line answers.)")
        try:
            return clean(self.lines.read(prompt, prefill)).strip()
        except (EOFError, KeyboardInterrupt):
            self.printer.end_line()
            return ""

    def choose(self, values: Sequence[Value], lines: Iterable[str]) -> Value | None:
        """Print a numbered list and ask for one of its numbers.

        Args:
            values: to choose from.
            lines: what is printed for each.

        Returns:
            The chosen one; None, after a line that says so, when it was none of them.
        """
        self.number(lines)
        answer = self.question("Number, or enter for none: ")
        if answer.isdecimal() and 1 <= int(answer) <= len(values):
            return values[int(answer) - 1]
        self.say("Nothing was chosen.")
        return None

    def start_new(self, hint: str = "") -> None:
        """Leave the open conversation for one that exists once something is sent in it.

        Args:
            hint: a sentence to be said with it.
        """
        self.outbox.turn_to(None)
        self.follower.turn_to(None)
        self.conversation = None
        self.setup = Setup()
        self.say(f"A new conversation. {hint}".rstrip())
        self._announce_draft()

    def open(self, opened: Opened, *, shown: Sequence[Message] | None = None) -> None:
        """Print something of a conversation, and go on in it.

        Args:
            opened: the conversation.
            shown: what is printed of it; the last question and answer when None.
        """
        self.outbox.turn_to(opened.conversation.id)
        self.conversation = opened.conversation
        live = self.follower.turn_to(opened.conversation.id)
        if live is None and opened.streams:
            # The reply has ended between the reading of its row and now.
            opened = self.call(self.library.open(opened.conversation.id))
        self.say(f"{title(opened.conversation)}:")
        known = opened.messages[-EXCHANGE:] if shown is None else shown
        for message in self.engine.with_unkept(opened.conversation.id, known):
            if live is None or message.id != live.id:
                self.show(message)
        if live is not None:
            self.follower.replies.begin(live)
        self._announce_draft()

    def show(
        self, message: Message, *, number: int | None = None, version: tuple[int, int] | None = None
    ) -> None:
        """Print a message as it is now."""
        self.say(f"{speaker(message, number=number, version=version)}:")
        self.printer.line(without_pictures(message.content).strip("\n"))
        if note := ending(message):
            self.printer.say(note)
        self.printer.line()

    def path(self) -> list[Message]:
        """All messages of the open conversation's visible path; the first has number 1."""
        messages = self.call(self._whole_path(self.opened.id))
        return self.engine.with_unkept(self.opened.id, messages)

    def send(self, text: str, *, replaces: Message | None = None) -> None:
        """Keep a message and ask for its reply, now or once the running one has ended.

        Args:
            text: clean.
            replaces: the message that it is another version of.
        """
        if replaces is not None and self.follower.is_answering:
            raise CommandProblem("This conversation still answers.", "/stop stops it.")
        whole = text if replaces else self.outbox.take(text)
        if self.follower.is_answering:
            self._let_wait(whole)
            return
        try:
            sent = self.call(
                self.library.send(self.conversation, whole, replaces=replaces, setup=self.setup)
            )
        except StoreError:
            self.outbox.pieces.append(whole)
            self.say("(not sent; it goes with your next message, or /unsend takes it out)")
            raise
        self.conversation = sent.conversation
        self.follower.shown = sent.conversation.id
        self.outbox.follow(sent.conversation.id)
        self.follower.ask(sent.question)

    def _let_wait(self, text: str) -> None:
        self.outbox.let_wait(self.opened.id, text)
        self.say("(waits for the reply; /unsend takes it back)")

    def _reply_settled(self, conversation: int, status: Status | None) -> None:
        """Send what waited for a whole reply; after any other end it is unsent again."""
        shown = conversation == self.follower.shown
        if status is not Status.COMPLETE:
            if self.outbox.unsend_waiting(conversation) and shown:
                self.say("(what waited was not sent; /draft puts it into your next message)")
            return
        sent = self.outbox.send_waiting(conversation)
        if sent is not None:
            if shown:
                self.say(f"You, from before: {sent.question.content}")
            self.follower.ask(sent.question)

    def _announce_draft(self) -> None:
        if lines := self.outbox.draft.splitlines():
            rest = f" … ({count(len(lines), 'line')})" if len(lines) > 1 else ""
            self.say(f"Unsent here: {lines[0]}{rest} /draft puts it into your next message.")

    async def _whole_path(self, conversation: int) -> list[Message]:
        opened = await self.library.open(conversation)
        messages = opened.messages
        complete = opened.complete
        while not complete:
            older = await self.library.older(messages[0])
            messages = [*older, *messages]
            complete = not older
        return messages
