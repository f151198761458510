"""What was measured, and how it is shown."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured several times.

    Attributes:
        name: what was measured.
        samples: each measurement; the middle one counts.
        unit: such as "ms".
        goal: the most that is wanted of the middle one; None where nothing is.
        note: what else is to be known, such as how it was counted.
        under: what it belongs to, and is shown indented below.
    """

    name: str
    samples: Sequence[float]
    unit: str
    goal: float | None = None
    note: str = ""
    under: str = ""

    @property
    def full_name(self) -> str:
        """Tells it from all others of its benchmark, wherever it stands."""
        return f"{self.name}: {self.under}" if self.under else self.name

    @property
    def median(self) -> float:
        """The middle measurement."""
        return statistics.median(self.samples)

    @property
    def verdict(self) -> str:
        """Whether the goal was met; nothing where there is none."""
        if self.goal is None:
            return ""
        return "met" if self.median <= self.goal else "MISSED"

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "name": self.full_name,
            "unit": self.unit,
            "median": self.median,
            "samples": list(self.samples),
            "goal": self.goal,
            "verdict": self.verdict,
            "note": self.note,
        }


@dataclass(slots=True)
class Series:
    """Measurements of several names, gathered run by run in the order of their first."""

    _samples: dict[str, list[float]] = field(default_factory=dict)

    def add(self, **measured: float) -> None:
        """Take in one measurement of each of these names."""
        for name, value in measured.items():
            self._samples.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> list[float]:
        """All measurements of a name."""
        return self._samples[name]


def percentile(samples: Sequence[float], percent: float) -> float:
    """What so many in a hundred of the samples stay at or below."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table(figures: Iterable[Figure]) -> str:
    """The figures below each other, with their spread, goals and verdicts."""
    rows = [("", "median", "min", "max", "n", "unit", "goal", ""), *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 5, 7) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(figure: Figure) -> tuple[str, ...]:
    spread = len(figure.samples) > 1
    note = f"({figure.note})" if figure.note else ""
    return (
        f"  {figure.name}" if figure.under else figure.name,
        _short(figure.median),
        _short(min(figure.samples)) if spread else "",
        _short(max(figure.samples)) if spread else "",
        str(len(figure.samples)),
        figure.unit,
        "" if figure.goal is None else f"<= {_short(figure.goal)}",
        " ".join(filter(None, (figure.verdict, note))),
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
