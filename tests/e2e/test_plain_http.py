"""A key that would go over plain http to another machine, as the user comes to know of it.

0.0.0.0 is not this machine by its name, though what is sent there comes to 127.0.0.1.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.config import Flags
from tests.servers_fake import FakeServer, SeenRequest, in_thread
from tests.ui.driving import chatting
from tests.ui.preparing import scripted_server

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "sk-secret"
WARNING = "goes to http://0.0.0.0"

linux = pytest.mark.skipif(sys.platform != "linux", reason="0.0.0.0 is no address elsewhere")


def configure(folder: Path, server: FakeServer, setting: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    url = server.url.replace("127.0.0.1", "0.0.0.0")
    (folder / "config.toml").write_text(
        f'[profiles.far]\nurl = "{url}"\napi_key_cmd = "echo {SECRET}"\n{setting}\n'
    )


def _key_of(request: SeenRequest) -> str:
    return request.headers.get("authorization", "")


@linux
@pytest.mark.parametrize(("setting", "warned"), [("", True), ("warn_plain_http = false", False)])
async def test_the_app_says_that_a_key_can_be_read_on_the_way(
    tmp_path: Path, setting: str, warned: bool
) -> None:
    async with scripted_server() as server:
        configure(tmp_path, server, setting)
        async with chatting(tmp_path, server, size=(100, 30), flags=Flags(profile="far")) as chat:
            first = server.requests[0].headers.get("authorization", "")
            assert first == ("" if warned else f"Bearer {SECRET}")
            if warned:
                await chat.until(lambda: any(WARNING in notice for notice in chat.notices()))
            assert any(WARNING in notice for notice in chat.notices()) is warned
            asked = len(server.requests)
            assert not warned or not any(map(_key_of, server.requests))
            await chat.send("Hello?")
            await chat.answered()
            assert _key_of(server.requests[asked]) == f"Bearer {SECRET}"
            assert SECRET not in chat.text()


@linux
@pytest.mark.parametrize(("setting", "warned"), [("", True), ("warn_plain_http = false", False)])
def test_the_plain_mode_says_that_a_key_can_be_read_on_the_way(
    tmp_path: Path, setting: str, warned: bool
) -> None:
    with in_thread(scripted_server()) as server:
        configure(tmp_path / "copilot-tui", server, setting)
        environ = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
        printed = subprocess.run(
            [sys.executable, "-m", "copilot_tui", "--plain", "--profile", "far"],
            input="Hello\n",
            env=environ,
            capture_output=True,
            text=True,
            check=True,
            timeout=50,
        ).stdout
    assert "Hello from the fake server." in printed
    assert (WARNING in printed) is warned
    assert SECRET not in printed
