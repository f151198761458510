"""Several copies of the program at once; `python -m tests.promises --soak` does it for longer."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING

import pytest

from tests.reliability.instances import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_copies_on_one_file_lose_nothing_double_nothing_and_show_what_others_do(
    tmp_path: Path,
) -> None:
    seed = SystemRandom().randrange(1 << 20)
    assert run(seed, 1, tmp_path, number=3).failures == []
