"""The terminal's troubles, for as long as the promise names them.

`tests/e2e/test_terminal_trouble.py` waits for conditions; here time passes, and figures come out.
"""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from tests.e2e.chatting import chatting, quit_and_wait
from tests.e2e.dripping import Drip, begin, kept_reply, unread_until, wait_until_stopped
from tests.e2e.terminal import ESCAPE, Terminal
from tests.promises.outcome import Outcome
from tests.servers_fake import FakeServer, in_thread
from tests.ui.preparing import scripted_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = 10.0
DELTAS_A_SECOND = 200
STOPS = 100


def stand_still(drip: Drip, home: Path) -> int:
    """Read nothing of the terminal for ten seconds of a fast reply.

    Returns:
        How many deltas the journal was behind at most.
    """
    begun, behind = time.monotonic(), 0
    while (passed := time.monotonic() - begun) < SECONDS:
        if drip.words >= passed * DELTAS_A_SECOND:
            time.sleep(0.002)
            continue
        drip.fall()
        if drip.words % 50 == 0:
            kept = kept_reply(home)[1].count("word")
            behind = max(behind, drip.words - kept)
    return behind


def goes_on(outcome: Outcome, server: FakeServer, terminal: Terminal, home: Path) -> None:
    """A terminal that stands still, a key, and everything at once when it goes on."""
    drip = begin(terminal, server)
    behind = stand_still(drip, home)
    outcome.measure("deltas that the journal was behind by while nobody read", behind)
    pressed = time.monotonic()
    terminal.send(ESCAPE)
    unread_until(lambda: kept_reply(home)[0] is Status.STOPPED, "stopped reply")
    outcome.measure("ms from esc to the stopped reply", 1e3 * (time.monotonic() - pressed))
    terminal.wait_for("stopped")
    quit_and_wait(terminal)


def ends(outcome: Outcome, server: FakeServer, terminal: Terminal, home: Path) -> None:
    """A terminal that stands still until the program has ended."""
    stand_still(begin(terminal, server), home)
    asked = time.monotonic()
    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.wait(20)
    outcome.measure("ms from SIGTERM to the end", 1e3 * (time.monotonic() - asked))
    while terminal.read(0.1):
        pass


def stops(outcome: Outcome, server: FakeServer, terminal: Terminal, home: Path) -> None:
    """Stops and continuations, as fast as they come, of both kinds."""
    drip = begin(terminal, server)
    for number in range(STOPS):
        drip.fall()
        terminal.process.send_signal(signal.SIGSTOP if number % 2 else signal.SIGTSTP)
        wait_until_stopped(terminal)
        terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_for(f"word{drip.words - 1}")
    terminal.send("typed after it")
    terminal.wait_for("│ typed after it")
    outcome.counts["stops"] += STOPS
    quit_and_wait(terminal)


def run(seed: int, count: int, folder: Path) -> Outcome:
    """Bring each trouble on the program, and see that it leaves the terminal as it was.

    Args:
        seed: not needed: nothing is chosen at random.
        count: how often.
        folder: an empty one.
    """
    outcome = Outcome(seed)
    troubles: tuple[Callable[[Outcome, FakeServer, Terminal, Path], None], ...]
    troubles = (goes_on, ends, stops)
    for number in range(count):
        for trouble in troubles:
            home = folder / f"{number}-{trouble.__name__}"
            home.mkdir()
            try:
                with (
                    in_thread(scripted_server()) as server,
                    chatting(server, home) as terminal,
                    terminal.left_as_it_was(),
                ):
                    trouble(outcome, server, terminal, home)
            except AssertionError as error:
                outcome.fail(number, [str(error).partition("\n")[0]], trouble.__name__)
        outcome.tried += 1
    return outcome
