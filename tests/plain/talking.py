"""Whole sessions of the plain mode on scripted lines and a scripted server."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.assembly import connect
from copilot_tui.config import Flags, load_settings
from copilot_tui.paths import Paths
from copilot_tui.plain.engine import Engine
from copilot_tui.plain.interrupts import Interrupts
from copilot_tui.plain.printer import Printer
from copilot_tui.plain.session import Session
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread
from copilot_tui.terminal.clipboard import Clipboard

if TYPE_CHECKING:
    from copilot_tui.intent import Intent
    from tests.servers_fake import FakeServer


class ScriptedLines:
    """Gives lines one after the other, as a pipe does, and keeps what was asked for."""

    descriptor: int | None = None

    is_asked = True

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = list(lines)
        self.prefills: list[str] = []

    def read(self, prompt: str, prefill: str = "") -> str:
        if prefill:
            self.prefills.append(prefill)
        if not self._lines:
            raise EOFError
        return self._lines.pop(0)

    def read_typed(self) -> str | None:
        return None

    def more_follows(self) -> bool:
        return False

    def unfinished(self) -> str:
        return ""


class Talk:
    """A home folder and a server to have sessions with.

    Args:
        folder: for configuration, conversations and copied text.
        server: that answers.
    """

    def __init__(self, folder: Path, server: FakeServer) -> None:
        self.folder = folder
        self.server = server
        self.prefills: list[str] = []

    @property
    def asked(self) -> list[str]:
        """The last message of every request for a reply, in order."""
        bodies = [request.body.get("messages") for request in self.server.requests]
        return [messages[-1]["content"] for messages in bodies if isinstance(messages, list)]

    def type(self, *lines: str, intent: Intent | None = None) -> str:
        """Have a session from its start to the end of these lines.

        Args:
            lines: what is typed.
            intent: what the session was started for.

        Returns:
            What it has printed after its greeting; all of it where a conversation was opened.
        """
        paths = Paths(config=self.folder, data=self.folder)
        failures: list[str] = []
        store = StoreThread(
            lambda: Store(paths.database, instance_id="this"),
            on_error=lambda error: failures.append(str(error)),
        )
        settings = load_settings(paths, {}, Flags(url=self.server.url))
        client, servers = connect(settings, paths, {}, on_state=lambda _: None)
        engine = Engine(store=store, client=client, servers=servers, paths=paths)
        output = io.StringIO()
        printer = Printer(output)
        scripted = ScriptedLines(lines)
        engine.start()
        try:
            Session(
                engine=engine,
                printer=printer,
                lines=scripted,
                interrupts=Interrupts(lambda: None),
                clipboard=Clipboard(
                    {"TERM": "dumb"}, write_terminal=printer.add, folder=self.folder
                ),
                intent=intent,
            ).run()
        finally:
            engine.close()
            store.close()
        assert failures == []
        self.prefills = scripted.prefills
        assert "\x1b" not in output.getvalue()
        if intent is not None and intent.conversation is not None:
            return output.getvalue()
        greeting, _, rest = output.getvalue().partition("A new conversation.")
        assert "Copilot answers." in greeting
        return rest.lstrip(" \n") if rest.startswith("\n") else rest.partition("\n")[2]
