"""What a message says beside the files and pictures that are attached to it."""

from __future__ import annotations

import re

from copilot_tui.chat.picture import replace_pictures

_FILE = re.compile(r"^`(?P<name>[^`\n]+)`:\n(?P<fence>`{3,})[^`\n]*$", re.MULTILINE)


def question_words(prompt: str) -> str:
    """The words of a message without its attachments, or else the names of these.

    It takes time in proportion to the text.

    Args:
        prompt: a user's message; files stand in it as `files.fenced_block` writes them.
    """
    names: list[str] = []

    def take(name: str) -> str:
        names.append(name)
        return "\n"

    words = replace_pictures(_without_files(prompt, names), take)
    return words if words.strip() else ", ".join(name for name in names if name)


def _without_files(prompt: str, names: list[str]) -> str:
    """Take the blocks of files out of a message, and note their names."""
    kept: list[str] = []
    position = 0
    while file := _FILE.search(prompt, position):
        end = _end(prompt, file)
        if end is None:
            break
        names.append(file["name"])
        kept.append(prompt[position : file.start()])
        position = end
    return "".join((*kept, prompt[position:]))


def _end(prompt: str, file: re.Match[str]) -> int | None:
    """Where the fence of a file is closed, which nothing in the file can do."""
    closing = re.compile(rf"^{file['fence']}$", re.MULTILINE).search(prompt, file.end())
    return None if closing is None else closing.end()
