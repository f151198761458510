"""The last resort for replies that could not be written to the conversations: a file."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Message

_OWNER_ONLY = 0o600


def rescued(replies: Sequence[Message], folder: Path | None) -> str:
    """Write replies into a file for their owner only, and say where it is.

    Args:
        replies: with all of their text.
        folder: for the file. Where nothing can be written to it, the system's folder for
            temporary files is taken.

    Returns:
        A sentence, or the text itself when it could be written nowhere.
    """
    what = "One reply" if len(replies) == 1 else f"{len(replies)} replies"
    text = "\n\n".join(map(_as_text, replies))
    temporary = Path(tempfile.gettempdir())
    for place in (temporary,) if folder is None else (folder, temporary):
        try:
            file = _write(place, text)
        except OSError:
            continue
        return f"{what} could not be saved in the conversations. The text is in {file}."
    return f"{what} could not be saved in the conversations or anywhere else:\n\n{text}"


def _as_text(reply: Message) -> str:
    begun = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(reply.created))
    parts = (f"# Reply of {begun}", reply.reasoning, reply.content)
    return "\n\n".join(filter(None, parts))


def _write(folder: Path, text: str) -> Path:
    """Write a file that was not there before, whole or not at all."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    file = folder / f"unsaved-replies-{stamp}-{os.getpid()}.md"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as output:
            output.write(text)
            output.flush()
            os.fsync(output.fileno())
    except OSError:
        file.unlink(missing_ok=True)
        raise
    return file
