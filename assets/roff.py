"""Text as the source of a man page: the macros of man(7), which groff and mandoc both read."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

_ESCAPES = str.maketrans(
    {
        "\\": r"\(rs",
        "-": r"\-",
        "'": r"\(aq",
        "`": r"\(ga",
        "^": r"\(ha",
        "~": r"\(ti",
        '"': r"\(dq",
    }
)
"""What roff would else turn into a typographic sign; nobody could copy such an example."""

_LINE = 78
"""Columns of the source, of which editors and mandoc expect at most 80."""

_ITEM = re.compile(r"  (\S.*)")
_CONTINUED = re.compile(r"   +(\S.*)")


def escaped(text: str) -> str:
    """A text as it is to be seen, in ASCII only."""
    written = text.translate(_ESCAPES)
    return "".join(sign if sign.isascii() else rf"\[u{ord(sign):04X}]" for sign in written)


def filled(text: str) -> Iterator[str]:
    """The lines of a text that is filled; none of them is taken for a macro."""
    for line in textwrap.wrap(escaped(text), _LINE, break_long_words=False, break_on_hyphens=False):
        yield rf"\&{line}" if line.startswith(".") else line


def bold(text: str) -> str:
    """A text to be written in bold."""
    return rf"\fB{escaped(text)}\fR"


def section(title: str) -> str:
    """The line that begins a section."""
    return f".SH {escaped(title)}"


def part(title: str) -> str:
    """The line that begins a part of a section."""
    return f".SS {escaped(title)}"


def paragraph(text: str) -> Iterator[str]:
    """The lines of a paragraph that is filled."""
    yield ".PP"
    yield from filled(" ".join(text.split()))


def item(term: str, text: str) -> Iterator[str]:
    """The lines of a term and what is said of it.

    Args:
        term: already escaped.
        text: may be empty; the term is then all there is.
    """
    yield ".TP"
    yield term
    if text:
        yield from filled(text)
    else:
        yield r"\&"


def blocks(text: str) -> Iterator[str]:
    """The lines of an epilog: paragraphs, and lists with two spaces before each item.

    In an item two spaces part the term from what is said of it; a line that stands further in
    goes on with the line above.
    """
    words: list[str] = []
    items: list[str] = []
    for line in [*text.splitlines(), ""]:
        if items and (continued := _CONTINUED.fullmatch(line)):
            items[-1] += f" {continued[1]}"
            continue
        if begun := _ITEM.fullmatch(line):
            yield from _settled(words, [])
            words = []
            items.append(begun[1])
            continue
        yield from _settled([], items)
        items = []
        if line:
            words.append(line)
        else:
            yield from _settled(words, [])
            words = []


def _settled(words: list[str], items: list[str]) -> Iterator[str]:
    if words:
        yield from paragraph(" ".join(words))
    for each in items:
        term, _, said = each.partition("  ")
        yield from item(bold(term), said.strip())
