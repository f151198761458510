"""SIGKILL at random moments; `python -m tests.promises --soak` does it 200 times each."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING

import pytest

from tests.reliability import migration_kills, program_kills, store_kills

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def seed() -> int:
    """A new one each time; a failure tells it."""
    return SystemRandom().randrange(1 << 20)


def test_what_was_said_to_be_done_is_in_the_file_and_nothing_is_half_done(
    seed: int, tmp_path: Path
) -> None:
    assert store_kills.run(seed, 5, tmp_path).failures == []


def test_a_killed_migration_loses_nothing_and_leaves_a_copy_from_before(
    seed: int, tmp_path: Path
) -> None:
    assert migration_kills.run(seed, 4, tmp_path).failures == []


def test_a_killed_program_has_kept_what_it_had_shown(seed: int, tmp_path: Path) -> None:
    assert program_kills.run(seed, 4, tmp_path).failures == []
