"""Escape sequences on their way through tmux or GNU screen to the terminal around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPE = "\x1b"
_STRING_START = "\x1bP"
_STRING_END = "\x1b\\"

_SCREEN_STRING_BYTES = 768
"""What GNU screen takes of one control string (MAXSTR in its screen.h since 2014)."""


def in_tmux(environ: Mapping[str, str]) -> bool:
    """Whether the app runs in a pane of tmux."""
    return bool(environ.get("TMUX"))


def in_screen(environ: Mapping[str, str]) -> bool:
    """Whether the app runs in a window of GNU screen."""
    return bool(environ.get("STY"))


def pass_through(sequence: str, environ: Mapping[str, str]) -> str:
    r"""Wrap a sequence so that the multiplexer, if there is one, hands it on.

    tmux does so only with `allow-passthrough on`, which before 3.3 was always so (tmux(1);
    seen with 3.3a). Nothing reports whether it did.

    Args:
        sequence: ASCII in GNU screen, and there without the string terminator `ESC \`.
        environ: the environment of the app.
    """
    if in_tmux(environ):
        doubled = sequence.replace(_ESCAPE, _ESCAPE * 2)
        return f"{_STRING_START}tmux;{doubled}{_STRING_END}"
    if in_screen(environ):
        room = _SCREEN_STRING_BYTES - len(_STRING_START + _STRING_END)
        pieces = (sequence[at : at + room] for at in range(0, len(sequence), room))
        return "".join(f"{_STRING_START}{piece}{_STRING_END}" for piece in pieces)
    return sequence
