"""The findings as lines for people, and as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from copilot_tui.doctor.finding import Finding, Verdict
from copilot_tui.text import one_line
from copilot_tui.wrapping import width_of, wrapped

WIDTH = 80
NARROW = 60
"""Columns; with less there is no room for columns of names."""

_NAME_WIDTH = 14
_INDENT = " " * 25
_NARROW_INDENT = " " * 4
_SIGNS = {Verdict.OK: "✓", Verdict.HINT: "!", Verdict.FAULT: "✗"}
_PLAIN_SIGNS = {Verdict.OK: "+", Verdict.HINT: "!", Verdict.FAULT: "x"}
_COLOURS = {Verdict.OK: "32", Verdict.HINT: "33", Verdict.FAULT: "1;31"}
_DUMB = ("", "dumb", "unknown")


@dataclass(frozen=True, slots=True)
class Style:
    """What the output can show.

    Attributes:
        colour: whether it takes colours.
        unicode: whether it takes more than ASCII.
        width: columns that are used.
    """

    colour: bool
    unicode: bool
    width: int = WIDTH

    @classmethod
    def of(cls, output: TextIO, environ: Mapping[str, str]) -> Style:
        """What this output takes; colours only on a terminal (https://no-color.org)."""
        can_draw = output.isatty() and environ.get("TERM", "") not in _DUMB
        encoding = (getattr(output, "encoding", "") or "").lower().replace("-", "")
        width = min(width_of(output) or WIDTH, WIDTH)
        return cls(can_draw and not environ.get("NO_COLOR"), encoding == "utf8", width)


def lines_of(area: str, findings: Iterable[Finding], style: Style) -> list[str]:
    """An area of the report: a heading and a line or more for each finding."""
    lines = [_bold(area, style)]
    for finding in findings:
        lines += _lines(finding, style)
    return [*lines, ""]


def summary(findings: Sequence[Finding], style: Style) -> str:
    """How it went, in one line."""
    faults = sum(finding.verdict is Verdict.FAULT for finding in findings)
    hints = sum(finding.verdict is Verdict.HINT for finding in findings)
    checks = f"{len(findings)} checks"
    if not faults and not hints:
        words = f"All is well: {checks}."
    elif not faults:
        words = f"It works: {_count(hints, 'hint')} in {checks}."
    else:
        also = f" and {_count(hints, 'hint')}" if hints else ""
        words = f"{_count(faults, 'fault')}{also} in {checks}; what to do stands below each."
    return _bold(wrapped(words, style.width), style)


def as_json(version: str, areas: Mapping[str, Sequence[Finding]]) -> str:
    """The whole report for a program."""
    findings = [
        {
            "area": area,
            "check": one_line(finding.check),
            "verdict": finding.verdict.value,
            "what": one_line(finding.what),
            "todo": one_line(finding.todo),
        }
        for area, found in areas.items()
        for finding in found
    ]
    well = all(finding["verdict"] != Verdict.FAULT for finding in findings)
    return json.dumps({"version": version, "ok": well, "findings": findings}, indent=2)


def _lines(finding: Finding, style: Style) -> list[str]:
    sign = (_SIGNS if style.unicode else _PLAIN_SIGNS)[finding.verdict]
    name, what = one_line(finding.check), one_line(finding.what)
    if style.width < NARROW:
        margin, indent, text = "", _NARROW_INDENT, f"{name}: {what}"
    else:
        margin, indent, text = "  ", _INDENT, f"{name:<{_NAME_WIDTH}} {what}"
    head = f"{sign} {finding.verdict.value:<5} "
    first, *rest = _wrapped(text, margin + head, indent, style.width)
    coloured = _coloured(head, finding.verdict, style)
    lines = [margin + coloured + first.removeprefix(margin + head), *rest]
    if finding.todo:
        arrow = "→ " if style.unicode else "-> "
        below = indent + " " * len(arrow)
        lines += _wrapped(one_line(finding.todo), indent + arrow, below, style.width)
    return lines


def _wrapped(text: str, start: str, below: str, width: int) -> list[str]:
    """The text and its further lines below it; addresses and commands are left whole."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=start,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _coloured(text: str, verdict: Verdict, style: Style) -> str:
    return f"\x1b[{_COLOURS[verdict]}m{text}\x1b[0m" if style.colour else text


def _bold(text: str, style: Style) -> str:
    return f"\x1b[1m{text}\x1b[0m" if style.colour else text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
