"""Reading whatever file is to go into a message as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.aside import aside
from copilot_tui.files.documents import can_convert, converted, is_document
from copilot_tui.files.text_file import TextFile, read_text_file

if TYPE_CHECKING:
    from pathlib import Path


async def read_prompt_file(path: Path, name: str, *, inside: Path | None = None) -> TextFile:
    """Read a file of text, or a document as Markdown, beside the event loop.

    Args:
        path: where it is.
        name: what to call it.
        inside: the folder it must lie in, links followed; None where it may be anywhere.

    Raises:
        FileRefused: it cannot be read, or is neither.
    """
    if is_document(name) and (can_convert() or not _is_text(name)):
        return await converted(path, name, inside=inside)
    return await aside(lambda: read_text_file(path, name, inside=inside))


def _is_text(name: str) -> bool:
    """Whether a document says something without being converted."""
    return name.lower().endswith((".html", ".htm"))
