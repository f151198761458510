"""What is said and kept of a fault in the program itself: never any text of the user's."""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import time
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui import __version__
from copilot_tui.private_folders import make_private_folders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_KEPT = 10
"""Reports of faults that are kept, those of the latest."""

_PATTERN = "crash-*.txt"


def words(fault: BaseException, report: Path | None) -> str:
    """What the user is told of a fault that has ended the program.

    Args:
        fault: only its class is named: its message may hold the user's text, or a key.
        report: the file with the details, if it could be written.
    """
    details = (
        f"  Details, without any of your text: {report}"
        if report is not None
        else "  Details could not be written."
    )
    return "\n".join(
        (
            f"copilot-tui: a fault in the program ({type(fault).__name__}) has ended it.",
            "  Your messages, the replies so far and your draft are kept.",
            details,
            "Start it again to go on. Please report the fault, with that file.",
        )
    )


def keep_report(fault: BaseException, folder: Path) -> Path | None:
    """Write where a fault came from to a file that only the user can read.

    Args:
        fault: its place is written and that of its causes, without messages and values.
        folder: made when it is not there.

    Returns:
        The file; None when it could not be written.
    """
    name = time.strftime(f"crash-%Y%m%d-%H%M%S-{os.getpid()}-{threading.get_native_id()}.txt")
    try:
        make_private_folders(folder)
        path = folder / name
        path.touch(mode=0o600)
        path.write_text("\n".join(_lines(fault)) + "\n", encoding="utf-8")
        for old in sorted(folder.glob(_PATTERN))[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def keep_faults_off_the_terminal(folder: Path) -> None:
    """Let faults that Python would print, and go on, go to a file each instead.

    Those are of threads, of what is cleared away, and what libraries log as a warning.
    """

    def keep(fault: BaseException | None) -> None:
        if fault is not None and not isinstance(fault, SystemExit):
            keep_report(fault, folder)

    threading.excepthook = lambda told: keep(told.exc_value)
    sys.unraisablehook = lambda told: keep(told.exc_value)
    # Without any handler Python's `logging` prints warnings itself.
    logging.getLogger().addHandler(logging.NullHandler())


def _lines(fault: BaseException) -> Iterator[str]:
    yield f"copilot-tui {__version__}, Python {platform.python_version()}, {sys.platform}"
    seen: set[int] = set()
    following: list[tuple[str, BaseException]] = [("", fault)]
    while following:
        relation, error = following.pop()
        if id(error) in seen:
            continue
        seen.add(id(error))
        yield f"\n{relation}{type(error).__module__}.{type(error).__qualname__}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        if isinstance(error, BaseExceptionGroup):
            following += [("within it: ", inner) for inner in error.exceptions]
        if error.__context__ is not None and not error.__suppress_context__:
            following.append(("while handling: ", error.__context__))
        if error.__cause__ is not None:
            following.append(("caused by: ", error.__cause__))


def report(fault: BaseException, folder: Path) -> None:
    """Keep a report of the fault that has ended the program, and tell the user of it."""
    told = words(fault, keep_report(fault, folder))
    with suppress(OSError):
        print(told, file=sys.stderr)
