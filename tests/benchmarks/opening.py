"""Opening long conversations, and moving about in them."""

from __future__ import annotations

import sqlite3
import statistics
from contextlib import closing
from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import running
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.navigation import (
    FIND,
    SETTLED_SECONDS,
    TAB,
    open_conversation,
    press,
    turn_pages,
    wait_for_start,
)
from tests.benchmarks.program import COLUMNS, ENTER, ROWS, NothingSeen, Program, chat
from tests.benchmarks.seeded import database, mark, seed, titles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.suite import Extent

CONVERSATIONS, FEW = 12, 10
LONG, LONGER, SMOKE_LONG = 10_000, 100_000, 200
PAGES, SMOKE_PAGES = 5, 1
GIVEN_UP_SECONDS = 3.0
RESIZED = 100, 35
RESIZED_QUIET_SECONDS = 0.15
MOVED_MILLISECONDS = 50.0

_FIRST = (CONVERSATIONS - 1) * FEW + 1
"""The first message of the long conversation, which is the last one."""

_SOUGHT, _NEARLY = "xylophone", "xylophonic"
"""A word to search for, and one that is found until its last letter is typed."""


def measure(extent: Extent) -> Iterator[Figure]:
    """Open a short and a long conversation by keys, and move in the long one."""
    long = extent.scaled(LONG, SMOKE_LONG)
    longer = extent.scaled(LONGER, SMOKE_LONG)
    homes = {length: _home(extent, length) for length in dict.fromkeys((long, longer))}
    opened, moved = Series(), Series()
    with running() as server:
        for _ in range(extent.runs):
            for length, home in homes.items():
                with chat(server.url, home) as program:
                    few, many = _open(program, length)
                    opened.add(few=few, **{str(length): many})
                    if length == long:
                        _move(program, long, extent.scaled(PAGES, SMOKE_PAGES), moved)
    few = statistics.median(opened["few"])
    yield Figure(f"a conversation of {FEW} messages opened", opened["few"], "ms")
    # In the smoke test both are of the same length.
    for length, goal in {long: 100, longer: 300}.items():
        times = opened[str(length)]
        name = f"a conversation of {length:,} messages opened"
        yield Figure(name, times, "ms")
        more = statistics.median(times) - few
        yield Figure(f"more than of {FEW}, by the medians", [more], "ms", goal, under=name)
    yield from _shown(long, moved)


def _shown(long: int, moved: Series) -> Iterator[Figure]:
    group = f"in {long:,} messages"
    note = f"{GIVEN_UP_SECONDS * 1e3:,.0f} is never"
    yield Figure(f"{group}: g just after opening", moved["early"], "ms", None, note)
    for key, name in (
        ("up", "page up"),
        ("down", "page down"),
        ("first", "g"),
        ("last", "G"),
        ("letter", "first letter of a search"),
        ("hit", "last letter, to a hit in the middle"),
        ("next", "enter, to the next hit, far above"),
    ):
        yield Figure(name, moved[key], "ms", MOVED_MILLISECONDS, under=group)
    yield Figure("resize of the terminal", moved["resized"], "ms", 100, under=group)


def _home(extent: Extent, length: int) -> Path:
    """A home with a long conversation, and a word to search for in three of its messages."""
    home = extent.home(str(length))
    seed(home, conversations=CONVERSATIONS, messages=FEW, long=length)
    holders = ((_SOUGHT, _quarter(length)), (_SOUGHT, _middle(length)), (_NEARLY, _last(length)))
    with closing(sqlite3.connect(database(home))) as connection, connection:
        connection.executemany(
            "UPDATE messages SET content = replace(content, 'A last', ?) WHERE id = ?", holders
        )
    return home


def _quarter(length: int) -> int:
    return _FIRST + length // 4


def _middle(length: int) -> int:
    return _FIRST + length // 2


def _last(length: int) -> int:
    return _FIRST + length - 1


def _open(program: Program, length: int) -> tuple[float, float]:
    """Open one to warm up, a short one, and the long one, each for the first time."""
    wait_for_start(program)
    *_, warming, short, long = titles(CONVERSATIONS)
    open_conversation(program, warming, mark((CONVERSATIONS - 2) * FEW))
    few = open_conversation(program, short, mark((CONVERSATIONS - 1) * FEW))
    return few, open_conversation(program, long, mark(_last(length)), settle=False)


def _move(program: Program, long: int, pages: int, moved: Series) -> None:
    """Everything that one does to get about, from the log."""
    moved.add(early=_first_message_early(program))
    program.read_until_quiet()
    first, last = mark(_FIRST), mark(_last(long))
    press(program, "G", last)
    for _ in range(pages):
        moved.add(first=press(program, "g", first), last=press(program, "G", last))
    for up, down in zip(*turn_pages(program, pages), strict=True):
        moved.add(up=up, down=down)
    press(program, "G", last)
    program.send(FIND)
    program.read_until_quiet(SETTLED_SECONDS)
    moved.add(letter=press(program, _SOUGHT[0], "/3"))
    press(program, _SOUGHT[1:-1], "/3")
    moved.add(hit=press(program, _SOUGHT[-1], mark(_middle(long))))
    moved.add(next=press(program, ENTER, mark(_quarter(long))))
    for size in (RESIZED, (COLUMNS, ROWS)):
        began = program.resize(*size)
        program.read(GIVEN_UP_SECONDS)
        end = program.read_until_quiet(RESIZED_QUIET_SECONDS)
        moved.add(resized=(end - began) * 1e3)


def _first_message_early(program: Program) -> float:
    """Milliseconds to the first message, wanted before all messages were read."""
    after = len(program.output)
    sent = program.send(f"{TAB}g")
    try:
        seen = program.wait_for(mark(_FIRST), after=after, seconds=GIVEN_UP_SECONDS)
    except NothingSeen:
        return GIVEN_UP_SECONDS * 1e3
    return (seen - sent) * 1e3
