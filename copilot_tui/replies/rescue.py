"""The last resort for text that could not be written to the conversations: a file."""

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
_REPLY = ("reply", "replies")
_DRAFT = ("unsent text", "unsent texts")


def rescued(replies: Sequence[Message], drafts: Sequence[str], folder: Path | None) -> str:
    """Write replies and unsent texts into a file for their owner only, and say where it is.

    Args:
        replies: with all of their text.
        drafts: what was typed and not sent; one of both is not empty.
        folder: for the file. Where nothing can be written to it, the system's folder for
            temporary files is taken.

    Returns:
        A sentence, or the text itself when it could be written nowhere.
    """
    what = " and ".join(filter(None, (_counted(replies, *_REPLY), _counted(drafts, *_DRAFT))))
    what = what[0].upper() + what[1:]
    text = "\n\n".join([*map(_as_text, replies), *(f"# Not sent\n\n{draft}" for draft in drafts)])
    temporary = Path(tempfile.gettempdir())
    for place in (temporary,) if folder is None else (folder, temporary):
        try:
            file = _write(place, text)
        except OSError:
            continue
        return f"{what} could not be saved in the conversations. The text is in {file}."
    return f"{what} could not be saved in the conversations or anywhere else:\n\n{text}"


def _counted(found: Sequence[object], one: str, several: str) -> str:
    if not found:
        return ""
    return f"one {one}" if len(found) == 1 else f"{len(found)} {several}"


def _as_text(reply: Message) -> str:
    begun = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(reply.created))
    parts = (f"# Reply of {begun}", reply.reasoning, reply.content)
    return "\n\n".join(filter(None, parts))


def _write(folder: Path, text: str) -> Path:
    """Write a file that was not there before, whole or not at all."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    file = folder / f"unsaved-text-{stamp}-{os.getpid()}.md"
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
