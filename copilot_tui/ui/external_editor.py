"""Giving the terminal over to the user's editor."""

from __future__ import annotations

import os
from collections.abc import Callable

from textual.app import App, SuspendNotSupported

from copilot_tui.errors import EditorFailed
from copilot_tui.terminal.editor import edit


async def write_in_editor(app: App[object], text: str, keep: Callable[[str], None]) -> str:
    """Let the user write on in the editor, while replies go on behind it.

    Args:
        app: gives the terminal over, and takes it back.
        text: what there is so far.
        keep: called with what the editor had saved when the app ends before it.

    Returns:
        What came back, clean.

    Raises:
        EditorFailed: it brought nothing back, or the app runs where it cannot be.
    """
    try:
        # Textual 8.2.8 draws in a thread that has ended meanwhile, and would wait for it. It
        # takes the terminal back only when nothing was raised.
        with app.batch_update(), app.suspend():
            written = await _edit(text, keep)
    except SuspendNotSupported as error:
        raise EditorFailed(
            "An editor cannot be opened here.", "Write in the prompt; ctrl+j breaks the line."
        ) from error
    if isinstance(written, EditorFailed):
        raise written
    return written


async def _edit(text: str, keep: Callable[[str], None]) -> str | EditorFailed:
    """What came back, or why nothing did."""
    try:
        return await edit(text, os.environ, keep)
    except EditorFailed as error:
        return error
