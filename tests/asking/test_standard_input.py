"""Standard input is read to its end, and no further than makes sense."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from copilot_tui.asking import standard_input
from copilot_tui.asking.deadline import Deadline, TimedOut
from copilot_tui.asking.standard_input import read_input
from copilot_tui.errors import ConfigError, FileRefused
from copilot_tui.plain.interrupts import Interrupts


def read(descriptor: int, *, seconds: float | None = None, tell: Callable[[], None]) -> bytes:
    interrupts = Interrupts(lambda: None)
    return read_input(descriptor, interrupts=interrupts, deadline=Deadline(seconds), tell=tell)


def never() -> None:
    raise AssertionError("nothing was to be told")


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    """A pipe whose reading end is closed here; the writing end is the test's."""
    reading, writing = os.pipe()
    try:
        yield reading, writing
    finally:
        os.close(reading)


def test_a_file_and_a_pipe_are_read_to_their_ends(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 200_000)
    with file.open("rb") as opened:
        assert read(opened.fileno(), tell=never) == b"x" * 200_000
    with pipe() as (reading, writing):
        os.write(writing, b"one")

        def go_on() -> None:
            os.write(writing, b" two")
            os.close(writing)

        threading.Timer(0, go_on).start()
        assert read(reading, tell=never) == b"one two"


def test_a_pipe_on_which_nothing_comes_is_told_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard_input, "PATIENCE", 0.01)
    told: list[str] = []
    with pipe() as (reading, writing):

        def tell() -> None:
            told.append("told")
            os.write(writing, b"text")
            os.close(writing)

        assert read(reading, tell=tell) == b"text"
    assert told == ["told"]


def test_waiting_ends_with_the_time_that_is_given() -> None:
    with pipe() as (reading, writing):
        with pytest.raises(TimedOut, match="within the 0"):
            read(reading, seconds=0.01, tell=never)
        os.close(writing)


def test_too_much_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard_input, "MOST_BYTES", 100_000)
    with (
        Path("/dev/zero").open("rb") as endless,
        pytest.raises(FileRefused, match="longer than 100 kB"),
    ):
        read(endless.fileno(), tell=never)


def test_what_cannot_be_read_is_put_into_words(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    unreadable = os.open(os.devnull, os.O_WRONLY)
    try:
        with pytest.raises(ConfigError, match="Is a directory"):
            read(folder, tell=never)
        # What nohup makes of a terminal.
        assert read(unreadable, tell=never) == b""
    finally:
        os.close(folder)
        os.close(unreadable)
