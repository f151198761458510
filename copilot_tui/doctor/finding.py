"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from copilot_tui.paths import with_shown_paths


class Verdict(StrEnum):
    """How good it is.

    `hint` is something that works and could work better, or that was not looked at.
    """

    OK = "ok"
    HINT = "hint"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes:
        check: a word or two for what was looked at.
        verdict: how good it is.
        what: what was found, as a sentence or less.
        todo: what the user can do about it; empty when nothing is to be done.
    """

    check: str
    verdict: Verdict
    what: str
    todo: str = ""


def ok(check: str, what: str) -> Finding:
    """Something that is as it should be."""
    return _finding(check, Verdict.OK, what)


def hint(check: str, what: str, todo: str = "") -> Finding:
    """Something that works, and could work better."""
    return _finding(check, Verdict.HINT, what, todo)


def fault(check: str, what: str, todo: str) -> Finding:
    """Something that does not work, or is not safe."""
    return _finding(check, Verdict.FAULT, what, todo)


def _finding(check: str, verdict: Verdict, what: str, todo: str = "") -> Finding:
    """A finding that can be handed on: no path in it tells the name of the user."""
    return Finding(check, verdict, with_shown_paths(what), with_shown_paths(todo))
