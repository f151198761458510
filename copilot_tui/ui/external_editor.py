"""Giving the terminal over to the user's editor."""

from __future__ import annotations

import os

from textual.app import App, SuspendNotSupported

from copilot_tui.errors import EditorFailed
from copilot_tui.terminal.editor import edit


async def write_in_editor(app: App[object], text: str) -> str:
    """Let the user write on in the editor, while replies go on behind it.

    Args:
        app: gives the terminal over, and takes it back.
        text: what there is so far.

    Returns:
        What came back, clean.

    Raises:
        EditorFailed: it brought nothing back, or the app runs where it cannot be.
    """
    try:
        # Textual 8.2.8 draws in a thread that has ended meanwhile, and would wait for it.
        with app.batch_update(), app.suspend():
            return await edit(text, os.environ)
    except SuspendNotSupported as error:
        raise EditorFailed(
            "An editor cannot be opened here.", "Write in the prompt; ctrl+j breaks the line."
        ) from error
