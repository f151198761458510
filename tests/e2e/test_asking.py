"""`copilot-tui ask` beside the running app."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.command_line.running import environ
from tests.e2e.chatting import TALL, chatting, quit_and_wait

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

SECONDS = 6.0
"""It is two, on a machine that does nothing else."""


def test_the_chat_appears_in_the_running_app(home: Path, server: FakeServer) -> None:
    with chatting(server, home, size=TALL) as terminal:
        subprocess.run(
            [sys.executable, "-m", "copilot_tui", "ask", "Why", "so?"],
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=100,
            env=environ(home, COPILOT_TUI_URL=server.url),
        )
        ended = time.monotonic()
        terminal.wait_for("Why so?", what="the conversation in the sidebar")
        assert time.monotonic() - ended < SECONDS
        quit_and_wait(terminal)
