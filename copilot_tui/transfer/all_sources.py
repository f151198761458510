"""All that conversations can be read from, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from copilot_tui.errors import ImportRefused
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.source import Source

_MODULES = {
    "copilot-tui": "copilot_tui.transfer.sources.jsonl",
    "backup": "copilot_tui.transfer.sources.own_database",
    "markdown": "copilot_tui.transfer.sources.markdown",
    "chatgpt": "copilot_tui.transfer.sources.chatgpt",
    "claude": "copilot_tui.transfer.sources.claude",
    "elia": "copilot_tui.transfer.sources.elia",
    "oterm": "copilot_tui.transfer.sources.oterm",
    "parllama": "copilot_tui.transfer.sources.parllama",
    "aichat": "copilot_tui.transfer.sources.aichat",
    "g4f": "copilot_tui.transfer.sources.g4f_gui",
}
"""By the name for `--from`, the module that has it as `SOURCE`; tried in this order."""

NAMES = tuple(_MODULES)


def source_named(name: str) -> Source:
    """The source of that name, which is one of `NAMES`."""
    return cast("Source", import_module(_MODULES[name]).SOURCE)


def source_of(path: Path) -> Source:
    """The source that recognises a file or folder.

    Raises:
        ImportRefused: none does, or it is not there.
    """
    check_is_there(path)
    source = recognising(path)
    if source is None:
        from copilot_tui.transfer.unknown_kind import refusal

        raise refusal(path, [source.title for source in _all()])
    return source


def check_is_there(path: Path) -> None:
    """Raise where there is no such file or folder.

    Raises:
        ImportRefused: it is not there.
    """
    try:
        path.stat()
    except PermissionError as error:
        raise ImportRefused(
            f"You may not look into the folder of {one_line(str(path))}.",
            "Give yourself access to it.",
        ) from error
    except OSError as error:
        is_all = isinstance(error, FileNotFoundError)
        raise ImportRefused(
            f"There is no file {one_line(str(path))}.",
            "Check its name.",
            detail="" if is_all else error.strerror or "",
        ) from error


def recognising(path: Path) -> Source | None:
    """The source that recognises a file or folder; None when none does."""
    return next((source for source in _all() if source.recognises(path)), None)


def _all() -> Iterator[Source]:
    return map(source_named, NAMES)
