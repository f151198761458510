"""What came of trying a promise many times."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """What came of trying a promise many times.

    Attributes:
        seed: of the random numbers; the same one makes the same choices again, though not
            the same moments.
        tried: how often it was tried.
        failures: a sentence for each time that it was broken.
        moments: how often each thing was going on when it was tried.
        worst: the worst of each thing that was measured, by name with its unit.
        counts: how often something else happened, by name.
    """

    seed: int
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    moments: Counter[str] = field(default_factory=Counter)
    worst: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def measure(self, name: str, value: float) -> None:
        """Take in a measurement."""
        self.worst[name] = max(value, self.worst.get(name, value))

    def count(self, name: str) -> None:
        """Take in something that is counted."""
        self.counts[name] += 1

    def fail(self, number: int, faults: list[str], moment: str) -> None:
        """Take in what was wrong in one of the tries.

        Args:
            number: which of the tries it was, from 0.
            faults: what was wrong.
            moment: what was going on.
        """
        self.failures += [f"seed {self.seed}, try {number}, {moment}: {one}" for one in faults]

    @property
    def notes(self) -> list[str]:
        """Moments and measurements, each on a line."""
        moments = ", ".join(f"{moment} {number}" for moment, number in self.moments.most_common())
        worst = [f"{name}: at most {value:.0f}" for name, value in sorted(self.worst.items())]
        counts = [f"{name}: {number}" for name, number in sorted(self.counts.items())]
        return [*([moments] if moments else []), *worst, *counts]
