"""Reading a picture that is to go into a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.picture import MOST_PICTURE_BYTES
from copilot_tui.files.picture_making import make_picture
from copilot_tui.files.reading import read_bytes
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.chat.picture import Picture

_SMALLER = "Make it smaller, then attach it again."


def read_picture_file(path: Path, name: str, *, inside: Path | None = None) -> Picture:
    """Read a picture.

    Args:
        path: where it is.
        name: what to call it where it cannot be read.
        inside: the folder it must lie in, links followed; None where it may be anywhere.

    Raises:
        FileRefused: it is missing, unreadable, elsewhere, too large or no picture.
    """
    name = one_line(name)
    data = read_bytes(path, name, inside=inside, most=MOST_PICTURE_BYTES, too_large=_SMALLER)
    return make_picture(data, path.name)
