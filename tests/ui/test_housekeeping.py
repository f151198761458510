"""How what is done beside the user's wishes is paced."""

from __future__ import annotations

from copilot_tui.ui.housekeeping import LONGEST_REST, REST_SECONDS, rest_after


def test_it_rests_longer_after_looking_has_taken_long_but_not_for_ever() -> None:
    assert rest_after(0.001) == REST_SECONDS
    assert rest_after(0.2) == 0.8
    assert rest_after(30) == LONGEST_REST
