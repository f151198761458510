"""The decoder of what servers send, on very many inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzz.decoder import Fault, Figures
from tests.fuzz.decoder import run as decode
from tests.promises.outcome import Outcome

if TYPE_CHECKING:
    from pathlib import Path

AT_ONCE = 20_000


def run(seed: int, count: int, folder: Path) -> Outcome:
    """Decode so many inputs, in rounds, each with a seed of its own.

    Args:
        seed: of the random numbers.
        count: how many inputs.
        folder: not needed.
    """
    outcome = Outcome(seed)
    figures = Figures(seed)
    while outcome.tried < count:
        round_seed = seed + outcome.tried
        wanted = min(AT_ONCE, count - outcome.tried)
        try:
            figures = figures.with_more(decode(round_seed, inputs=wanted))
        except Fault as fault:
            outcome.fail(outcome.tried, [str(fault)], f"round of seed {round_seed}")
        outcome.tried += wanted
    outcome.moments.update(
        finished=figures.finished, interrupted=figures.interrupted, failed=figures.failed
    )
    outcome.measure("KiB in use", figures.peak / 2**10)
    return outcome
