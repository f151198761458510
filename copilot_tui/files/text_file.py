"""Reading a text file that is to go into a message."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from copilot_tui.errors import FileRefused
from copilot_tui.files.fenced_block import fenced_block
from copilot_tui.files.file_size import file_size
from copilot_tui.files.reading import UNCHANGED, read_bytes
from copilot_tui.text import clean, one_line

MOST_BYTES = 5_000_000
"""A longer file is refused: no model that is served today takes so much."""

MANY_BYTES = 100_000
"""A longer file is worth a question: it is some 25,000 tokens, more than many models take."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_MOST_HIGH = 0.3
"""Western text in an 8-bit encoding has letters outside ASCII, but not this many."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it was when it was read.

    Attributes:
        name: how it was named, on one line.
        text: clean, with newlines only.
        size: bytes in the file; of a document, those of its text.
        encoding: "utf-8", or what it was decoded by in its place.
        language: what highlighters call that of the text, where it was made from a document;
            empty for that of the file's name.
    """

    name: str
    text: str
    size: int
    encoding: str
    language: str = ""

    @property
    def block(self) -> str:
        """What stands for it in a message, wherever that is written."""
        return fenced_block(self.name, self.text, self.language)

    @property
    def size_words(self) -> str:
        """How large it is; a document has little to do with the size of its text."""
        return f"{file_size(self.size)} of text" if self.language else file_size(self.size)


def read_text_file(path: Path, name: str, *, inside: Path | None = None) -> TextFile:
    """Read a file of text.

    Args:
        path: where it is.
        name: what to call it.
        inside: the folder it must lie in, links followed; None where it may be anywhere.
            It may have been replaced by a link since it was found there.

    Raises:
        FileRefused: it is missing, unreadable, elsewhere, no regular file, empty, too long
            or no text.
    """
    name = one_line(name)
    data = read_bytes(path, name, inside=inside, most=MOST_BYTES)
    return text_from(data, name)


def text_from(data: bytes, name: str) -> TextFile:
    """Make a text of what was read.

    Args:
        data: all of it.
        name: one line: what to call it.

    Raises:
        FileRefused: it is no text.
    """
    decoded = _decoded(data)
    if decoded is None:
        raise FileRefused(f"{name} is not text but binary ({file_size(len(data))}).", UNCHANGED)
    text, encoding = decoded
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return TextFile(name, text, len(data), encoding)


def _decoded(data: bytes) -> tuple[str, str] | None:
    """The text and its encoding; None when it is no text that can be told."""
    try:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return data.decode(encoding).removeprefix("\ufeff"), encoding.removesuffix("-sig")
        if b"\0" in data:
            return None
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if _CONTROLS.search(data) or len(_HIGH.findall(data)) > _MOST_HIGH * len(data):
        return None
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return None
