"""`/stats` in the plain mode."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.plain.talking import Talk


@pytest.fixture
def used(talk: Talk) -> Talk:
    """A conversation of today, and one of ten days ago."""
    for days in (0, 10):
        moment = partial(float, time.time() - days * 86_400)
        add_conversation(talk.folder, "Talk", [("two words", "three words")], clock=moment)
    return talk


@pytest.mark.parametrize(("argument", "sent"), [("", 2), (" 7", 1), (" all", 2), (" ALL", 2)])
def test_statistics_are_printed_for_some_days_or_all(used: Talk, argument: str, sent: int) -> None:
    assert f"\nMessages sent  {sent}\n" in used.type(f"/stats{argument}")


@pytest.mark.parametrize("argument", ["week", "0", "7 days", "-3", "99999999"])
def test_what_is_no_time_is_told(used: Talk, argument: str) -> None:
    assert f"“{argument}” is no time." in used.type(f"/stats {argument}")
