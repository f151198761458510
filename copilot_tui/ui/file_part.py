"""A file as it is put into the prompt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from copilot_tui.ui.chips import is_long, line_count, lines_label

if TYPE_CHECKING:
    from copilot_tui.files.text_file import TextFile

LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class FilePart:
    """What is put into the prompt for a file.

    Attributes:
        text: its fenced block.
        title: its name, for a chip.
        words: its size and when it was read, for a chip.
        is_folded: whether it is to be a chip.
    """

    text: str
    title: str
    words: str
    is_folded: bool


def file_part(file: TextFile, before: str, read: datetime) -> FilePart:
    """Prepare a file for the prompt.

    Args:
        file: as it was read.
        before: the text before it on its line; a block must begin on a line of its own.
        read: when it was read, in local time.
    """
    name = file.name
    if len(name) > LONGEST_TITLE:
        name = "…" + name[1 - LONGEST_TITLE :]
    size = f"{lines_label(line_count(file.text))}, {file.size_words}"
    return FilePart(
        text=("\n" if before.strip() else "") + file.block,
        title=name,
        words=f"{size}, read {read:%H:%M}",
        is_folded=is_long(file.text),
    )
