"""The real program on a scripted server, and what it leaves behind."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.e2e.terminal import Terminal, control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.servers_fake import FakeServer

TALL = (120, 40)
SMALL = (80, 24)
EMPTY_PROMPT = "│ Message Copilot"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"


@contextmanager
def chatting(
    server: FakeServer,
    home: Path,
    *,
    size: tuple[int, int] = SMALL,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    program: Sequence[str] = ("-m", "copilot_tui"),
) -> Iterator[Terminal]:
    """The program once it can be typed into.

    Args:
        server: that answers.
        home: of the user.
        size: columns and rows.
        environment: further variables; a terminal without a clipboard is the default.
        folder: where it is started.
        program: what Python runs.
    """
    columns, rows = size
    with Terminal(
        "--url",
        server.url,
        home=home,
        columns=columns,
        rows=rows,
        environment=environment or {},
        folder=folder,
        program=program,
    ) as terminal:
        terminal.wait_for(" ● g4f", what="the server that answers")
        yield terminal


def quit_and_wait(terminal: Terminal) -> None:
    """Quit as the user does, and see that it ended well."""
    terminal.send(control("q"))
    assert terminal.wait_for_exit() == 0
    assert "Traceback" not in terminal.text


def data(home: Path) -> Path:
    """Where the program keeps its conversations."""
    return home / ".local/share/copilot-tui"


def configuration(home: Path, text: str) -> Path:
    """Write `config.toml`, and return where it is."""
    file = home / ".config/copilot-tui/config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)  # Else it is mended, which is told.
    return file


@contextmanager
def stored(home: Path) -> Iterator[Store]:
    """The conversations, looked at from beside the program or after it."""
    with Store(Paths(config=home, data=data(home)).database, instance_id="beside") as store:
        yield store


def wait_until_kept(terminal: Terminal, home: Path, kept: Callable[[Store], bool]) -> None:
    """Let the program run until its conversations satisfy `kept`."""
    with stored(home) as store:
        terminal.wait_for(lambda _: kept(store), what="the row in the store")


def copied(home: Path) -> str:
    """What was copied last where there is only a file for it; empty before that."""
    files = sorted(data(home).glob("copied-*.md"), key=lambda file: file.stat().st_mtime_ns)
    return files[-1].read_text() if files else ""


def asked(server: FakeServer) -> list[str]:
    """The last message of every request for a reply, in order."""
    bodies = [request.body.get("messages") for request in server.requests]
    return [messages[-1]["content"] for messages in bodies if isinstance(messages, list)]
