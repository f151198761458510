"""No key and no text is where it must not be, and nobody is asked who was not named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.e2e.chatting import EMPTY_PROMPT, TALL, quit_and_wait
from tests.e2e.terminal import ENTER, Terminal
from tests.e2e.test_first_run import closed_port
from tests.servers.processes import descendants
from tests.servers_fake import Answer, FakeServer, chunk, events, json_answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

KEY = f"sk-{uuid4().hex}"
PIECE = 12
"""Characters of the key that would be enough to call it shown; screens break lines."""

QUESTION = f"what-is-{uuid4().hex[:10]}"
HIDDEN = "[hidden]"

MODEL_SECONDS = 60.0
"""How long the embedded model may take to start on a machine that has more to do."""

REFUSED = json_answer(
    {"error": {"message": f"“{KEY}” is wrong", "key": KEY, "code": KEY}, "detail": KEY},
    401,
    WWW_Authenticate=f"Bearer {KEY}",
    X_Request_Id=KEY,
)
A_PAGE = Answer((f"<h1>502</h1><p>upstream refused {KEY}</p>".encode(),), 502)
REDIRECTED = Answer((), 302, {"Location": f"https://{KEY}@example.com/{KEY}?key={KEY}"})
BROKEN_OFF = Answer(
    (events(chunk("Half of"), {"error": {"message": f"quota of {KEY}"}}, done=False),),
    headers={"Content-Type": "text/event-stream"},
)
FAILURES = (REFUSED, A_PAGE, REDIRECTED, BROKEN_OFF)

CONTACTS = """
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        told = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host, port = arguments[:2]
        told = (host.decode() if isinstance(host, bytes) else host, port)
    else:
        return
    with open(os.environ["CONTACTS"], "a") as file:
        file.write(repr(told) + "\\n")

sys.addaudithook(note)
"""
"""Put before every Python that is started: writes down whom it talks to (PEP 578)."""


def pieces(secret: str) -> Iterator[str]:
    """All parts of a secret that are long enough to tell it."""
    return (secret[at : at + PIECE] for at in range(len(secret) - PIECE + 1))


def shows(text: str | bytes, secret: str = KEY) -> bool:
    """Whether a secret, or enough of it, stands in this."""
    data = text if isinstance(text, bytes) else text.encode()
    return any(piece.encode() in data for piece in pieces(secret))


def files_with(folder: Path, secret: str) -> list[str]:
    """The files below a folder in whose bytes or name a secret stands."""
    return [
        str(file)
        for file in folder.rglob("*")
        if shows(file.name, secret) or (file.is_file() and shows(file.read_bytes(), secret))
    ]


def command_lines(process: int) -> list[bytes]:
    """What everybody on this machine can read of a process and all that it has started."""
    found = []
    for each in (process, *descendants(process)):
        with open(f"/proc/{each}/cmdline", "rb") as file:  # noqa: PTH123 - it has no size
            found.append(file.read())
    return found


def run(
    home: Path, *arguments: str, lines: str = "", environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the program between pipes, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "copilot_tui", *arguments],
        input=lines,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
    )


@pytest.fixture
def environment(home: Path, server: FakeServer) -> dict[str, str]:
    """A key, a server that repeats it wherever it fails, and a log."""
    server.answer(*FAILURES)
    return {
        "COPILOT_TUI_URL": server.url,
        "COPILOT_TUI_API_KEY": KEY,
        "COPILOT_TUI_LOG": str(home / "run.log"),
    }


def test_the_key_is_nowhere_after_a_chat_with_a_server_that_repeats_it(
    home: Path, server: FakeServer, environment: dict[str, str]
) -> None:
    columns, rows = TALL
    with Terminal(home=home, columns=columns, rows=rows, environment=environment) as terminal:
        terminal.wait_for(" ● g4f")
        for words in ("refused the API key", "HTTP 502", "redirects to", "Half of", "Hello from"):
            terminal.wait_for(EMPTY_PROMPT)
            terminal.send(f"{QUESTION} {words.split()[0]}?", ENTER)
            terminal.wait_for(words)
            assert not shows(terminal.text)
        seen = command_lines(terminal.process.pid)
        quit_and_wait(terminal)
        raw = bytes(terminal.raw)

    assert HIDDEN.encode() in raw
    assert not shows(raw)
    assert not any(map(shows, seen))
    assert all(each.headers["authorization"] == f"Bearer {KEY}" for each in server.requests)
    assert files_with(home, KEY) == []
    log = (home / "run.log").read_text()
    assert log.count(" reply ") == 5
    assert QUESTION not in log
    assert "Half" not in log
    assert "Hello" not in log
    assert log.splitlines()[-1].endswith(" quit status=0")


def test_the_key_is_nowhere_after_lines_and_the_doctor(
    home: Path, server: FakeServer, environment: dict[str, str]
) -> None:
    chat = run(home, "--plain", lines=f"{QUESTION}\n" * 5, environment=environment)
    server.route("/v1/models", REFUSED)
    looked = run(home, "doctor", environment=environment)
    listed = run(home, "doctor", "--json", environment=environment)

    assert (chat.returncode, chat.stderr, looked.stderr, listed.stderr) == (0, "", "", "")
    assert HIDDEN in chat.stdout
    assert "Hello from the fake server." in chat.stdout
    assert "Found by COPILOT_TUI_API_KEY; not shown." in looked.stdout
    assert not any(map(shows, (chat.stdout, looked.stdout, listed.stdout)))
    assert files_with(home, KEY) == []
    assert QUESTION not in (home / "run.log").read_text()


def test_without_a_server_only_its_address_is_asked_and_no_process_shows_a_key(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(CONTACTS)
    contacts = tmp_path / "contacts"
    port = closed_port()
    environment = {
        "COPILOT_TUI_URL": f"http://127.0.0.1:{port}/v1",
        "COPILOT_TUI_API_KEY": KEY,
        "PYTHONPATH": str(tmp_path),
        "CONTACTS": str(contacts),
    }
    with Terminal(home=home, environment=environment) as terminal:
        terminal.wait_for(
            "No server answers at", seconds=MODEL_SECONDS, what="the model that answers instead"
        )
        children = descendants(terminal.process.pid)
        given = [Path(f"/proc/{child}/environ").read_bytes() for child in children]
        seen = command_lines(terminal.process.pid)
        quit_and_wait(terminal)
    looked = run(home, "doctor", environment=environment)

    own = [entry for each in given for entry in each.split(b"\0") if b"TUI_TOKEN=" in entry]
    token = own[0].partition(b"=")[2].decode()
    assert not any(shows(line, secret) for line in seen for secret in (KEY, token))
    assert not any(map(shows, given))
    assert not shows(looked.stdout + looked.stderr)
    assert files_with(home, KEY) == files_with(home, token) == []
    assert set(contacts.read_text().splitlines()) == {f"('127.0.0.1', {port})"}
