"""The last resort for text that could not be written to the conversations: a file."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.written import Written

_OWNER_ONLY = 0o600
_MESSAGE = ("message", "messages")
_REPLY = ("reply", "replies")
_DRAFT = ("unsent text", "unsent texts")


def rescued(
    replies: Sequence[Message],
    drafts: Sequence[str],
    folder: Path | None,
    written: Sequence[Written] = (),
) -> str:
    """Write replies and unsent texts into a file for their owner only, and say where it is.

    Args:
        replies: with all of their text.
        drafts: what was typed and not sent.
        folder: for the file. Where nothing can be written to it, the system's folder for
            temporary files is taken.
        written: what is in no conversation file. Something of all this there is.

    Returns:
        A sentence, or the text itself when it could be written nowhere.
    """
    messages = [message for part in written for message in part.messages]
    unsent = [*drafts, *(draft for part in written for draft in part.unsent)]
    counted = (
        _counted(messages, *_MESSAGE),
        _counted(replies, *_REPLY),
        _counted(unsent, *_DRAFT),
    )
    what = " and ".join(filter(None, counted))
    what = what[0].upper() + what[1:]
    parts = (*map(_conversation_as_text, written), *map(_as_text, replies), *map(_not_sent, drafts))
    text = "\n\n".join(parts)
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
    parts = (f"# Reply of {_time_of(reply)}", reply.reasoning, reply.content)
    return "\n\n".join(filter(None, parts))


def _not_sent(draft: str) -> str:
    return f"# Not sent\n\n{draft}"


def _conversation_as_text(written: Written) -> str:
    messages = (
        f"# Message of {_time_of(message)}\n\n{message.content}"
        if message.role is Role.USER
        else _as_text(message)
        for message in written.messages
    )
    return "\n\n".join((f"# {written.title}", *messages, *map(_not_sent, written.unsent)))


def _time_of(message: Message) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(message.created))


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
