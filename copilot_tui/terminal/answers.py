"""What the terminal answers when it is asked: what it is, and how wide it draws."""

from __future__ import annotations

import os
import re
import select
import termios
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.terminal.attributes import keeping_attributes, set_raw_input
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLES = (("│", 1), ("é", 1), ("e\u0301", 1), ("漢", 2), ("🙂", 2))
"""Characters, and how many columns each has to take (Unicode TR 11)."""

ANSWER_SECONDS = 1.0
"""How long to wait; an answer over SSH takes as long as an echo."""

_READ_BYTES = 4096
_NAME_LENGTH = 40
_ASK_WIDTH = "\x1b[6n"
_ERASE_LINE = "\r\x1b[K"
_ASK_NAME = "\x1b[>0q"
_ASK_SYNCHRONIZED = "\x1b[?2026$p"
_ASK_KEYS = "\x1b[?u"
_ASK_ATTRIBUTES = "\x1b[c"
"""Every terminal knows this one, so that its answer is the end of all answers."""

_ATTRIBUTES = re.compile(r"\x1b\[\?[\d;]*c")
_POSITION = re.compile(r"\x1b\[\d+;(\d+)R")
_NAME = re.compile(r"\x1bP>\|(.*?)\x1b\\", re.S)
_SYNCHRONIZED = re.compile(r"\x1b\[\?2026;([1-4])\$y")
_KEYS = re.compile(r"\x1b\[\?\d+u")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a terminal said.

    Attributes:
        answered: whether it said anything that it had to.
        name: name and version, where it tells them; safe to show.
        synchronized: whether it can draw a frame at once (mode 2026).
        all_keys: whether it tells all keys apart (kitty's protocol).
        widths: columns that each of `SAMPLES` took; none when it did not tell all.
    """

    answered: bool
    name: str = ""
    synchronized: bool = False
    all_keys: bool = False
    widths: tuple[int, ...] = ()


def ask(terminal: int, output: int, seconds: float = ANSWER_SECONDS) -> Answers:
    """Ask, with nothing left on the screen.

    Args:
        terminal: descriptor that the answers come from.
        output: descriptor that the questions go to.
        seconds: how long to wait for the last answer.
    """
    widths = "".join(f"\r{sample}{_ASK_WIDTH}" for sample, _ in SAMPLES)
    questions = (_ASK_NAME, _ASK_SYNCHRONIZED, _ASK_KEYS, widths, _ERASE_LINE, _ASK_ATTRIBUTES)
    with keeping_attributes(terminal):
        try:
            set_raw_input(terminal)
            os.write(output, "".join(questions).encode())
            told = _read(terminal, time.monotonic() + seconds)
        except (OSError, termios.error):
            return Answers(answered=False)
        finally:
            _drop_rest(terminal)
    return understood(told)


def understood(told: str) -> Answers:
    """What these characters of a terminal say."""
    name = _NAME.search(told)
    columns = [int(column) - 1 for column in _POSITION.findall(told)]
    return Answers(
        answered=_ATTRIBUTES.search(told) is not None,
        name=elide(one_line(name[1]), _NAME_LENGTH) if name else "",
        synchronized=_SYNCHRONIZED.search(told) is not None,
        all_keys=_KEYS.search(told) is not None,
        widths=tuple(columns) if len(columns) == len(SAMPLES) else (),
    )


def is_in_front(terminal: int) -> bool:
    """Whether we may ask: a program in the background would be stopped for it."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False


def wrong_widths(answers: Answers) -> Sequence[str]:
    """The samples that took other than they should, each with both numbers."""
    pairs = zip(SAMPLES, answers.widths, strict=False)
    return [f"{sample} {seen} for {wide}" for (sample, wide), seen in pairs if seen != wide]


def _read(terminal: int, deadline: float) -> str:
    told = ""
    while not _ATTRIBUTES.search(told):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            break
        received = os.read(terminal, _READ_BYTES)
        if not received:
            break
        told += received.decode("utf-8", "replace")
    return told


def _drop_rest(terminal: int) -> None:
    """What was asked for and comes late must not be read as keys by the shell."""
    try:
        termios.tcflush(terminal, termios.TCIFLUSH)
    except termios.error:
        return
