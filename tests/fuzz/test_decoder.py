"""A few thousand random and mutated streams; `python -m tests.fuzz --soak` takes a million."""

from __future__ import annotations

import os

import pytest

from tests.fuzz.decoder import run

SECONDS = 8.0


@pytest.mark.slow
def test_no_stream_breaks_the_decoder() -> None:
    seed = int(os.environ.get("FUZZ_SEED") or int.from_bytes(os.urandom(4)))
    print(f"FUZZ_SEED={seed}")
    figures = run(seed, seconds=SECONDS)
    print(figures)
    assert figures.inputs > 100
    assert min(figures.finished, figures.interrupted, figures.failed, figures.limited) > 0


def test_a_run_is_the_same_with_the_same_seed() -> None:
    assert run(7, inputs=200) == run(7, inputs=200)
