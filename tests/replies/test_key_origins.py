"""Each server sees its own key and no other."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from copilot_tui.assembly import connect
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.replies.directory import Directory
from copilot_tui.servers.servers import Servers
from tests.servers_fake import FakeServer, json_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CONFIG = """
profile = "first"
[profiles.first]
url = "{first}"
{first_key}
[profiles.second]
url = "{second}"
{second_key}
"""


class Two:
    """Two servers, and the app's side of both of them."""

    def __init__(self, folder: Path, first: FakeServer, second: FakeServer) -> None:
        self.first = first
        self.second = second
        self.notices: list[str] = []
        self._paths = Paths(config=folder, data=folder)

    async def ask_both(
        self,
        environ: dict[str, str],
        flags: Flags | None = None,
        *,
        first_key: str = "",
        second_key: str = "",
    ) -> None:
        """Choose a server and list the models of both, as the model picker does."""
        self._paths.config_file.write_text(
            CONFIG.format(
                first=self.first.url,
                second=self.second.url,
                first_key=first_key,
                second_key=second_key,
            )
        )
        settings = load_settings(self._paths, environ, flags or Flags())
        client, servers = connect(
            settings,
            self._paths,
            environ,
            on_state=lambda _: None,
            on_notice=self.notices.append,
        )
        try:
            await servers.choose()
            directory = Directory(client, servers.of_profile)
            for name in ("first", "second"):
                await directory.answerers(name)
        finally:
            await servers.close()
            await client.aclose()


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    async with _listing() as first, _listing() as second:
        yield Two(tmp_path, first, second)


@asynccontextmanager
async def _listing() -> AsyncIterator[FakeServer]:
    async with FakeServer() as server:
        server.route("/v1/models", json_answer({"data": [{"id": "m"}]}))
        yield server


def keys(server: FakeServer) -> set[str]:
    """What the server was shown in place of a key."""
    assert server.requests
    return {request.headers.get("authorization", "") for request in server.requests}


async def test_the_common_key_is_shown_to_the_server_of_the_selected_profile_only(
    two: Two,
) -> None:
    await two.ask_both({"COPILOT_TUI_API_KEY": "sk-common"})
    assert (keys(two.first), keys(two.second)) == ({"Bearer sk-common"}, {""})


async def test_the_common_key_follows_the_profile_that_a_flag_selects(two: Two) -> None:
    await two.ask_both({"COPILOT_TUI_API_KEY": "sk-common"}, Flags(profile="second"))
    assert (keys(two.first), keys(two.second)) == ({""}, {"Bearer sk-common"})


async def test_each_server_is_shown_the_key_of_its_own_profile(two: Two) -> None:
    await two.ask_both(
        {"FIRST": "sk-first", "COPILOT_TUI_API_KEY": "sk-common"},
        first_key='api_key_env = "FIRST"',
        second_key='api_key_cmd = "echo sk-second"',
    )
    assert (keys(two.first), keys(two.second)) == ({"Bearer sk-first"}, {"Bearer sk-second"})


@pytest.mark.parametrize("source", ['api_key_env = "FIRST"', 'api_key_cmd = "echo sk-first"'])
async def test_the_key_of_the_file_is_not_shown_to_the_server_of_a_flag(
    two: Two, source: str
) -> None:
    environ = {"FIRST": "sk-first", "COPILOT_TUI_API_KEY": "sk-common"}
    async with _listing() as other:
        await two.ask_both(environ, Flags(url=other.url), first_key=source)
        assert keys(other) == {"Bearer sk-common"}
    assert two.first.requests == []
    assert keys(two.second) == {""}


async def test_no_notice_is_given_of_a_key_that_stays_on_this_machine(two: Two) -> None:
    await two.ask_both({"COPILOT_TUI_API_KEY": "sk-common"})
    assert two.notices == []


@pytest.mark.parametrize(
    ("url", "key", "setting", "told"),
    [
        ("http://chat.example:8080/v1", "sk-1", "", 1),
        ("http://chat.example:8080/v1", "sk-1", "warn_plain_http = false", 0),
        ("http://chat.example:8080/v1", "", "", 0),
        ("https://chat.example/v1", "sk-1", "", 0),
        ("http://[::1]:8080/v1", "sk-1", "", 0),
    ],
)
async def test_a_key_over_plain_http_to_another_machine_is_told_before_it_is_sent(
    tmp_path: Path, url: str, key: str, setting: str, told: int
) -> None:
    paths = Paths(config=tmp_path, data=tmp_path)
    paths.config_file.write_text(
        f'profile = "far"\n[profiles.far]\nurl = "{url}"\nstart = "never"\n{setting}'
    )
    environ = {"COPILOT_TUI_API_KEY": key}
    happened: list[str] = []

    class Found:
        reachable = is_chat_server = True
        is_g4f = False
        obstacle = ""

    async def probe(_url: str, sent: str | None) -> Found:
        happened.append(f"sent {sent}")
        return Found()

    servers = Servers(
        load_settings(paths, environ, Flags()), paths, environ, probe, on_notice=happened.append
    )
    await servers.choose()
    await servers.retry()

    sent = [f"sent {None if told else key or None}"] * 2
    assert happened[told:] == sent
    for notice in happened[:told]:
        assert "The key of the profile far goes to http://chat.example:8080 without" in notice
        assert "warn_plain_http = false" in notice
        assert "sk-1" not in notice
