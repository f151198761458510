"""The program with a fault planted into it; run by `Terminal` in place of the real one.

Usage: python -m tests.e2e.planted FAULT [arguments of the program]
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time

from textual.screen import Screen

from copilot_tui import cli
from copilot_tui.ui import quit_signals
from copilot_tui.ui.app import CopilotApp
from copilot_tui.ui.chat_screen import ChatScreen
from copilot_tui.ui.prompt_pane import PromptPane

SECRET = "sk-planted-secret"


class PlantedError(Exception):
    """Carries what must reach neither the terminal nor a file."""


def fail(*_: object) -> None:
    """Fail, with a secret in the message and in a local variable."""
    local = SECRET
    raise PlantedError(f"{local} in the message")


async def hang(*_: object) -> None:
    """Wait for what never comes."""
    await asyncio.Event().wait()


def fail_in_thread() -> None:
    """Fail where nobody waits for it."""
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def stand_still(*_: object) -> None:
    """Never let the event loop go on."""
    while True:
        time.sleep(0.1)


def ask_to_end_soon(app: CopilotApp) -> None:
    """Send the signal to end when the terminal is taken and nothing is mounted yet."""
    usual = app.get_default_screen

    def default_screen() -> Screen[None]:
        os.kill(os.getpid(), signal.SIGTERM)
        return usual()

    app.get_default_screen = default_screen  # type: ignore[method-assign]


def plant(fault: str) -> None:
    """Put a fault behind the key for help, or into quitting."""

    async def fail_in_worker() -> None:
        fail()

    def press(screen: ChatScreen) -> None:
        match fault:
            case "key":
                fail()
            case "worker":
                screen.app.run_worker(fail_in_worker())
            case "thread":
                fail_in_thread()
            case "loop":
                stand_still()

    if fault == "early":
        CopilotApp.on_load = ask_to_end_soon  # type: ignore[method-assign,assignment]
    if fault == "hang":
        quit_signals.QUITTING_SECONDS = 1.0
        PromptPane.finish_sending = hang  # type: ignore[method-assign,assignment]
    if fault == "quit":
        PromptPane.finish_sending = fail  # type: ignore[method-assign,assignment]
    ChatScreen.action_help = press  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    plant(sys.argv[1])
    sys.exit(cli.main(sys.argv[2:]))
