"""Standard output of the commands: the data that was asked for, and nothing else."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import OutputFailed


def prepare_output() -> None:
    """Let a character that the encoding lacks be replaced, rather than end the command."""
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
        raise _failed(error) from error


def put_json(values: Mapping[str, object]) -> None:
    """Write one JSON object on a line of its own; see `put`."""
    put(json.dumps(values, ensure_ascii=False))


def tell(sentence: str) -> None:
    """Say something beside the data, on standard error."""
    print(sentence, file=sys.stderr)


def finish_output() -> None:
    """Have everything written that was put; see `put`."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _failed(error) from error


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


def _failed(error: OSError) -> OutputFailed:
    return OutputFailed(
        f"The output could not be written: {error.strerror or error}.",
        "Make room, or let it lead elsewhere.",
    )
