"""Which server answers."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import httpx
import pytest

from copilot_tui.assembly import connect
from copilot_tui.config import Settings
from copilot_tui.errors import ServerStartError
from copilot_tui.profile import G4F, OFFLINE, Profile, Start
from copilot_tui.servers import weights
from copilot_tui.servers.any_key import NOTICE
from copilot_tui.servers.choice import Choice, Offer
from copilot_tui.servers.http_status import http_status
from copilot_tui.servers.ports import free_port
from copilot_tui.servers.servers import Servers
from tests.servers.processes import HTTP_SERVER, descendants, served_by
from tests.servers_fake import FakeServer

if TYPE_CHECKING:
    from copilot_tui.paths import Paths

SMALL_MODEL = "SmolLM2 (135M), a very small model on this machine, answers."

G4F_SCRIPT = """#!{python}
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        own = "Bearer " + os.environ["G4F_API_KEY"]
        wrong = self.headers["Authorization"] not in (None, own)
        self.send_response(401 if wrong and {refuses} else 200)
        self.end_headers()

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
"""Asks for a key as g4f does, and refuses a wrong one, or does not."""


@dataclass(frozen=True)
class Found:
    """The answer to a probe."""

    reachable: bool
    is_g4f: bool
    is_chat_server: bool = True
    obstacle: str = ""


class Desk:
    """`Servers` for one selected profile, and what it told and asked."""

    def __init__(
        self, selected: Profile, paths: Paths, environ: Mapping[str, str] | None = None
    ) -> None:
        profiles = {"g4f": G4F, "offline": OFFLINE, selected.name: selected}
        self.states: list[str] = []
        self.notices: list[str] = []
        self.finds_chat_servers = True
        self.asked: list[tuple[str, str | None]] = []
        self.servers = Servers(
            Settings(selected.name, MappingProxyType(profiles)),
            paths,
            os.environ if environ is None else environ,
            self._probe,
            self.states.append,
            self.notices.append,
        )

    async def _probe(self, url: str, key: str | None) -> Found:
        self.asked.append((url, key))
        status = await http_status(f"{url}/models")
        return Found(status is not None, status == 200, self.finds_chat_servers)


