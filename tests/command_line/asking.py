"""The real `copilot-tui ask` on a scripted server."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.command_line.running import PROGRAM, environ, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from copilot_tui.chat.conversation import Conversation, Message
    from tests.servers_fake import FakeServer

SECONDS = 50.0


def ask(
    home: Path, server: FakeServer, *words: str, stdin: bytes | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """A question to its end, with the server named by the environment."""
    done = subprocess.run(
        [*PROGRAM, "ask", *words],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env=environ(home, COPILOT_TUI_URL=server.url, **variables),
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@contextmanager
def asking(home: Path, server: FakeServer, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A question under way, with nothing on its standard input."""
    with subprocess.Popen(
        [*PROGRAM, "ask", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ(home, COPILOT_TUI_URL=server.url),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[bytes], text: bytes) -> bytes:
    """What a process writes to standard output, to this text."""
    assert process.stdout is not None
    got = b""
    while text not in got:
        piece = os.read(process.stdout.fileno(), 4096)
        assert piece, got
        got += piece
    return got


def conversations(home: Path) -> list[tuple[Conversation, list[Message]]]:
    """All that is kept: conversations with their visible paths, the newest first."""
    with stored(home) as store:
        found = []
        for conversation in store.conversations.page(limit=99):
            leaf = conversation.active_leaf
            found.append((conversation, [] if leaf is None else store.tree.path(leaf)))
        return found


def replies(home: Path) -> list[Message]:
    """The messages that the visible paths end in, the newest conversation first."""
    return [path[-1] for _, path in conversations(home) if path]


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def asked(server: FakeServer) -> list[list[dict[str, str]]]:
    """The messages of each request for a reply."""
    bodies = [request.body.get("messages") for request in server.requests]
    return [messages for messages in bodies if isinstance(messages, list)]
