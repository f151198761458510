"""The long form of the terminal's troubles: `python -m tests.e2e.soak_terminal`.

The tests wait for conditions; here time passes as the promise names it, and figures come out.
"""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from copilot_tui.chat.conversation import Status
from tests.e2e.chatting import chatting, quit_and_wait
from tests.e2e.dripping import Drip, begin, kept_reply, unread_until, wait_until_stopped
from tests.e2e.terminal import ESCAPE, Terminal
from tests.servers_fake import FakeServer, in_thread
from tests.ui.preparing import scripted_server

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


def goes_on(server: FakeServer, terminal: Terminal, home: Path) -> None:
    """A terminal that stands still, a key, and everything at once when it goes on."""
    drip = begin(terminal, server)
    behind = stand_still(drip, home)
    print(f"{drip.words} deltas unread; the journal was behind by {behind} at most")
    pressed = time.monotonic()
    terminal.send(ESCAPE)
    unread_until(lambda: kept_reply(home)[0] is Status.STOPPED, "stopped reply")
    print(f"esc stopped the reply after {time.monotonic() - pressed:.2f} s")
    read_before = len(terminal.raw)
    terminal.wait_for("stopped")
    print(f"the screen was right again after {len(terminal.raw) - read_before} bytes")
    quit_and_wait(terminal)


def ends(server: FakeServer, terminal: Terminal, home: Path) -> None:
    """A terminal that stands still until the program has ended."""
    stand_still(begin(terminal, server), home)
    asked = time.monotonic()
    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.wait(20)
    print(f"SIGTERM ended it after {time.monotonic() - asked:.2f} s")
    while terminal.read(0.1):
        pass


def stops(server: FakeServer, terminal: Terminal, home: Path) -> None:
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
    print(f"{STOPS} stops, and it can still be typed into")
    quit_and_wait(terminal)


def soak(trouble: Callable[[FakeServer, Terminal, Path], None]) -> None:
    """Bring a trouble on the program, and see that it leaves the terminal as it was."""
    with (
        in_thread(scripted_server()) as server,
        tempfile.TemporaryDirectory() as home,
        chatting(server, Path(home)) as terminal,
        terminal.left_as_it_was(),
    ):
        trouble(server, terminal, Path(home))


if __name__ == "__main__":
    for trouble in (goes_on, ends, stops):
        soak(trouble)
