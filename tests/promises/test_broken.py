"""That the tests of what is promised can fail; `python -m tests.promises broken` does more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.promises.broken import CASES, Case, noticed_after

if TYPE_CHECKING:
    from pathlib import Path

QUICK = ("pieces_dropped", "never_recovered")


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in CASES if case.breakage in QUICK], ids=QUICK)
def test_a_program_that_is_broken_on_purpose_fails_its_test(case: Case, tmp_path: Path) -> None:
    assert noticed_after(case, 1, tmp_path / "broken") == 1
