"""What the terminal is asked for while the app has it, and how all of it is taken back.

The modes are those of Textual 8.2.8's `LinuxDriver`; they are described in xterm's
ctlseqs, and by the protocols that are named here.
"""

from __future__ import annotations

from typing import Final

_MOUSE: Final = (1000, 1003, 1015, 1006)
"""Clicks, all movement, and two ways of reporting them."""

_MOUSE_PIXELS: Final = 1016

_ALTERNATE_SCREEN: Final = 1049
_CURSOR: Final = 25
_FOCUS: Final = 1004
_BRACKETED_PASTE: Final = 2004
_LINE_WRAP: Final = 7
_SYNCHRONISED_OUTPUT: Final = 2026
_SIZE_REPORTS: Final = 2048

_END_OF_STRING: Final = "\x1b\\"
"""Ends a title or clipboard sequence that was cut short; elsewhere it does nothing (ST)."""

_PLAIN_TEXT: Final = "\x1b[0m"

_KITTY_FLAGS: Final = 0b11001
"""Escape codes without doubt, all keys, and the text of each: the kitty keyboard protocol."""

_KITTY_POP: Final = "\x1b[<u"

ASK_FOR_SIZE_REPORTS: Final = f"\x1b[?{_SIZE_REPORTS}$p"
SIZE_REPORTS: Final = f"\x1b[?{_SIZE_REPORTS}h"
ASK_FOR_SYNCHRONISED_OUTPUT: Final = f"\x1b[?{_SYNCHRONISED_OUTPUT}$p"


def entering(*, mouse: bool, kitty: bool, again: bool = False) -> str:
    """What puts a terminal into the modes of the app.

    Args:
        mouse: whether the mouse is wanted.
        kitty: whether the kitty keyboard protocol is.
        again: whether it may still be in them, so that nothing may be put on a stack twice.
    """
    keyboard = (_KITTY_POP if again else "") + f"\x1b[>{_KITTY_FLAGS}u" if kitty else ""
    return "".join(
        (
            _END_OF_STRING if again else "",
            _on(_ALTERNATE_SCREEN),
            _on(*_MOUSE) if mouse else "",
            _off(_CURSOR),
            _on(_FOCUS),
            keyboard,
            _on(_BRACKETED_PASTE),
            _off(_LINE_WRAP),
        )
    )


def leaving(*, mouse: bool, kitty: bool, farewell: str = "") -> str:
    """What gives a terminal back as it was, at whatever point the output before it was cut.

    Args:
        mouse: as it was entered.
        kitty: as it was entered; taken back on the alternate screen, which has its own stack.
        farewell: what else is to be written then.
    """
    return "".join(
        (
            _END_OF_STRING,
            farewell,
            _off(_SYNCHRONISED_OUTPUT, _BRACKETED_PASTE, _SIZE_REPORTS, _FOCUS),
            _off(*_MOUSE, _MOUSE_PIXELS) if mouse else "",
            _on(_LINE_WRAP),
            _KITTY_POP if kitty else "",
            _PLAIN_TEXT,
            _off(_ALTERNATE_SCREEN),
            _on(_CURSOR),
        )
    )


def _on(*modes: int) -> str:
    return "".join(f"\x1b[?{mode}h" for mode in modes)


def _off(*modes: int) -> str:
    return "".join(f"\x1b[?{mode}l" for mode in modes)
