"""Formulas on lines of their own in a Markdown text."""

from __future__ import annotations

import re
from typing import NamedTuple

_PROSE = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}")
_OPERATOR = re.compile(r"[\\^_=+<>{}/*-]")
_PUNCTUATION = ".,;:"

_DISPLAY_ENDS = {
    "$$": re.compile(r"(?<!\\)\$\$"),
    r"\[": re.compile(r"(?<!\\)\\\]"),
}
"""What a formula on lines of its own ends with, by what it begins with."""


class DisplayStart(NamedTuple):
    """The first line of a formula on lines of its own.

    Attributes:
        end: its closing mark.
        closed: whether that is on this line.
    """

    end: re.Pattern[str]
    closed: bool


class Display(NamedTuple):
    """A formula on lines of its own.

    Attributes:
        latex: what stands between its marks.
        punctuation: what follows of that after its closing mark.
        rest: the text after it.
    """

    latex: str
    punctuation: str
    rest: str


def display_start(line: str) -> DisplayStart | None:
    r"""Read a line, without its indentation, as the first of a formula on its own lines.

    A formula that ends on its first line with more than punctuation after it is a part of
    the text around it. So is one in brackets that has no operator, since `\[x\]` is also
    how Markdown says [x].
    """
    end = _DISPLAY_ENDS.get(line[:2])
    if end is None:
        return None
    found = end.search(line, 2)
    if found is None:
        return DisplayStart(end, closed=False) if reads_as_math(line[2:]) else None
    if line[found.end() :].strip(_PUNCTUATION + " \t\n"):
        return None
    if line[0] == "\\" and not has_operator(line[2 : found.start()]):
        return None
    return DisplayStart(end, closed=True)


def read_display(text: str) -> Display | None:
    """Read a formula on lines of its own; None if it has no closing mark or says nothing."""
    source = text.strip()
    end = _DISPLAY_ENDS.get(source[:2])
    found = end.search(source, 2) if end else None
    if found is None or not source[2 : found.start()].strip():
        return None
    after = source[found.end() :]
    rest = after.lstrip(_PUNCTUATION)
    return Display(source[2 : found.start()], after[: len(after) - len(rest)], rest.strip())


def reads_as_math(latex: str) -> bool:
    """Whether LaTeX is none of the prose, shell or Perl that may stand between two dollars."""
    return "\\" in latex or _PROSE.search(latex) is None


def has_operator(latex: str) -> bool:
    """Whether LaTeX has anything that plain words have not."""
    return _OPERATOR.search(latex) is not None