@asynccontextmanager
async def desk_for(
    selected: Profile, paths: Paths, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Desk]:
    desk = Desk(selected, paths, environ)
    try:
        yield desk
    finally:
        await desk.servers.close()


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the embedded model were not installed."""
    monkeypatch.setattr(weights, "available", lambda: False)


async def test_a_selected_server_that_answers_is_used(paths: Paths) -> None:
    async with FakeServer() as server:
        profile = replace(G4F, url=server.url, api_key_env="WORK_KEY")
        async with desk_for(profile, paths, {"WORK_KEY": "sk-1"}) as desk:
            assert await desk.servers.choose() == Choice(profile, server.url, "sk-1", is_g4f=True)
            assert desk.asked == [(server.url, "sk-1")]
            port = server.url.split(":")[2].removesuffix("/v1")
            assert desk.states == [f"Looking for g4f at 127.0.0.1:{port} …"]


async def test_a_key_does_not_show_in_a_choice() -> None:
    assert "sk-1" not in repr(Choice(G4F, G4F.url, "sk-1"))


@pytest.mark.usefixtures("no_model")
async def test_a_server_is_not_started_unasked_but_offered(paths: Paths) -> None:
    profile = served_by(*HTTP_SERVER)
    async with desk_for(profile, paths) as desk:
        chosen = await desk.servers.choose()
        assert chosen.profile is None
        assert chosen.offers == (Offer.START_SERVER, Offer.RETRY)
        assert chosen.reason.startswith(f"No server answers at {profile.url}. The model for")
        assert "uv sync --group offline" in chosen.reason
        assert await http_status(profile.url) is None


@pytest.mark.usefixtures("no_model")
async def test_g4f_that_is_not_installed_is_offered_to_be_installed(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    profile = replace(G4F, url=f"http://127.0.0.1:{free_port()}/v1")
    async with desk_for(profile, paths, {"PATH": str(tmp_path)}) as desk:
        assert (await desk.servers.choose()).offers == (Offer.INSTALL_G4F, Offer.RETRY)
        with pytest.raises(ServerStartError) as caught:
            await desk.servers.start_server()
    assert 'pipx install "g4f[api]"' in caught.value.todo


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize(
    "profile",
    [
        replace(served_by(), name="g4f"),
        replace(served_by(*HTTP_SERVER), start=Start.NEVER),
    ],
    ids=["no command", "not allowed"],
)
async def test_a_server_that_may_not_be_started_is_only_tried_again(
    paths: Paths, profile: Profile
) -> None:
    async with desk_for(profile, paths) as desk:
        assert (await desk.servers.choose()).offers == (Offer.RETRY,)
        with pytest.raises(ServerStartError, match="may not start a server"):
            await desk.servers.start_server()


@pytest.mark.usefixtures("no_model")
async def test_a_key_that_cannot_be_had_is_the_reason(paths: Paths) -> None:
    async with desk_for(replace(G4F, api_key_env="WORK_KEY"), paths, {}) as desk:
        chosen = await desk.servers.choose()
    assert chosen.reason.startswith("The key of the profile g4f is missing: the variable that")
    assert desk.asked == []


async def test_a_key_that_cannot_be_had_leaves_the_message_unanswered(paths: Paths) -> None:
    async with desk_for(replace(G4F, api_key_env="WORK_KEY"), paths, {}) as desk:
        chosen = await desk.servers.choose()
    assert chosen.profile is None
    assert chosen.offers == (Offer.RETRY,)


@pytest.mark.usefixtures("no_model")
async def test_what_is_no_chat_server_is_not_used_and_another_port_is_taken(paths: Paths) -> None:
    async with FakeServer() as other:
        profile = replace(served_by(*HTTP_SERVER), url=other.url)
        async with desk_for(profile, paths) as desk:
            desk.finds_chat_servers = False
            chosen = await desk.servers.choose()
            assert chosen.profile is None
            assert chosen.reason.startswith(f"What answers at {other.url} is no chat server.")
            started = await desk.servers.start_server()
            assert started.url != other.url
            assert started.profile is not None


async def test_a_server_that_stopped_answering_stays_chosen_with_offers(paths: Paths) -> None:
    async with FakeServer() as server, desk_for(replace(G4F, url=server.url), paths) as desk:
        chosen = await desk.servers.choose()
        lost = await desk.servers.lost(chosen)
    assert lost.profile == chosen.profile
    assert not lost.answers
    assert "has stopped answering" in lost.reason
    assert Offer.RETRY in lost.offers


@pytest.mark.slow
async def test_the_embedded_model_is_started_again_when_its_process_died(paths: Paths) -> None:
    # Other tests of this process may have servers, too.
    before = set(descendants(os.getpid()))
    async with desk_for(OFFLINE, paths) as desk:
        chosen = await desk.servers.choose()
        (process,) = set(descendants(os.getpid())) - before
        os.kill(process, signal.SIGKILL)
        again = await desk.servers.lost(chosen)
        assert again.answers
        assert again.url != chosen.url or again.api_key != chosen.api_key
        assert await http_status(f"{again.url}/models") is not None


async def test_a_server_started_on_request_is_kept(paths: Paths) -> None:
    profile = served_by(*HTTP_SERVER)
    async with desk_for(profile, paths) as desk:
        started, again = await asyncio.gather(
            desk.servers.start_server(), desk.servers.start_server()
        )
        assert started == again == await desk.servers.retry()
        assert started == Choice(profile, profile.url)
    assert await http_status(profile.url) is None


async def test_a_server_moves_to_a_free_port_and_is_found_there_again(paths: Paths) -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        async with desk_for(served_by(*HTTP_SERVER, port=port), paths) as desk:
            started = await desk.servers.start_server()
            assert started.url != f"http://127.0.0.1:{port}/v1"
            assert await desk.servers.choose() == started


async def test_a_server_with_automatic_start_is_started(paths: Paths) -> None:
    profile = replace(served_by(*HTTP_SERVER), start=Start.AUTO)
    async with desk_for(profile, paths) as desk:
        assert await desk.servers.choose() == Choice(profile, profile.url)
        assert desk.states[-1] == "Starting served …"


@pytest.mark.usefixtures("no_model")
async def test_an_automatic_start_that_fails_is_the_reason(paths: Paths) -> None:
    profile = replace(served_by(sys.executable, "-c", "exit(2)"), start=Start.AUTO)
    async with desk_for(profile, paths) as desk:
        chosen = await desk.servers.choose()
    assert chosen.reason.startswith("served ended with code 2 before it was ready. Its log is ")


async def test_nothing_is_started_after_the_end(paths: Paths) -> None:
    async with desk_for(served_by(*HTTP_SERVER), paths) as desk:
        await desk.servers.close()
        with pytest.raises(ServerStartError, match="the app is closing"):
            await desk.servers.start_server()


async def test_closing_in_the_middle_of_a_start_ends_it(paths: Paths) -> None:
    profile = served_by(sys.executable, "-c", "import signal; signal.pause()")
    async with desk_for(profile, paths) as desk:
        starting = asyncio.ensure_future(desk.servers.start_server())
        while not paths.logs.exists():  # noqa: ASYNC110 - the only sign from outside
            await asyncio.sleep(0)
        await desk.servers.close()
        with pytest.raises(ServerStartError):
            await starting


@pytest.mark.slow
async def test_the_embedded_model_answers_when_no_server_does(paths: Paths) -> None:
    profile = replace(G4F, url=f"http://127.0.0.1:{free_port()}/v1")
    async with desk_for(profile, paths) as desk:
        chosen = await desk.servers.choose()
        assert chosen == await desk.servers.retry()
        assert chosen.reason == f"No server answers at {profile.url}, so {SMALL_MODEL}"
        assert chosen.offers == (Offer.START_SERVER, Offer.RETRY)
        assert chosen.profile == replace(OFFLINE, url=chosen.url)
        async with httpx.AsyncClient() as client:
            head = {"Authorization": f"Bearer {chosen.api_key}"}
            assert (await client.get(f"{chosen.url}/models", headers=head)).status_code == 200
        desk.servers.kill()
    assert await http_status(chosen.url) is None


@pytest.mark.slow
async def test_a_selected_offline_profile_needs_no_reason(paths: Paths) -> None:
    async with desk_for(OFFLINE, paths) as desk:
        chosen = await desk.servers.choose()
    assert chosen.profile is not None
    assert (chosen.profile.name, chosen.reason, chosen.offers) == ("offline", "", ())
    assert desk.asked == []


@pytest.mark.slow
async def test_a_real_g4f_starts_on_request_and_ends_with_us(paths: Paths, tmp_path: Path) -> None:
    quiet = (*G4F.start_command, "--ignore-cookie-files", "--disable-pa-auto-download")
    profile = replace(G4F, url=f"http://localhost:{free_port()}/v1", start_command=quiet)
    environ = {**os.environ, "HOME": str(tmp_path)}
    async with desk_for(profile, paths, environ) as desk:
        chosen = await desk.servers.start_server()
        assert chosen.url == profile.url.replace("localhost", "127.0.0.1")
        assert chosen.is_g4f
    assert await http_status(chosen.url) is None


@pytest.mark.parametrize("refuses", [True, False])
async def test_a_started_g4f_that_takes_any_key_is_told_of(
    paths: Paths, tmp_path: Path, refuses: bool
) -> None:
    program = tmp_path / "g4f"
    program.write_text(G4F_SCRIPT.format(python=sys.executable, refuses=refuses))
    program.chmod(0o755)
    profile = served_by(str(program), "{port}")
    async with desk_for(profile, paths) as desk:
        chosen = await desk.servers.start_server()
    assert chosen.api_key
    assert desk.notices == ([] if refuses else [NOTICE])


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [[], ["cryptography"]], ids=["refuses", "takes any"])
async def test_a_real_g4f_is_told_of_where_it_lacks_what_it_refuses_wrong_keys_with(
    paths: Paths, tmp_path: Path, hidden: list[str]
) -> None:
    pytest.importorskip("cryptography")
    for name in hidden:
        (tmp_path / f"{name}.py").write_text("raise ImportError")
    quiet = (*G4F.start_command, "--ignore-cookie-files", "--disable-pa-auto-download")
    profile = replace(G4F, url=f"http://localhost:{free_port()}/v1", start_command=quiet)
    environ = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)}
    async with desk_for(profile, paths, environ) as desk:
        await desk.servers.start_server()
        assert desk.notices == [NOTICE] * len(hidden)


async def test_a_conversation_s_own_profile_is_asked_without_the_small_model_stepping_in(
    paths: Paths, no_model: None
) -> None:
    async with FakeServer() as server, desk_for(G4F, paths) as desk:
        work = Profile(name="work", url=server.url)
        desk.servers = Servers(
            Settings("g4f", MappingProxyType({"g4f": G4F, "work": work})),
            paths,
            {},
            desk._probe,
        )
        assert (await desk.servers.of_profile("work")).profile == work
        await desk.servers.of_profile("work")
        assert len(desk.asked) == 1
        desk.servers.forget("work")
        await desk.servers.of_profile("work")
        assert len(desk.asked) == 2

        gone = await desk.servers.of_profile("home")
        assert gone.profile is None
        assert "no profile “home”" in gone.reason


async def test_a_profile_whose_server_is_away_is_looked_for_again_each_time(paths: Paths) -> None:
    work = Profile(name="work", url=f"http://127.0.0.1:{free_port()}/v1")
    async with desk_for(work, paths) as desk:
        for asked in (1, 2):
            choice = await desk.servers.of_profile("work")
            assert choice.profile is None
            assert choice.reason == f"No server answers at {work.url}."
            assert len(desk.asked) == asked


@pytest.mark.usefixtures("no_model")
async def test_certificates_that_cannot_be_read_are_the_reason(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing of it may come as another exception, or every prompt would wait for ever."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    far = Profile(name="far", url="https://127.0.0.1:9/v1")
    settings = Settings("far", MappingProxyType({"far": far, "offline": OFFLINE}))
    client, servers = connect(settings, paths, {}, on_state=lambda _: None)
    try:
        for choice in (await servers.choose(), await servers.of_profile("far")):
            assert choice.profile is None
            assert "certificates that SSL_CERT_FILE or SSL_CERT_DIR names" in choice.reason
    finally:
        await servers.close()
        await client.aclose()
