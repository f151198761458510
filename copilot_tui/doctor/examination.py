"""Running checks beside each other, none of which can hold up the rest."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.doctor.finding import Finding, fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


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

    @property
    def is_alive(self) -> bool:
        """Whether it has not come to its end."""
        return self._thread.is_alive()

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
        except OSError as error:
            what = f"{error.strerror or type(error).__name__}: {error.filename or 'no file'}"
            todo = "Give yourself access to it, then look again."
            self._findings = (fault(self.check.name, what, todo),)
        except Exception as error:  # Whatever is wrong here, the other checks are wanted.
            what = f"The check itself failed ({type(error).__name__})."
            self._findings = (fault(self.check.name, what, "Please report it."),)


class Examination:
    """All checks, which begin at once."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._running = [_Running(check) for check in checks]

    def areas(self) -> Iterator[tuple[str, tuple[Finding, ...]]]:
        """The findings area by area, in the order of the checks, each as soon as it is there."""
        for area in dict.fromkeys(each.check.area for each in self._running):
            here = (each for each in self._running if each.check.area == area)
            yield area, tuple(finding for each in here for finding in each.findings())

    @property
    def is_over(self) -> bool:
        """Whether no check runs on that was given up."""
        return not any(each.is_alive for each in self._running)
