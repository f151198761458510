"""Running checks beside each other, none of which can hold up the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from copilot_tui.doctor.finding import Finding, fault


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at.

    Attributes:
        area: heading under which its findings stand.
        name: what to call it when it does not come to an end.
        look: looks, in a thread of its own; it should not raise.
        seconds: how long it may take.
    """

    area: str
    name: str
    look: Callable[[], Sequence[Finding]]
    seconds: float = 5.0


class _Running:
    """A check under way, in a thread that does not keep the program from ending."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self._until = time.monotonic() + check.seconds
        self._findings: Sequence[Finding] | None = None
        self._thread = threading.Thread(target=self._look, name=check.name, daemon=True)
        self._thread.start()

    def findings(self) -> Sequence[Finding]:
        """What it has found, as soon as it has, or that it takes too long."""
        self._thread.join(max(0.0, self._until - time.monotonic()))
        if self._findings is not None:
            return self._findings
        what = f"Not finished within {self.check.seconds:g} s, so it was given up."
        return (fault(self.check.name, what, "Look whether a disk or a server there hangs."),)

    def _look(self) -> None:
        try:
            self._findings = tuple(self.check.look())
        except Exception as error:  # Whatever is wrong here, the other checks are wanted.
            what = f"The check itself failed ({type(error).__name__})."
            self._findings = (fault(self.check.name, what, "Please report it."),)


def examine(checks: Sequence[Check]) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Run all checks at once, and give the findings area by area, in the order of the checks."""
    running = [_Running(check) for check in checks]
    for area in dict.fromkeys(check.area for check in checks):
        here = (each for each in running if each.check.area == area)
        yield area, tuple(finding for each in here for finding in each.findings())
