"""A reply that comes as fast as a test lets it."""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.chatting import stored
from tests.e2e.terminal import ENTER, Terminal
from tests.servers_fake import Answer, FakeServer, Gate
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.conversation import Message, Status
    from copilot_tui.store.store import Store

PATIENCE = 30.0
"""Seconds after which what was waited for counts as missing."""


class Drip:
    """A long reply, held up before every word of it.

    Args:
        words: how many it has at most.
    """

    def __init__(self, words: int = 20_000) -> None:
        self._gates = [Gate() for _ in range(words)]
        self._next = iter(self._gates)
        self.words = 0

    @property
    def answer(self) -> Answer:
        """What the server is to answer."""
        held = (part for n, gate in enumerate(self._gates) for part in (gate, f"word{n} "))
        return scripted("It begins. ", *held)

    def fall(self, words: int = 1) -> None:
        """Let some words come, each when the one before was sent."""
        for gate in islice(self._next, words):
            assert gate.wait_reached()
            gate.open()
            self.words += 1


def begin(terminal: Terminal, server: FakeServer) -> Drip:
    """Ask for a reply, and see it begin."""
    drip = Drip()
    server.answer(drip.answer)
    terminal.send("A story", ENTER)
    terminal.wait_for("It begins.")
    return drip


def reply_of(store: Store) -> Message | None:
    """The only conversation's last message, with all that is kept of it."""
    entries = store.conversations.recent(limit=1)
    if not entries or entries[0].active_leaf is None:
        return None
    return store.tree.path(entries[0].active_leaf)[-1]


def kept_reply(home: Path) -> tuple[Status, str]:
    """How the reply stands in the store, looked at from beside the program."""
    with stored(home) as store:
        reply = reply_of(store)
    assert reply is not None
    return reply.status, reply.content


def unread_until(reached: Callable[[], bool], what: str) -> None:
    """Wait until something is so, while nobody reads the terminal.

    Raises:
        AssertionError: it did not come to that in time.
    """
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline, f"no {what}"
        time.sleep(0.01)


def wait_until_stopped(terminal: Terminal) -> None:
    """Wait until the program is stopped by a signal."""
    stat = Path(f"/proc/{terminal.process.pid}/stat")

    def is_stopped() -> bool:
        return stat.read_text().rpartition(")")[2].split()[0] == "T"

    deadline = time.monotonic() + PATIENCE
    while not is_stopped():
        assert time.monotonic() < deadline, "the program goes on"
        terminal.read(0.01)
