"""Signals, let in only while the program waits."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from copilot_tui.plain.interrupts import Interrupts, Terminated

if TYPE_CHECKING:
    from collections.abc import Iterator

TAKEN = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class Ends:
    """Counts how often the program was asked to end."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def ends() -> Ends:
    return Ends()


@pytest.fixture
def interrupts(ends: Ends) -> Iterator[Interrupts]:
    before = [signal.getsignal(number) for number in TAKEN]
    listening = Interrupts(ends)
    listening.listen()
    yield listening
    for number, handler in zip(TAKEN, before, strict=True):
        signal.signal(number, handler)


def test_ctrl_c_interrupts_the_waiting(interrupts: Interrupts) -> None:
    with pytest.raises(KeyboardInterrupt), interrupts.let_in():
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_at_another_time_waits_for_the_next_waiting(interrupts: Interrupts) -> None:
    signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), interrupts.let_in():
        raise AssertionError("the waiting began")
    with interrupts.let_in():
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_the_end_counts_for_more_than_ctrl_c(
    interrupts: Interrupts, ends: Ends, number: signal.Signals
) -> None:
    signal.raise_signal(number)
    signal.raise_signal(signal.SIGINT)

    assert ends.count == 1
    with pytest.raises(Terminated), interrupts.let_in():
        raise AssertionError("the waiting began")
