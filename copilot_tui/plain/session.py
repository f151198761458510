"""The plain mode: one line after the other, from the greeting to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import CopilotError, StoreError
from copilot_tui.intent import Intent
from copilot_tui.paths import with_shown_paths
from copilot_tui.plain.chat import Chat
from copilot_tui.plain.command_line import parse_command
from copilot_tui.plain.command_table import QUIT, run_command
from copilot_tui.plain.entry import Entry
from copilot_tui.plain.follower import Follower
from copilot_tui.plain.interrupts import Interrupts, Terminated
from copilot_tui.plain.printer import OutputGone, Printer
from copilot_tui.plain.words import title
from copilot_tui.text import clean

if TYPE_CHECKING:
    from copilot_tui.plain.engine import Engine
    from copilot_tui.plain.lines import Lines
    from copilot_tui.terminal.clipboard import Clipboard

PROMPT = "You: "
MORE_PROMPT = "... "
HOW_TO_QUIT = "(/quit or ctrl+d ends)"


class Session:
    """Reads lines, and does what they say.

    Args:
        engine: started before, closed after it.
        printer: where everything is printed.
        lines: what is typed.
        interrupts: let in while it waits.
        clipboard: for /copy.
        intent: what it begins with.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        printer: Printer,
        lines: Lines,
        interrupts: Interrupts,
        clipboard: Clipboard,
        intent: Intent | None = None,
    ) -> None:
        self._intent = intent or Intent()
        self._engine = engine
        self._printer = printer
        self._lines = lines
        self._follower = Follower(engine, printer, interrupts)
        self._chat = Chat(
            engine=engine,
            printer=printer,
            lines=lines,
            follower=self._follower,
            clipboard=clipboard,
        )
        self._entry = Entry()
        self._ended = False
        self._asked_to_quit = False

    def run(self) -> None:
        """Go on until the user quits, the input ends or the program is to end."""
        try:
            self._greet()
            self._begin()
            while not self._ended:
                self._take_turn()
        except Terminated:
            self._keep_typed(self._lines.unfinished())
        except OutputGone:
            self._keep_typed("")
        except Exception:
            self._keep_typed(self._lines.unfinished())
            raise
        else:
            self._keep_typed("")

    def _greet(self) -> None:
        self._printer.line("copilot-tui, line by line. /help lists the commands.")
        try:
            self._follower.wait_for(self._engine.choice(""))
        except CopilotError as error:
            self._complain(error)

    def _begin(self) -> None:
        library, conversation = self._engine.library, self._intent.conversation
        try:
            if conversation is not None:
                self._chat.open(self._engine.call(library.open(conversation)))
            else:
                last = self._engine.call(library.recent(1))
                hint = f"/switch 1 opens the last one, {title(last[0])}." if last else ""
                self._chat.start_new(hint)
            if self._intent.question:
                self._printer.line(f"{PROMPT}{self._intent.question}")
                self._chat.send(self._intent.question)
        except CopilotError as error:
            self._complain(error)

    def _take_turn(self) -> None:
        """Follow the reply until a line was typed or it is over; then ask for a line."""
        try:
            if self._follower.is_answering:
                self._follow()
            else:
                self._follower.print_news()
                self._follower.print_later()
                self._take(self._lines.read(MORE_PROMPT if self._entry.is_open else PROMPT))
        except EOFError:
            self._printer.end_line()
            self._ended = True
        except KeyboardInterrupt:
            self._interrupted()
        except CopilotError as error:
            self._complain(error)

    def _follow(self) -> None:
        if self._follower.wait(self._lines.descriptor):
            line = self._lines.read_typed()
            if line is not None:
                self._printer.entered()
                self._take(line)

    def _interrupted(self) -> None:
        if self._follower.is_answering:
            assert self._follower.shown is not None
            self._follower.stop(self._follower.shown)
            return
        self._printer.end_line()
        self._entry.take()
        if self._asked_to_quit:
            self._printer.line(HOW_TO_QUIT)
        self._asked_to_quit = True

    def _take(self, line: str) -> None:
        self._asked_to_quit = False
        typed = self._entry.add(clean(line))
        if typed is None or not typed.text.strip():
            return
        command = None if typed.is_quoted else parse_command(typed.text)
        if command is None:
            text = typed.text if typed.is_quoted else self._with_pasted(typed.text)
            self._chat.send(text.strip())
        elif command.name == QUIT:
            self._ended = True
        else:
            run_command(self._chat, command)

    def _with_pasted(self, first: str) -> str:
        """The text with the lines that were pasted together with its first one."""
        lines = [first]
        while self._lines.more_follows():
            lines.append(clean(self._lines.read("")))
        return "\n".join(lines)

    def _keep_typed(self, unfinished: str) -> None:
        typed = "\n".join(text for text in (self._entry.take(), unfinished) if text)
        try:
            self._chat.outbox.keep(clean(typed))
        except StoreError as error:
            self._complain(error)

    def _complain(self, error: CopilotError) -> None:
        self._printer.say(with_shown_paths(error.lines))
