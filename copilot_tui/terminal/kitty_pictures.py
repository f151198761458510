"""Pictures by kitty's graphics protocol, drawn through cells of text.

A picture is sent once, under a number. Wherever cells hold the placeholder character in a
colour that stands for the number, the terminal shows the part of the picture that the marks
on the character name. So a picture scrolls, is cut off and is covered as text is.
https://sw.kovidgoyal.net/kitty/graphics-protocol/, "Unicode placeholders".

Nothing of a picture but its base64 gets into a sequence.
"""

from __future__ import annotations

from base64 import standard_b64encode
from collections.abc import Iterator
from typing import Final

PLACEHOLDER: Final = "\U0010eeee"

_MARKS: Final = (
    "0305 030d 030e 0310 0312 033d 033e 033f 0346 034a 034b 034c 0350 0351 0352 0357 035b 0363"
    " 0364 0365 0366 0367 0368 0369 036a 036b 036c 036d 036e 036f 0483 0484 0485 0486 0487 0592"
    " 0593 0594 0595 0597 0598 0599 059c 059d 059e 059f 05a0 05a1 05a8 05a9 05ab 05ac 05af 05c4"
    " 0610 0611 0612 0613 0614 0615 0616 0617 0657 0658 0659 065a 065b 065d 065e 06d6 06d7 06d8"
    " 06d9 06da 06db 06dc 06df 06e0 06e1 06e2 06e4 06e7 06e8 06eb 06ec 0730 0732 0733 0735 0736"
    " 073a 073d 073f 0740 0741 0743 0745 0747 0749 074a"
)
"""The marks that stand for 0 to 99, by the protocol: Unicode's combining class 230."""

MARKS: Final = tuple(chr(int(code, 16)) for code in _MARKS.split())
MOST_CELLS: Final = len(MARKS)
"""Columns or rows of a picture; there are marks for more, which are not needed here."""

NUMBERS: Final = range(16, 256)
"""Colours of the fixed palette: those below are the user's, and a theme may change them."""

_PAYLOAD: Final = 4096
"""Characters of base64 in one sequence, by the protocol."""

ASK: Final = "\x1b_Gi=1,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>0q\x1b[c"
"""Whether there are pictures, what terminal this is, and what every terminal answers."""

_WITH_PLACEHOLDERS: Final = ("kitty", "ghostty")
"""How their names begin. Others draw pictures, but not in placeholders (WezTerm, Konsole)."""


def draws_pictures(told: str) -> bool:
    """Whether a terminal that answered this to `ASK` shows pictures in placeholders."""
    name = told.partition("\x1bP>|")[2].lower()
    return "\x1b_Gi=1;OK\x1b\\" in told and name.startswith(_WITH_PLACEHOLDERS)


def known_by_name(term: str) -> bool:
    """Whether a terminal with this `TERM` does."""
    return term.removeprefix("xterm-").startswith(_WITH_PLACEHOLDERS)


def full_number(group: int, number: int) -> int:
    """The number of a picture in the terminal.

    Args:
        group: of all pictures of this program, so that others in the same terminal have
            other numbers; from 1 to below `MOST_CELLS`.
        number: one of `NUMBERS`.
    """
    return group << 24 | number


def sending(png: bytes, picture: int, columns: int, rows: int) -> Iterator[str]:
    """The sequences that give a picture to the terminal, without showing it yet.

    Args:
        png: the file.
        picture: its full number.
        columns: cells that it is to fill.
        rows: the same.
    """
    encoded = standard_b64encode(png).decode("ascii")
    for start in range(0, len(encoded), _PAYLOAD):
        more = int(start + _PAYLOAD < len(encoded))
        head = f"a=T,U=1,q=2,f=100,i={picture},c={columns},r={rows}," if not start else "q=2,"
        yield f"\x1b_G{head}m={more};{encoded[start : start + _PAYLOAD]}\x1b\\"


def removing(picture: int) -> str:
    """The sequence that takes a picture from the terminal."""
    return f"\x1b_Ga=d,d=I,q=2,i={picture}\x1b\\"


def placeholders(picture: int, row: int, columns: int) -> str:
    """The text that shows one row of a picture, in the colour of its number."""
    marks = MARKS[row], MARKS[picture >> 24]
    return "".join(f"{PLACEHOLDER}{marks[0]}{MARKS[column]}{marks[1]}" for column in range(columns))
