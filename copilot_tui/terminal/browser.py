"""Opening an address in the user's browser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from copilot_tui.aside import aside

if TYPE_CHECKING:
    from collections.abc import Mapping


def has_browser(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser can be had that does not draw into this terminal.

    Without a display Python's `webbrowser` (3.11) takes a browser such as lynx or w3m, which
    would fight with the app over the screen, unless `BROWSER` names one.
    """
    if platform in ("darwin", "win32") or environ.get("WSL_DISTRO_NAME"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


async def open_in_browser(url: str, environ: Mapping[str, str]) -> bool:
    """Open an address that `text.safe_url` has let pass. False when there is no browser."""
    if not has_browser(environ):
        return False
    import webbrowser  # No part of the way to the first paint.

    try:
        return await aside(lambda: webbrowser.open(url))
    except webbrowser.Error:
        return False
