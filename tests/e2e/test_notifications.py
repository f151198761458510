"""Calling the user through the terminal when a reply has ended elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import EMPTY_PROMPT, chatting, configuration, quit_and_wait
from tests.e2e.terminal import ENTER, Terminal, control
from tests.servers_fake import FakeServer, Gate
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

PUSH_TITLE, POP_TITLE = b"\x1b[22;2t", b"\x1b[23;2t"
ITERM = {"TERM_PROGRAM": "iTerm.app"}


@contextmanager
def ended_elsewhere(
    server: FakeServer, home: Path, question: str, environment: dict[str, str]
) -> Iterator[tuple[Terminal, int]]:
    """The program just after a reply has ended while another conversation was shown.

    Yields:
        The terminal, and how much of its raw output came before the reply ended.
    """
    gate = Gate()
    server.answer(scripted("It begins. ", gate, "It ends."))
    with chatting(server, home, environment=environment) as terminal:
        terminal.send(question, ENTER)
        terminal.wait_for("It begins.")
        terminal.send(control("n"))
        terminal.wait_for(EMPTY_PROMPT)
        terminal.wait_for(lambda text: "It begins." not in text)
        before = len(terminal.raw)
        gate.open()
        terminal.wait_for("•", what="the mark of an unread reply")
        yield terminal, before
        quit_and_wait(terminal)


def wait_for_output(terminal: Terminal, since: int, wanted: bytes) -> bytes:
    """The raw output from there on, once it holds this."""
    terminal.wait_for(lambda _: wanted in terminal.raw[since:], seconds=20, what=repr(wanted))
    return bytes(terminal.raw[since:])


def test_it_rings_and_names_the_window_and_gives_the_name_back(
    server: FakeServer, home: Path
) -> None:
    with ended_elsewhere(server, home, "A story", {}) as (terminal, before):
        output = wait_for_output(terminal, before, b"\x1b]2;\xe2\x97\x8f answered: A story\a")
        rung = output.replace(b"\x1b]2;\xe2\x97\x8f answered: A story\a", b"")
        assert rung.count(b"\a") == 1
        assert b"\x1b]9;" not in output
    assert terminal.raw.count(PUSH_TITLE) == terminal.raw.count(POP_TITLE) == 1
    assert terminal.raw.index(PUSH_TITLE) < before < terminal.raw.index(POP_TITLE)


def test_iterm_gets_a_notification(server: FakeServer, home: Path) -> None:
    with ended_elsewhere(server, home, "A story", ITERM) as (terminal, before):
        wait_for_output(terminal, before, b"\x1b]9;A story: It begins. It ends.\a")


def test_nothing_is_called_where_it_is_off(server: FakeServer, home: Path) -> None:
    configuration(home, '[notifications]\nwhen = "off"\n')
    with ended_elsewhere(server, home, "A story", ITERM) as (terminal, before):
        pass
    assert b"\a" not in terminal.raw[before:].replace(b"copilot-tui\a", b"")


def test_a_hostile_title_ends_no_sequence(server: FakeServer, home: Path) -> None:
    hostile = "\x1b[200~x\x1b]52;c;aGFjaw==\x07\x9c\u202e;\x1b\\y\x1b[201~"
    with ended_elsewhere(server, home, hostile, ITERM) as (terminal, before):
        wait_for_output(terminal, before, b"\x1b]9;x")
    assert b"\x1b]52" not in terminal.raw
    titles = bytes(terminal.raw).split(b"\x1b]2;")[1:]
    assert len(titles) >= 2
    for title in titles:
        name = title.partition(b"\a")[0].decode()
        assert name.isprintable(), name


def test_the_window_in_front_is_told_from_one_behind(server: FakeServer, home: Path) -> None:
    gate = Gate()
    server.answer(scripted("It begins. ", gate, "It ends."))
    with chatting(server, home) as terminal:
        terminal.send("A story", ENTER)
        terminal.wait_for("It begins.")
        terminal.send("\x1b[O")
        before = len(terminal.raw)
        gate.open()
        wait_for_output(terminal, before, b"\x1b]2;\xe2\x97\x8f answered: A story\a")
        since = len(terminal.raw)
        terminal.send("\x1b[I")
        wait_for_output(terminal, since, b"\x1b]2;copilot-tui\a")
        quit_and_wait(terminal)
