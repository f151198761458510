"""Finds the images of a Markdown text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.chat.block import BlockKind
from copilot_tui.chat.blocks import split

if TYPE_CHECKING:
    from collections.abc import Iterator

_WITHOUT_PICTURES = frozenset(
    (BlockKind.FENCE, BlockKind.INDENTED_CODE, BlockKind.MATH, BlockKind.HTML)
)

# Possessive throughout: whatever the text, no character is read more than a few times.
_IMAGE = re.compile(
    r"!\[(?P<alt>(?:[^\[\]\\]|\\.|\[[^\[\]\\]*+\])*+)\]"
    r"\(\s*+"
    r"(?:<(?P<quoted>[^<>\n]*+)>"
    r"|(?P<plain>[^\s()<>]++(?:\([^\s()<>]*+\)[^\s()<>]*+)*+))"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?+"
    r"\s*+\)",
    re.DOTALL,
)
_SIGN = re.compile(r"\\.|`++|!\[", re.DOTALL)
_UNESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class Image(NamedTuple):
    """An image as it stands in a text: what it is called, where it is, and its place."""

    alt: str
    target: str
    span: tuple[int, int]


def images(text: str) -> Iterator[Image]:
    """The images of a Markdown text in their order, those in code left out."""
    for start, source in _prose(text):
        for image in _images(source):
            target = image["quoted"] if image["plain"] is None else image["plain"]
            span = (start + image.start(), start + image.end())
            yield Image(_plain(image["alt"]), _plain(target), span)


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The blocks that can hold pictures: where each begins, and its source."""
    pieces: list[str] = []
    start = 0
    for block in split(text):
        # A long block comes in pieces, and a picture can lie across two of them.
        if not block.continued:
            yield start, "".join(pieces)
            pieces.clear()
            start = block.start
        if block.kind not in _WITHOUT_PICTURES:
            pieces.append(block.source)
    yield start, "".join(pieces)


def _images(source: str) -> Iterator[re.Match[str]]:
    """The images of one block, without those inside code or behind a backslash."""
    runs: dict[int, list[int]] | None = None
    position = 0
    while sign := _SIGN.search(source, position):
        position = sign.end()
        if sign[0].startswith("`"):
            runs = _backtick_runs(source) if runs is None else runs
            position = _end_of_code(runs.get(len(sign[0]), []), sign)
        elif sign[0] == "![" and (image := _IMAGE.match(source, sign.start())):
            position = image.end()
            yield image


def _backtick_runs(source: str) -> dict[int, list[int]]:
    """Where the runs of each length begin."""
    runs: dict[int, list[int]] = {}
    for run in re.finditer(r"`+", source):
        runs.setdefault(len(run[0]), []).append(run.start())
    return runs


def _end_of_code(starts: list[int], opening: re.Match[str]) -> int:
    """Where the code ends that begins with these backticks; their own end if it never does.

    Args:
        starts: where runs of that length begin.
        opening: the run that may begin the code.
    """
    following = bisect_right(starts, opening.start())
    if following == len(starts):
        return opening.end()
    return starts[following] + len(opening[0])


def _plain(text: str) -> str:
    return _UNESCAPED.sub(r"\1", text)
