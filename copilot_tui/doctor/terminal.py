"""The terminal: what it says of itself, and what it answers."""

from __future__ import annotations

import asyncio
import locale
import os
import sys
from collections.abc import Mapping, Sequence

from copilot_tui.doctor.finding import Finding, fault, hint, ok
from copilot_tui.terminal.answers import Answers, ask, is_in_front, wrong_widths
from copilot_tui.terminal.command import run
from copilot_tui.terminal.multiplexer import in_screen, in_tmux

_DUMB = ("", "dumb", "unknown")
_FEWEST_COLUMNS, _FEWEST_LINES = 40, 12
_LONG_ESCAPE_MS = 100
_DEEP = ("truecolor", "24bit")


def look_at_terminal(environ: Mapping[str, str]) -> Sequence[Finding]:
    """TERM, colours, size, encoding, what it answers, and tmux."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        what = "Input or output is no terminal, so none was looked at."
        todo = "Run it in the terminal in question; a chat between pipes needs --plain."
        return (hint("terminal", what, todo), _encoding())
    return (
        _type(environ),
        _colours(environ),
        size(*os.get_terminal_size(sys.stdout.fileno())),
        _encoding(),
        *_asked(environ),
        *_multiplexer(environ),
    )


def size(columns: int, lines: int) -> Finding:
    """Whether there is enough room."""
    what = f"{columns} columns, {lines} lines."
    if columns >= _FEWEST_COLUMNS and lines >= _FEWEST_LINES:
        return ok("size", what)
    room = f"{_FEWEST_COLUMNS} by {_FEWEST_LINES}"
    return hint("size", what, f"Make the window larger: {room} is the least to work in.")


def answered(answers: Answers) -> Sequence[Finding]:
    """What the answers of the terminal mean."""
    if not answers.answered:
        what = "It does not answer when it is asked what it is."
        return (hint("answers", what, "Nothing needs it, but keys may be fewer."),)
    can = ["smooth drawing"] * answers.synchronized + ["all keys"] * answers.all_keys
    knows = f"Knows {' and '.join(can)}." if can else "Answers."
    name = f"{answers.name}. " if answers.name else ""
    return (ok("answers", f"{name}{knows}"), _widths(answers))


def _type(environ: Mapping[str, str]) -> Finding:
    name = environ.get("TERM", "")
    if name not in _DUMB:
        return ok("TERM", name)
    todo = "Set TERM to what your terminal is, such as xterm-256color, or chat with --plain."
    return fault("TERM", f"“{name}” cannot draw a screen.", todo)


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return ok("colours", "None wanted (NO_COLOR).")
    if environ.get("COLORTERM", "").lower() in _DEEP:
        return ok("colours", "16 million.")
    if "256" in environ.get("TERM", ""):
        return ok("colours", "256.")
    todo = "If your terminal has more: export COLORTERM=truecolor"
    return hint("colours", "16, as far as the terminal tells.", todo)


def _encoding() -> Finding:
    encoding = locale.getencoding()
    if encoding.lower().replace("-", "") == "utf8":
        return ok("encoding", encoding)
    todo = "Choose a UTF-8 locale: export LC_ALL=C.UTF-8"
    return fault("encoding", f"{encoding} lacks most characters that are drawn.", todo)


def _asked(environ: Mapping[str, str]) -> Sequence[Finding]:
    terminal = sys.stdin.fileno()
    if environ.get("TERM", "") in _DUMB or not is_in_front(terminal):
        return ()
    return answered(ask(terminal, sys.stdout.fileno()))


def _widths(answers: Answers) -> Finding:
    if not answers.widths:
        return hint("widths", "It does not tell how wide characters are.")
    if wrong := wrong_widths(answers):
        what = f"Columns taken, and those due: {', '.join(wrong)}. Lines may look shifted."
        todo = (
            "Update the terminal, and tmux or screen if there is one; "
            "turn off wide “ambiguous” characters in its settings."
        )
        return hint("widths", what, todo)
    return ok("widths", "Narrow and wide characters take the columns they should.")


def _multiplexer(environ: Mapping[str, str]) -> Sequence[Finding]:
    if in_tmux(environ):
        return asyncio.run(_tmux(environ))
    if in_screen(environ):
        todo = "tmux hands on more: the clipboard, notifications, all keys."
        return (hint("screen", "You are in GNU screen.", todo),)
    return ()


async def _tmux(environ: Mapping[str, str]) -> Sequence[Finding]:
    version = await run(("tmux", "-V"), environ, wants_output=True)
    waits = await run(("tmux", "show-options", "-sv", "escape-time"), environ, wants_output=True)
    if version is None or waits is None:
        return (hint("tmux", "It does not answer.", "Look whether its server still runs."),)
    name = version.decode("utf-8", "replace")
    milliseconds = waits.decode("ascii", "replace").strip()
    if milliseconds.isdecimal() and int(milliseconds) > _LONG_ESCAPE_MS:
        what = f"{name.strip()} waits {milliseconds} ms after each esc."
        return (hint("tmux", what, "Write into ~/.tmux.conf: set -s escape-time 10"),)
    return (ok("tmux", f"{name.strip()}."),)
