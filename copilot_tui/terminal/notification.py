"""Escape sequences that call the user: window title, bell and desktop notification.

Every text in them is made one clean line of limited length, so that no title that a
server or a file gave can end the sequence and begin another one.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from copilot_tui.terminal.multiplexer import in_screen, in_tmux, pass_through
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

BELL = "\a"

PUSH_TITLE = "\x1b[22;2t"
"""Keeps the window title on the terminal's stack (XTWINOPS in xterm's ctlseqs)."""

POP_TITLE = "\x1b[23;2t"
"""Brings back the title that was kept last."""

_LONGEST_TITLE = 80
_LONGEST_BODY = 200
_NOT_IN_IDENTIFIER = re.compile(r"[^A-Za-z0-9_.+-]")


class Notification(StrEnum):
    """The ways in which terminals take a desktop notification."""

    BELL = "bell"
    OSC_9 = "OSC 9"
    OSC_99 = "OSC 99"


def understood(environ: Mapping[str, str]) -> Notification:
    """The best notification that the terminal takes, as far as the environment tells.

    - OSC 99: kitty (its "Desktop notifications" page), foot from 1.18.0 (its changelog).
    - OSC 9: iTerm2 ("Proprietary Escape Codes"), WezTerm (wezterm#489), Ghostty ("OSC 9"
      in its VT reference; of OSC 99 it only reads the syntax, ghostty#5634).
    - The bell: all others. ConEmu runs commands by OSC 9 and shows no notification;
      Windows Terminal has none by OSC 9 either (terminal#7718).

    SSH carries `TERM`, and `LC_TERMINAL` where it is set up to carry LC_*. Within tmux the
    variables are those of the terminal in which its server was started.
    """
    term = environ.get("TERM", "")
    if term == "xterm-kitty" or term.startswith("foot") or "KITTY_WINDOW_ID" in environ:
        return Notification.OSC_99
    names = {
        environ.get(variable, "").lower() for variable in ("TERM_PROGRAM", "LC_TERMINAL", "TERM")
    }
    marks = {"GHOSTTY_RESOURCES_DIR", "WEZTERM_PANE", "ITERM_SESSION_ID"}
    if names & {"iterm.app", "iterm2", "wezterm", "ghostty", "xterm-ghostty"} or marks & set(
        environ
    ):
        return Notification.OSC_9
    return Notification.BELL


def notification(title: str, body: str, identifier: str, environ: Mapping[str, str]) -> str:
    """What to write so that the user is called in the way that `understood` finds.

    Within tmux the bell rings as well, for tmux drops what it is not set up to hand on
    (`allow-passthrough`), and marks the window of a bell. GNU screen gets the bell alone:
    it would take the end of an OSC 99 for that of its own wrapping.

    Args:
        title: what it is about.
        body: what has happened.
        identifier: a later notification of the same takes the place of this one.
        environ: the environment of the app.
    """
    way = understood(environ)
    if way is Notification.BELL or in_screen(environ):
        return BELL
    sequence = (
        osc9(f"{title}: {body}") if way is Notification.OSC_9 else osc99(title, body, identifier)
    )
    return pass_through(sequence, environ) + (BELL if in_tmux(environ) else "")


def window_title(text: str) -> str:
    """Set the window's title; within tmux or screen the title of the pane."""
    return f"\x1b]2;{_shortened(text, _LONGEST_TITLE)}\a"


def osc9(text: str) -> str:
    """A notification as iTerm2 has it.

    ConEmu and its followers take a number at the beginning for a command, which may run
    a program ("ConEmu specific OSC"), so that such a text gets a dash before it.
    """
    text = _shortened(text, _LONGEST_BODY)
    return f"\x1b]9;{'- ' if text[:1].isdigit() else ''}{text}\a"


def osc99(title: str, body: str, identifier: str) -> str:
    """A notification as kitty has it: one part for the title, one for the body.

    Args:
        title: first line.
        body: what stands below.
        identifier: letters, digits and `_.+-`; anything else is left out.
    """
    name = _NOT_IN_IDENTIFIER.sub("", identifier) or "copilot-tui"
    return (
        f"\x1b]99;i={name}:d=0;{_shortened(title, _LONGEST_TITLE)}\x1b\\"
        f"\x1b]99;i={name}:d=1:p=body;{_shortened(body, _LONGEST_BODY)}\x1b\\"
    )


def _shortened(text: str, length: int) -> str:
    return elide(one_line(text), length)
