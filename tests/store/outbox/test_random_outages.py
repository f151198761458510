"""Whatever a copy reads and writes while its server comes and goes is as if it had stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.outbox.undisturbed import Run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import Place

STEPS = st.tuples(st.sampled_from(Run.steps()), st.integers(0, 5))


@pytest.mark.slow
@pytest.mark.timeout(300)  # A failure is looked into for long.
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
def test_what_was_read_and_written_is_readable_away_and_there_as_if_nothing_had_happened(
    store_database: Place, tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    with Run(store_database, tmp_path) as run:
        for kind, number in steps:
            run.step(kind, number)
        run.step("come_back", 0)
        run.step("go_away", 0)
        run.check_at_the_end()
