"""The files that go with a question: texts, documents and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.errors import FileRefused
from copilot_tui.files.reading import UNCHANGED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from copilot_tui.chat.picture import Picture
    from copilot_tui.files.text_file import TextFile

_UNASKED = "Nothing was asked."


@dataclass(frozen=True, slots=True)
class AttachedFiles:
    """What was read of them.

    Attributes:
        texts: of text files and documents, in the order in which they were named.
        pictures: in that order, each once.
    """

    texts: tuple[TextFile, ...] = ()
    pictures: tuple[Picture, ...] = ()


def read_attached(paths: Sequence[Path]) -> AttachedFiles:
    """Read the files that go with a question.

    Raises:
        FileRefused: one cannot or must not go with it.
    """
    # Before a file is named, none of what reads pictures need be loaded.
    from copilot_tui.chat.picture_kind import looks_like_picture

    texts: list[TextFile] = []
    pictures: dict[str, Picture] = {}
    for path in paths:
        try:
            if looks_like_picture(path.name):
                picture = _read_picture(path)
                pictures[picture.facts.digest] = picture
            else:
                texts.append(_read_text(path))
        except FileRefused as error:
            raise FileRefused(error.what, _todo(error), detail=error.detail) from error
    _check_number(len(pictures))
    return AttachedFiles(tuple(texts), tuple(pictures.values()))


def _todo(error: FileRefused) -> str:
    """What to do about it; where there is no prompt, nothing is to be said of one."""
    return " ".join(filter(None, (_UNASKED, error.todo.replace(UNCHANGED, ""))))


def _read_picture(path: Path) -> Picture:
    from copilot_tui.files.picture_file import read_picture_file

    return read_picture_file(path, str(path))


def _read_text(path: Path) -> TextFile:
    import asyncio

    from copilot_tui.files.prompt_file import read_prompt_file

    return asyncio.run(read_prompt_file(path, str(path)))


def _check_number(pictures: int) -> None:
    from copilot_tui.chat.picture import PICTURES_A_MESSAGE

    if pictures > PICTURES_A_MESSAGE:
        raise FileRefused(
            f"{pictures} pictures are too many: a message takes {PICTURES_A_MESSAGE}.", _UNASKED
        )
