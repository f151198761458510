"""Several running copies of the program on one home."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tests.benchmarks.navigation import SETTLED_SECONDS, SWITCH, wait_for_start
from tests.benchmarks.program import ENTER, NothingSeen, Program
from tests.reliability.doomed import drawn, play, start
from tests.reliability.lateness import Lateness
from tests.reliability.scripts import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.reliability.stamped_server import Order

_SECONDS = 30.0
_LATE_WINDOW = 2.0
_READ_SECONDS = 0.005


class Copy:
    """One of the running copies.

    Attributes:
        program: in its terminal.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._lateness = Lateness(program.process.pid, _LATE_WINDOW)
        self._mark = 0

    def forget(self) -> None:
        """Count only what is drawn from now on."""
        self._mark = len(self.program.output)

    def look(self) -> None:
        """Take in what is drawn now."""
        self.program.read(_READ_SECONDS)
        self._lateness.look()

    def shows(self, wanted: str) -> bool:
        """Whether something was drawn since the last `forget`."""
        return re.search(wanted, drawn(self.program.output[self._mark :])) is not None

    @property
    def late(self) -> float:
        """For how many of the last seconds it has waited for a processor."""
        return self._lateness.seconds()

    def write(self, order: Order) -> None:
        """Type an order, without sending it."""
        play(self.program, [Step(order.question, order.question)])

    def open(self, title: str, wanted: str) -> None:
        """Open a conversation by its title, and wait for something in it."""
        play(self.program, [Step(SWITCH, "Switch conversation")])
        self.program.read_until_quiet(SETTLED_SECONDS)
        play(self.program, [Step(title, title)])
        self.program.read_until_quiet(SETTLED_SECONDS)
        play(self.program, [Step(ENTER, wanted)])


@contextmanager
def copies(
    number: int, url: str, home: Path, environment: Mapping[str, str]
) -> Iterator[list[Copy]]:
    """Start so many copies, each ready to be typed into."""
    with ExitStack() as stack:
        programs = [stack.enter_context(start(url, home, environment)) for _ in range(number)]
        for program in programs:
            wait_for_start(program)
        yield [Copy(program) for program in programs]


def send_at_once(senders: Sequence[Copy]) -> None:
    """Press enter in all of them."""
    for sender in senders:
        sender.forget()
    for sender in senders:
        sender.program.send(ENTER)


def wait_for(all_copies: Sequence[Copy], reached: Callable[[], bool], what: str) -> None:
    """Let all copies run until something is the case.

    Raises:
        NothingSeen: it has not come to that.
    """
    deadline = time.perf_counter() + _SECONDS
    while not reached():
        if time.perf_counter() > deadline:
            screens = "\n\n".join(copy.program.screen() for copy in all_copies)
            raise NothingSeen(f"no {what} on these screens:\n{screens}")
        for copy in all_copies:
            copy.look()


def times_of(all_copies: Sequence[Copy], *wanted: str) -> list[list[float]]:
    """When each of the copies has shown each of these: by what was wanted, then by copy.

    Raises:
        NothingSeen: one of them has not.
    """
    seen: dict[tuple[str, Copy], float] = {}
    pairs = [(one, copy) for one in wanted for copy in all_copies]

    def all_have() -> bool:
        for one, copy in pairs:
            if (one, copy) not in seen and copy.shows(one):
                seen[one, copy] = time.perf_counter()
        return len(seen) == len(pairs)

    wait_for(all_copies, all_have, f"{wanted}")
    return [[seen[one, copy] for copy in all_copies] for one in wanted]
