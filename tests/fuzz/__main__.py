"""`python -m tests.fuzz [--soak] [--seed N] [--inputs N]`: the decoder against many inputs."""

from __future__ import annotations

import argparse
import os

from tests.fuzz.decoder import run

SOAK_INPUTS = 1_000_000
INPUTS = 20_000
_ROUND = 20_000


def main() -> None:
    """Try the inputs in rounds, each with a seed of its own, and print the figures."""
    flags = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    flags.add_argument("--soak", action="store_true", help=f"try {SOAK_INPUTS:,} inputs")
    flags.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    flags.add_argument("--inputs", type=int, default=INPUTS)
    options = flags.parse_args()
    wanted = SOAK_INPUTS if options.soak else options.inputs
    figures = run(options.seed, inputs=min(_ROUND, wanted))
    print(figures, flush=True)
    while figures.inputs < wanted:
        more = run(figures.seed + figures.inputs, inputs=min(_ROUND, wanted - figures.inputs))
        figures = figures.with_more(more)
        print(figures, flush=True)


if __name__ == "__main__":
    main()
