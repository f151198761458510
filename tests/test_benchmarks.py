"""That every benchmark still runs; how fast things are is for the full ones to tell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.suite import NAMES, Extent, measure

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_measures_what_it_is_to_measure(name: str, tmp_path: Path) -> None:
    figures = list(measure(name, Extent(runs=1, smoke=True, folder=tmp_path)))

    names = [figure.full_name for figure in figures]
    assert names
    assert len(names) == len({*names}), "a name stands for two figures"
    assert names == [name.strip() for name in names]
    for figure in figures:
        assert figure.samples, figure.name
        assert all(math.isfinite(sample) for sample in figure.samples), figure.name
