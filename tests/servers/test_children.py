"""What the servers that we start are given, and to whom they listen."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from copilot_tui.profile import G4F
from copilot_tui.servers.children import Children
from copilot_tui.servers.ports import free_port
from tests.servers.processes import command_lines, descendants, listening, served_by

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from copilot_tui.paths import Paths
    from copilot_tui.profile import Profile

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

SERVE = """
import json, os, sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
file, port = sys.argv[1:]
with open(file, "w") as environment:
    json.dump(dict(os.environ), environment)
HTTPServer(("127.0.0.1", int(port)), SimpleHTTPRequestHandler).serve_forever()
"""

LOCAL_ONLY = {"127.0.0.1"}


@asynccontextmanager
async def children(
    paths: Paths, environ: Mapping[str, str], keys: frozenset[str] = frozenset()
) -> AsyncIterator[Children]:
    started = Children(paths.logs, environ, keys)
    try:
        yield started
    finally:
        await started.close()


def quiet_g4f() -> Profile:
    """g4f as it is started for the user, without looking for cookies or on the network."""
    command = (*G4F.start_command, "--ignore-cookie-files", "--disable-pa-auto-download")
    url = f"http://localhost:{free_port()}/v1"
    return replace(G4F, url=url, start_command=command)


async def test_a_server_is_given_no_key_but_the_one_it_is_asked_with(
    paths: Paths, tmp_path: Path
) -> None:
    file = tmp_path / "environment"
    profile = replace(
        served_by(sys.executable, "-c", SERVE, str(file), "{port}"), api_key_env="OWN"
    )
    environ = {"COPILOT_TUI_API_KEY": "sk-common", "OTHER": "sk-other", "OWN": "sk-own", "A": "b"}
    keys = frozenset(("COPILOT_TUI_API_KEY", "OTHER", "OWN"))
    async with children(paths, environ, keys) as started:
        await started.start(profile)
    given = json.loads(file.read_text())
    assert {name: given.get(name) for name in environ} == {
        "COPILOT_TUI_API_KEY": None,
        "OTHER": None,
        "OWN": "sk-own",
        "A": "b",
    }


@linux
@pytest.mark.slow
async def test_a_real_g4f_listens_to_this_machine_only_and_asks_for_a_random_key(
    paths: Paths, tmp_path: Path
) -> None:
    environ = {**os.environ, "HOME": str(tmp_path)}
    async with children(paths, environ) as started, httpx.AsyncClient(timeout=30) as client:
        running = await started.start(quiet_g4f())
        assert listening(descendants(os.getpid())) == LOCAL_ONLY

        body = {"model": "", "messages": [], "provider": "NoSuchProvider"}
        ask = f"{running.url}/chat/completions"
        assert (await client.post(ask, json=body)).status_code == 401
        own = {"Authorization": f"Bearer {running.key}"}
        assert (await client.post(ask, json=body, headers=own)).status_code != 401

        assert len(running.key) >= 32
        assert running.key not in command_lines(descendants(os.getpid()))
        assert started.running("g4f") == running
        assert running.key not in repr(running)


@linux
@pytest.mark.slow
async def test_the_embedded_model_listens_to_this_machine_only(paths: Paths) -> None:
    async with children(paths, os.environ) as started:
        running = await started.embedded_model()
        assert listening(descendants(os.getpid())) == LOCAL_ONLY
        assert running.key
        assert running.key not in command_lines(descendants(os.getpid()))


@linux
def test_every_address_that_a_process_listens_at_would_be_seen() -> None:
    with socket.socket() as other, socket.socket() as usual, socket.socket() as silent:
        for listener, address in ((other, "127.0.0.2"), (usual, "127.0.0.1")):
            listener.bind((address, 0))
            listener.listen(1)
        silent.bind(("127.0.0.3", 0))
        assert listening([os.getpid()]) >= {"127.0.0.1", "127.0.0.2"}
        assert "127.0.0.3" not in listening([os.getpid()])
