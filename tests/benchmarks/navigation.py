"""Going through the program by keys, and timing each from the key to what it brings up."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from tests.benchmarks.program import ENTER, PAGE_DOWN, PAGE_UP, NothingSeen, Program
from tests.benchmarks.seeded import mark
from tests.benchmarks.streaming import PROMPT

if TYPE_CHECKING:
    from collections.abc import Mapping

FILTER, FIND, SWITCH, NEW = "\x14/", "\x06", "\x0f", "\x0e"
"""The keys ctrl+t and /, ctrl+f, ctrl+o, and ctrl+n."""

TAB = "\t"
SETTLED_SECONDS = 0.12
"""Without output for so long, all of a change has been painted; less than a cursor's blink."""

SEEN_SECONDS = 60.0
"""How long the beginning of a program is waited for."""

_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_MARK = re.compile(rb"mark(\d{7})")


def wait_for_start(program: Program) -> None:
    """Until the prompt is there, and nothing is painted any more."""
    program.wait_for(PROMPT)
    program.read_until_quiet(0.3)


def press(program: Program, keys: str, wanted: str, *, settle: bool = True) -> float:
    """Press keys.

    Args:
        program: that runs.
        keys: to be sent all at once.
        wanted: what they bring up, also if it is painted in several styles.
        settle: whether to wait afterwards until nothing is painted any more.

    Returns:
        Milliseconds from the keys to it on the screen.

    Raises:
        NothingSeen: it did not come up.
    """
    after = len(program.output)
    sent = program.send(keys)
    seen = wait_for_text(program, wanted, after=after)
    if settle:
        program.read_until_quiet(SETTLED_SECONDS)
    return (seen - sent) * 1e3


def wait_for_text(program: Program, wanted: str, *, after: int, seconds: float = 60.0) -> float:
    """As `Program.wait_for`, but across changes of style.

    Raises:
        NothingSeen: it did not come in time, or the program ended.
    """
    deadline = time.perf_counter() + seconds
    while wanted.encode() not in _CONTROL.sub(b"", program.output[after:]):
        left = deadline - time.perf_counter()
        if left <= 0 or (not program.read(min(left, 0.5)) and program.process.poll() is not None):
            raise NothingSeen(f"no {wanted!r} on this screen:\n{program.screen()}")
    return time.perf_counter()


def seen(
    program: Program,
    wanted: Mapping[str, str],
    *,
    known: Mapping[str, float] | None = None,
    until: str = "",
) -> dict[str, float]:
    """When each of several texts was painted for the first time, by `time.perf_counter`.

    Args:
        program: that runs.
        wanted: the texts, by names of their own.
        known: what has been seen before.
        until: the name of the one to wait for; of all by default.

    Raises:
        NothingSeen: one of them did not come.
    """
    times = dict(known or {})
    deadline = time.perf_counter() + SEEN_SECONDS
    while (until or len(times) < len(wanted)) and until not in times:
        program.read(0.5)
        now, painted = time.perf_counter(), _CONTROL.sub(b"", program.output)
        for name, text in wanted.items():
            if text.encode() in painted:
                times.setdefault(name, now)
        if now > deadline:
            raise NothingSeen(f"only {[*times]} of {wanted} on this screen:\n{program.screen()}")
    return times


def open_conversation(
    program: Program, title: str, last_word: str, *, settle: bool = True
) -> float:
    """Choose a conversation in the switcher.

    Args:
        program: that runs.
        title: whole or in part; the first that matches is opened.
        last_word: with which its last message ends.
        settle: as in `press`.

    Returns:
        Milliseconds from the key that opens it to its end on the screen.
    """
    program.send(SWITCH)
    program.read_until_quiet(SETTLED_SECONDS)
    program.send(title)
    program.read_until_quiet(SETTLED_SECONDS)
    return press(program, ENTER, last_word, settle=settle)


def turn_pages(program: Program, pages: int) -> tuple[list[float], list[float]]:
    """Go up by so many pages in a text full of marks, then down again.

    Returns:
        Milliseconds of each page up and of each page down.
    """
    up, down = [], []
    lowest, highest = _paint(program, PAGE_UP)
    for _ in range(pages):
        after = len(program.output)
        up.append(press(program, PAGE_UP, mark(lowest - 1)))
        lowest, highest = _marks(program, after)
    for _ in range(pages):
        after = len(program.output)
        down.append(press(program, PAGE_DOWN, mark(highest + 1)))
        lowest, highest = _marks(program, after)
    return up, down


def _paint(program: Program, key: str) -> tuple[int, int]:
    """The lowest and the highest mark in view after a key that paints all of the text."""
    after = len(program.output)
    program.send(key)
    program.read_until_quiet(SETTLED_SECONDS)
    return _marks(program, after)


def _marks(program: Program, after: int) -> tuple[int, int]:
    found = [int(number) for number in _MARK.findall(program.output, after)]
    if not found:
        raise NothingSeen(f"no mark on this screen:\n{program.screen()}")
    return min(found), max(found)
