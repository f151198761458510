"""Formulas inside a line of Markdown."""

from __future__ import annotations

import re
from typing import NamedTuple

from copilot_tui.chat.display_math import has_operator, reads_as_math

_ONE_DOLLAR = re.compile(
    r"(?<![A-Za-z0-9$])\$(?![\s$])"
    r"((?:[^\\$`\"]++|\\.)++)"
    r"(?<!\s)\$(?!\$)(?:(?![A-Za-z0-9_{(])|(?=(?:th|st|nd|rd|s)\b))",
    re.DOTALL,
)
_TWO_DOLLARS = re.compile(r"\$\$((?:[^\\$`]++|\\.)++)\$\$(?![A-Za-z0-9_{(])", re.DOTALL)
_PARENTHESES = re.compile(r"\\\(((?:[^\\`]++|\\[^()])++)\\\)", re.DOTALL)
_BRACKETS = re.compile(r"\\\[((?:[^\\`]++|\\[^\[\]])++)\\\](?!\()", re.DOTALL)


class Formula(NamedTuple):
    """A formula inside a text.

    Attributes:
        latex: what stands between its marks.
        source: it with its marks.
    """

    latex: str
    source: str


def formula_at(text: str, position: int) -> Formula | None:
    r"""Read the formula that begins at `position`.

    `\(…\)`, `\[…\]`, `$$…$$` and `$…$` are formulas. So that prices, shell variables and
    Perl stay what they are, a single dollar follows pandoc's rule (`tex_math_dollars`: no
    space inside next to the dollars, no digit after the closing one) and stricter ones: no
    letter or digit before it; after the closing one no letter but a suffix such as `th`, no
    underscore and no opening bracket; between them no quotation mark, and two words in a
    row only in LaTeX that has a command. None of them has a grave accent between its marks,
    which begins code.
    """
    if text.startswith("$", position):
        pattern = _TWO_DOLLARS if text.startswith("$$", position) else _ONE_DOLLAR
        found = pattern.match(text, position)
        return _formula(found) if found and reads_as_math(found[1]) else None
    if text.startswith(r"\(", position):
        found = _PARENTHESES.match(text, position)
        return _formula(found) if found and reads_as_math(found[1]) else None
    found = _BRACKETS.match(text, position)
    return _formula(found) if found and has_operator(found[1]) else None


def _formula(found: re.Match[str]) -> Formula | None:
    return Formula(found[1], found[0]) if found[1].strip() else None
