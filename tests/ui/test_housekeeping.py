"""What is done beside the user's wishes, and how it is paced."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from copilot_tui.ui.housekeeping import LONGEST_REST, REST_SECONDS, rest_after
from tests.ui.driving import chatting

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.servers_fake import FakeServer


def test_it_rests_longer_after_looking_has_taken_long_but_not_for_ever() -> None:
    assert rest_after(0.001) == REST_SECONDS
    assert rest_after(0.2) == 0.8
    assert rest_after(30) == LONGEST_REST


async def test_the_app_removes_what_a_killed_run_has_left_of_a_copy(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "copilot-tui-copy-left"
    left.mkdir(mode=0o700)
    for name in ("lock", "conversations.db"):
        (left / name).touch(mode=0o600)

    async with chatting(tmp_path / "data", server) as chat:
        await chat.until(lambda: not left.exists())
