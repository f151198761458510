"""What a log is told of the servers that we start."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import ServerStartError
from copilot_tui.log import Field, Log
from copilot_tui.servers.children import Children
from tests.servers.processes import HTTP_SERVER, served_by

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Kept(Log):
    """A log in memory."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Field]] = []

    def write(self, event: str, fields: Mapping[str, Field]) -> None:
        self.events.append((event, fields["profile"]))


async def test_the_start_and_the_end_of_a_server_are_told(tmp_path: Path) -> None:
    log = Kept()
    children = Children(tmp_path, os.environ, frozenset(), log)
    await children.start(served_by(*HTTP_SERVER))
    await children.close()
    children.kill()

    assert log.events == [("server.started", "served"), ("server.ended", "served")]


async def test_a_server_that_does_not_come_up_is_told(tmp_path: Path) -> None:
    log = Kept()
    children = Children(tmp_path, os.environ, frozenset(), log)
    with pytest.raises(ServerStartError):
        await children.start(served_by("false"))
    await children.close()

    assert log.events == [("server.failed", "served")]
