"""What a log is told of the servers that we start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from copilot_tui.config import Settings
from copilot_tui.errors import ServerStartError
from copilot_tui.log import Field, Log
from copilot_tui.paths import Paths
from copilot_tui.profile import Profile
from copilot_tui.servers.children import Children
from copilot_tui.servers.servers import Servers
from tests.servers.processes import HTTP_SERVER, served_by

if TYPE_CHECKING:
    from copilot_tui.servers.servers import ProbeResult


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


async def test_a_profile_whose_key_cannot_be_had_is_told(tmp_path: Path) -> None:
    log = Kept()
    profile = Profile(name="work", url="https://127.0.0.1/v1", api_key_env="NO_SUCH_KEY")
    servers = Servers(
        Settings("work", MappingProxyType({"work": profile})),
        Paths(config=tmp_path, data=tmp_path),
        {},
        _nobody_asks,
        lambda _: None,
        lambda _: None,
        log,
    )
    assert (await servers.choose()).profile is None
    assert (await servers.of_profile("work")).profile is None
    assert log.events == [("profile.failed", "work")] * 2


async def _nobody_asks(url: str, key: str | None) -> ProbeResult:
    raise AssertionError(url)
