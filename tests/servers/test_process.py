"""Managed servers, with real processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import ServerStartError
from copilot_tui.servers.http_status import http_status
from copilot_tui.servers.launches import announced, guarded
from copilot_tui.servers.ports import find_place
from copilot_tui.servers.process import Launch, ManagedServer, ServerState
from tests.servers.processes import HTTP_SERVER, Watched, descendants, served_by

if TYPE_CHECKING:
    from copilot_tui.paths import Paths
    from copilot_tui.profile import Profile

linux = pytest.mark.skipif(sys.platform != "linux", reason="watches processes by pidfd")

START_AND_HANG = """
import asyncio, os, sys
from pathlib import Path
from copilot_tui.servers.launches import guarded
from copilot_tui.servers.ports import find_place
from copilot_tui.servers.process import ManagedServer
from tests.servers.processes import HTTP_SERVER, served_by

async def main():
    profile = served_by(*HTTP_SERVER)
    place = await find_place(profile.url, movable=True)
    server = ManagedServer(guarded(profile, place, Path(sys.argv[1]), os.environ))
    print(await server.start(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def launch_for(profile: Profile, paths: Paths) -> Launch:
    place = await find_place(profile.url, movable=True)
    return guarded(profile, place, paths.logs, os.environ)


def speaking(code: str, paths: Paths) -> Launch:
    """A child that announces itself in the way of the embedded model."""
    return Launch(
        name="Child",
        command=(sys.executable, "-c", code),
        environment=os.environ,
        log=paths.logs / "child.log",
        ready=announced,
    )


async def test_a_started_server_answers_and_a_stopped_one_does_not(paths: Paths) -> None:
    server = ManagedServer(await launch_for(served_by(*HTTP_SERVER), paths))
    states = [server.state]
    url = await server.start()
    states.append(server.state)
    assert server.url == url
    assert await http_status(url) == 404
    await server.stop()
    states.append(server.state)
    assert states == [ServerState.NEW, ServerState.READY, ServerState.STOPPED]
    assert await http_status(url) is None


@linux
def test_a_killed_app_leaves_no_server(tmp_path: Path, watch: Callable[[int], Watched]) -> None:
    app = subprocess.Popen(
        [sys.executable, "-c", START_AND_HANG, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert app.stdout is not None
    assert app.stdout.readline().startswith(b"http://127.0.0.1:")
    guard, server = [watch(pid) for pid in descendants(app.pid)]
    app.kill()
    app.wait()
    app.stdout.close()
    assert guard.ends()
    assert server.ends()


async def test_another_child_does_not_keep_a_server_alive(paths: Paths) -> None:
    server = ManagedServer(await launch_for(served_by(*HTTP_SERVER), paths))
    url = await server.start()
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=subprocess.PIPE, close_fds=False
    )
    async with asyncio.timeout(2.5):
        await server.stop()
    assert await http_status(url) is None
    await other.communicate(b"\n")


async def test_a_server_that_ends_at_once_is_an_error_with_its_last_words(paths: Paths) -> None:
    code = "import sys; sys.exit('no \\x1b[31mcookies')"
    server = ManagedServer(await launch_for(served_by(sys.executable, "-c", code), paths))
    with pytest.raises(ServerStartError) as caught:
        await server.start()
    assert caught.value.what == "served ended with code 1 before it was ready."
    assert caught.value.detail == "no ␛[31mcookies"
    assert str(paths.logs / "served.log") in caught.value.todo
    assert server.state is ServerState.FAILED


async def test_a_server_that_never_answers_is_given_up_and_ended(paths: Paths) -> None:
    code = "import signal; signal.pause()"
    launch = await launch_for(served_by(sys.executable, "-c", code), paths)
    server = ManagedServer(replace(launch, time_limit=0.3))
    with pytest.raises(ServerStartError, match=r"not ready within 0\.3 seconds"):
        await server.start()
    assert server.state is ServerState.FAILED


async def test_a_guard_that_cannot_be_run_is_an_error(paths: Paths) -> None:
    launch = replace(speaking("", paths), command=("/no/such/python",))
    with pytest.raises(ServerStartError, match="could not be started"):
        await ManagedServer(launch).start()


@pytest.mark.parametrize("program", ["no-such-program", "/no/such/program"])
async def test_a_program_that_is_not_installed_is_named(paths: Paths, program: str) -> None:
    with pytest.raises(ServerStartError, match=f"The program {program} is not installed"):
        await launch_for(served_by(program), paths)


async def test_an_announced_server_is_where_it_says(paths: Paths) -> None:
    code = """print('{"url": "http://127.0.0.1:1/v1"}', flush=True); input()"""
    server = ManagedServer(speaking(code, paths))
    assert await server.start() == "http://127.0.0.1:1/v1"
    await server.stop()


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("""print('{"error": "No weights."}')""", "SmolLM2 cannot be used: No weights."),
        ("print('hello')", "SmolLM2 cannot be used: it did not say where it listens."),
        ("print('[]')", "SmolLM2 cannot be used: it did not say where it listens."),
        ("raise SystemExit(3)", "Child ended with code 3 before it was ready."),
    ],
)
async def test_a_child_that_cannot_serve_is_an_error(paths: Paths, code: str, problem: str) -> None:
    with pytest.raises(ServerStartError) as caught:
        await ManagedServer(speaking(code, paths)).start()
    assert caught.value.what == problem


async def test_a_server_that_ends_later_has_failed(paths: Paths) -> None:
    processes: list[asyncio.subprocess.Process] = []

    async def ready(process: asyncio.subprocess.Process) -> str:
        processes.append(process)
        return await announced(process)

    code = """print('{"url": "http://127.0.0.1:1/v1"}', flush=True)"""
    server = ManagedServer(replace(speaking(code, paths), ready=ready))
    await server.start()
    await processes[0].wait()
    assert server.state is ServerState.FAILED
    await server.stop()


@linux
async def test_a_cancelled_start_ends_the_child(
    paths: Paths, watch: Callable[[int], Watched]
) -> None:
    started = asyncio.Event()
    processes: list[asyncio.subprocess.Process] = []

    async def never(process: asyncio.subprocess.Process) -> str:
        processes.append(process)
        started.set()
        return await asyncio.Future()

    launch = replace(speaking("input()", paths), ready=never)
    starting = asyncio.ensure_future(ManagedServer(launch).start())
    await started.wait()
    child = watch(processes[0].pid)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert await asyncio.to_thread(child.ends)
    # Else asyncio is left with a child that it has not seen ending.
    await processes[0].communicate()


async def test_the_log_is_private_and_the_one_before_is_kept(paths: Paths) -> None:
    for word in ("first", "second"):
        server = ManagedServer(
            await launch_for(served_by(sys.executable, "-c", f"print('{word}')"), paths)
        )
        with pytest.raises(ServerStartError):
            await server.start()
    log = paths.logs / "served.log"
    assert log.read_text() == "second\n"
    assert log.with_name("served.log.old").read_text() == "first\n"
    assert log.stat().st_mode & 0o777 == 0o600
    assert paths.logs.stat().st_mode & 0o777 == 0o700


async def test_a_log_that_cannot_be_written_is_an_error(paths: Paths) -> None:
    paths.data.parent.mkdir(parents=True, exist_ok=True)
    paths.data.write_text("a file where the folder should be")
    with pytest.raises(ServerStartError, match="log of the server cannot be written"):
        await ManagedServer(speaking("", paths)).start()


async def test_keys_do_not_show_in_representations(paths: Paths) -> None:
    launch = replace(speaking("", paths), environment={"COPILOT_TUI_TOKEN": "sk-secret"})
    assert "sk-secret" not in repr(launch)
