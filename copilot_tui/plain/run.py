"""From the parts that the program is made of to a running plain mode."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from copilot_tui.errors import StoreError
from copilot_tui.plain.interrupts import Interrupts
from copilot_tui.plain.lines import lines_from
from copilot_tui.plain.printer import OutputGone, Printer
from copilot_tui.plain.session import Session
from copilot_tui.terminal.attributes import giving_back_attributes
from copilot_tui.terminal.clipboard import Clipboard
from copilot_tui.terminal.last_resort import end_in
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.intent import Intent
    from copilot_tui.plain.engine import Engine

LAST_RESORT_SECONDS = 10.0
"""How long ending may take once the system asks for it."""

RECENT_PROMPTS = 50
"""Earlier prompts behind the up key."""

WAITING = "(one moment …)"

_DUMB = ("", "dumb", "unknown")


def run_plain(
    engine: Engine, environ: Mapping[str, str], folder: Path, intent: Intent | None = None
) -> Interrupts:
    """Chat on standard input and output until the user ends it.

    Args:
        engine: not started yet; closed when this returns.
        environ: the environment.
        folder: where copied text goes when there is no clipboard.
        intent: what it begins with.

    Returns:
        What knows the signal that has ended it, if one has or yet does.
    """
    for stream in (sys.stdin, sys.stdout):
        _tolerate_odd_characters(stream)
    give_back_terminal = giving_back_attributes(sys.stdin)
    interrupts = Interrupts(lambda: end_in(LAST_RESORT_SECONDS, give_back_terminal))
    interrupts.listen()
    printer = Printer(sys.stdout)
    edits = environ.get("TERM", "") not in _DUMB and sys.stdout.isatty()
    engine.on_slow = partial(_say_that_it_takes_long, printer)
    engine.start()
    try:
        lines = lines_from(
            sys.stdin,
            edits=edits,
            printer=printer,
            interrupts=interrupts,
            recent=lambda: _recent_prompts(engine),
        )
        # What calls itself dumb is sent no escape sequence, not even for the clipboard.
        clipboard = Clipboard(
            {**environ, "TERM": "dumb"}, write_terminal=printer.add, folder=folder
        )
        Session(
            engine=engine,
            printer=printer,
            lines=lines,
            interrupts=interrupts,
            clipboard=clipboard,
            intent=intent,
        ).run()
    finally:
        rescued = engine.close(folder)
        if rescued:
            print(rescued, file=sys.stderr)
        _let_go_of_output()
    return interrupts


def _say_that_it_takes_long(printer: Printer) -> None:
    # Whoever prints next finds out that nobody reads.
    with suppress(OutputGone):
        printer.say(WAITING)


def _tolerate_odd_characters(stream: TextIO) -> None:
    """Let a character that the encoding lacks be replaced, rather than end the program."""
    import io

    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")


def _recent_prompts(engine: Engine) -> list[str]:
    try:
        newest = engine.call(engine.library.prompts(RECENT_PROMPTS))
    except StoreError:
        return []
    return [one_line(prompt) for prompt in reversed(newest)]


def _let_go_of_output() -> None:
    """Keep Python from complaining, while it ends, that nobody reads any more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
