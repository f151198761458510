"""What is asked of the terminal is taken back."""

from __future__ import annotations

import pytest

from copilot_tui.terminal.modes import SIZE_REPORTS, entering, leaving
from tests.e2e.terminal import left_on


@pytest.mark.parametrize("mouse", [True, False])
@pytest.mark.parametrize("kitty", [True, False])
def test_wherever_the_output_was_cut_the_terminal_is_left_clean(
    mouse: bool,
    kitty: bool,
) -> None:
    asked = entering(mouse=mouse, kitty=kitty) + SIZE_REPORTS + "\x1b[?2026h"
    taken_back = leaving(mouse=mouse, kitty=kitty)
    assert left_on(asked.encode())
    for end in range(len(asked) + 1):
        assert left_on((asked[:end] + taken_back).encode()) == []


def test_what_is_asked_again_is_not_kept_twice() -> None:
    twice = entering(mouse=True, kitty=True) + entering(mouse=True, kitty=True, again=True)
    assert left_on((twice + leaving(mouse=True, kitty=True)).encode()) == []
