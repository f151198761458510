"""Writing to a terminal that takes nothing for a while."""

from __future__ import annotations

import asyncio
import os
import select
import tty
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from copilot_tui.terminal.output import MOST_PENDING, TerminalOutput

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = "x" * 1000
LAST = "\x1b[?1049l"


@dataclass(slots=True)
class Pseudo:
    """A pseudo-terminal that is read only when a test says so.

    Attributes:
        controller: the terminal's own end.
        device: that of programs.
        told: what was told of being behind.
    """

    controller: int
    device: int
    told: list[bool] = field(default_factory=list)

    def output(self) -> TerminalOutput:
        return TerminalOutput(self.device, asyncio.get_running_loop(), self.told.append)

    def read(self) -> bytes:
        """All that there is to be read now."""
        data = b""
        while select.select([self.controller], [], [], 0.05)[0]:
            data += os.read(self.controller, 65_536)
        return data


@pytest.fixture
def pseudo() -> Iterator[Pseudo]:
    controller, device = os.openpty()
    tty.setraw(device)
    yield Pseudo(controller, device)
    os.close(controller)
    os.close(device)


def fill(output: TerminalOutput, pseudo: Pseudo) -> str:
    """Write until the terminal takes no more; return all that was written."""
    written = ""
    # The kernel makes a little more room a moment after it has said that there is none.
    while not pseudo.told or output.finish(0.1):
        pseudo.told.clear()
        while not pseudo.told:
            output.write(PIECE)
            written += PIECE
    assert pseudo.told == [True]
    return written


async def test_what_the_terminal_takes_is_there_at_once(pseudo: Pseudo) -> None:
    output = pseudo.output()
    output.write("grün")
    assert pseudo.read() == "grün".encode()
    output.close()
    assert pseudo.told == []


async def test_the_rest_comes_in_order_when_the_terminal_reads_again(pseudo: Pseudo) -> None:
    output = pseudo.output()
    written = fill(output, pseudo)
    for number in range(100):
        output.write(f"{number},")
        written += f"{number},"
    assert pseudo.told == [True]
    read = b""
    async with asyncio.timeout(10):
        while pseudo.told != [True, False]:
            read += await asyncio.to_thread(pseudo.read)
    read += pseudo.read()
    assert read.decode() == written
    output.close()


async def test_what_waits_is_bounded(pseudo: Pseudo) -> None:
    output = pseudo.output()
    fill(output, pseudo)
    for _ in range(2 * MOST_PENDING // len(PIECE)):
        output.write(PIECE)
    read = b""
    async with asyncio.timeout(20):
        while pseudo.told != [True, False]:
            read += await asyncio.to_thread(pseudo.read)
    assert len(read) < 2 * MOST_PENDING
    output.close()


async def test_others_who_share_the_terminal_are_not_made_impatient(pseudo: Pseudo) -> None:
    output = pseudo.output()
    fill(output, pseudo)
    assert os.get_blocking(pseudo.device)
    output.close()


async def test_waiting_for_a_terminal_has_an_end(pseudo: Pseudo) -> None:
    output = pseudo.output()
    fill(output, pseudo)
    assert not output.finish(0.01)
    output.close()
    assert pseudo.told == [True, False]


async def test_the_last_words_come_through_to_a_terminal_that_reads_too_late(
    pseudo: Pseudo,
) -> None:
    output = pseudo.output()
    fill(output, pseudo)
    output.end_with(LAST)
    output.write("nothing follows them")
    output.close()
    assert pseudo.read().decode().endswith(f"x{LAST}")


async def test_a_terminal_that_is_gone_takes_everything(pseudo: Pseudo) -> None:
    output = pseudo.output()
    fill(output, pseudo)
    os.close(pseudo.controller)
    try:
        assert output.finish(10)
        output.write("into nothing")
        output.close()
        assert pseudo.told == [True, False]
    finally:
        pseudo.controller = os.open(os.devnull, os.O_RDONLY)
