"""What is made later is made once, and only when it is asked for."""

from __future__ import annotations

from copilot_tui.later import Later


def test_nothing_is_made_before_it_is_asked_for() -> None:
    numbers = iter([1, 2])
    later = Later(lambda: next(numbers))
    assert later.made is None
    assert next(numbers) == 1
    assert later() == 2
    assert later.made == 2


def test_it_is_made_once() -> None:
    later = Later(object)
    assert later() is later()
