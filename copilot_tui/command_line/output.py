"""Standard output of the commands: the data that was asked for, and nothing else."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import OutputFailed


def prepare_output() -> None:
    """Let a character that the encoding lacks be replaced, rather than end the command.

    Where standard error is closed, what is said there is said nowhere: Python would say it on
    standard output.
    """
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def put(text: str, *, end: str = "\n") -> None:
    """Write a text to standard output, with a line end behind it.

    Raises:
        OutputFailed: it could not be written.
        BrokenPipeError: nobody reads any more; `program.run` then ends the program quietly.
    """
    if sys.stdout is None:
        raise OutputFailed("Standard output is closed.", "Let it lead to a terminal or a file.")
    try:
        print(text, end=end)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise output_failed(error) from error


def put_now(text: str, wait: Callable[[int], None]) -> None:
    """Write a piece of text to standard output at once; what it ends with is not added to.

    What a slow reader has no room for is waited with, so that it can be given up there.
    Nothing is left in a buffer then, which Python would try to write when it ends.

    Args:
        text: the piece.
        wait: waits until something can be written to the descriptor; it may raise.

    Raises:
        OutputFailed: it could not be written.
        BrokenPipeError: nobody reads any more.
    """
    if sys.stdout is None:
        put(text)
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        put(text, end="")
        return
    left = memoryview(text.encode(sys.stdout.encoding, "replace"))
    while left:
        wait(descriptor)
        left = left[_written(descriptor, left[: select.PIPE_BUF]) :]


def _written(descriptor: int, data: memoryview) -> int:
    """Write what can be written, and return how much that was."""
    try:
        return os.write(descriptor, data)
    except BlockingIOError:
        # Another program that has the same terminal open may have set it so.
        return 0
    except BrokenPipeError:
        raise
    except OSError as error:
        raise output_failed(error) from error


def put_json(values: Mapping[str, object]) -> None:
    """Write one JSON object on a line of its own; see `put`."""
    import json

    put(json.dumps(values, ensure_ascii=False))


def tell(sentence: str) -> None:
    """Say something beside the data, on standard error.

    Where that takes nothing, as on a full disk, the work goes on and its status tells.

    Raises:
        BrokenPipeError: nobody reads any more.
    """
    try:
        print(sentence, file=sys.stderr, flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        # What is in the buffer would be tried again, and change the status at the end.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def finish_output() -> None:
    """Have everything written that was put; see `put`."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise output_failed(error) from error


def let_go_of_output() -> ExitStatus:
    """Keep Python from complaining, while it ends, that nothing can be written any more.

    Returns:
        The status for the end by a closed pipe.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return ExitStatus.OUTPUT_CLOSED


def output_failed(error: OSError) -> OutputFailed:
    """What is said where standard output takes nothing."""
    return OutputFailed(
        f"The output could not be written: {error.strerror or error}.",
        "Make room, or let it lead elsewhere.",
    )
