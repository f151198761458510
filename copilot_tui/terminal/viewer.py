"""Showing a file in the program that the system has for it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from subprocess import DEVNULL, Popen, TimeoutExpired

from copilot_tui.aside import aside
from copilot_tui.terminal.web_page import in_web_page

_SECONDS = 2.0
"""So soon an opener says that it cannot; a viewer itself runs on."""


def opener(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """The program that opens files; empty where no window can be shown to the user."""
    if in_web_page(environ):
        return ""
    if platform == "darwin":
        return "open"
    if environ.get("WSL_DISTRO_NAME"):
        return "wslview"
    has_display = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return "xdg-open" if has_display else ""


async def open_in_viewer(path: str, environ: Mapping[str, str]) -> bool:
    """Have a file shown. False when there is nothing that could."""
    program = opener(environ)
    return bool(program) and await aside(lambda: _started(program, path, environ))


def _started(program: str, path: str, environ: Mapping[str, str]) -> bool:
    try:
        process = Popen(
            [program, path],
            env=dict(environ),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(_SECONDS) == 0
    except TimeoutExpired:
        # It is the viewer itself; somebody has to see it end.
        threading.Thread(target=process.wait, name="viewer", daemon=True).start()
        return True
