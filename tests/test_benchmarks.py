"""That every benchmark still runs; how fast things are is for the full ones to tell."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.benchmarks.suite import NAMES, Extent, measure
from tests.postgres_installation import NoPostgres


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_measures_what_it_is_to_measure(name: str, tmp_path: Path) -> None:
    try:
        figures = list(measure(name, Extent(runs=1, smoke=True, folder=tmp_path)))
    except NoPostgres as reason:
        pytest.skip(str(reason))

    names = [figure.full_name for figure in figures]
    assert names
    assert len(names) == len({*names}), "a name stands for two figures"
    assert names == [name.strip() for name in names]
    for figure in figures:
        assert figure.samples, figure.name
        assert all(math.isfinite(sample) for sample in figure.samples), figure.name
