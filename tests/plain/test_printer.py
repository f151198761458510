"""What the plain mode says of itself is broken at its words."""

from __future__ import annotations

import io
import os
import tty
from fcntl import ioctl
from struct import pack
from termios import TIOCSWINSZ

from copilot_tui.plain.printer import Printer

NOTICE = "(What was expected has not come; /retry tries again.)"


def test_a_notice_is_broken_at_words_where_the_terminal_ends() -> None:
    reading, writing = os.openpty()
    with os.fdopen(reading, "rb"), os.fdopen(writing, "w") as output:
        tty.setraw(writing)
        ioctl(writing, TIOCSWINSZ, pack("HHHH", 24, 20, 0, 0))
        Printer(output).say(NOTICE)
        printed = os.read(reading, 1_000).decode()

    assert printed == "(What was expected\nhas not come; /retry\ntries again.)\n"


def test_into_a_pipe_a_notice_is_one_line() -> None:
    output = io.StringIO()
    Printer(output).say(NOTICE)

    assert output.getvalue() == f"{NOTICE}\n"
