"""Pasting in a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import PASTE_END, PASTE_START, asked, chatting, quit_and_wait
from tests.e2e.terminal import ENTER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

F8 = "\x1b[19~"
LONG = "\n".join(f"line {number} of 30" for number in range(1, 31))


def test_a_long_paste_is_a_chip_and_is_sent_whole(server: FakeServer, home: Path) -> None:
    with chatting(server, home) as terminal:
        terminal.send("Look: ", PASTE_START + LONG.replace("\n", "\r") + PASTE_END)
        terminal.wait_for("30 lines")
        assert "line 2 of 30" not in terminal.text
        terminal.send(" and say.", ENTER)
        terminal.wait_for("Hello from the fake server.")
        assert asked(server) == [f"Look: {LONG} and say."]
        quit_and_wait(terminal)


def test_a_chip_can_be_unfolded(server: FakeServer, home: Path) -> None:
    with chatting(server, home) as terminal:
        terminal.send(PASTE_START + LONG + PASTE_END)
        terminal.wait_for("30 lines")
        terminal.send(F8)
        terminal.wait_for("line 30 of 30")
        assert "line 29 of 30" in terminal.text
        terminal.send("!", ENTER)
        terminal.wait_for("Hello from the fake server.")
        assert asked(server) == [f"{LONG}!"]
        quit_and_wait(terminal)


def test_escapes_in_a_paste_are_text_and_press_no_keys(server: FakeServer, home: Path) -> None:
    coloured = "\x1b[31mred\x1b[0m \x1b[A\x1b\x1b[200~ \x1bq \x1b[201"
    with chatting(server, home) as terminal:
        terminal.send("before ", PASTE_START + coloured)
        terminal.wait_for("before")
        terminal.send(f"x{PASTE_END[:3]}")
        terminal.send(f"{PASTE_END[3:]} after")
        terminal.wait_for("after")
        terminal.send(ENTER)
        terminal.wait_for("Hello from the fake server.")
        assert asked(server) == [f"before {coloured}x after".replace("\x1b", "\u241b")]
        quit_and_wait(terminal)


def test_bytes_that_are_no_text_do_no_harm(server: FakeServer, home: Path) -> None:
    with chatting(server, home) as terminal:
        terminal.send_bytes(b"gr\xfc\xdfe \xe2\x82")
        terminal.send_bytes(b"\xac")
        terminal.wait_for("gr��e €")
        quit_and_wait(terminal)
