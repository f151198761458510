"""Which way a copied text would go."""

from __future__ import annotations

import asyncio
import shutil
import sys
from typing import TYPE_CHECKING

from copilot_tui.doctor.finding import Finding, hint, ok
from copilot_tui.paths import shown_path
from copilot_tui.terminal.clipboard import TERMS_WITHOUT_CLIPBOARD
from copilot_tui.terminal.clipboard_tools import clipboard_tools, is_remote
from copilot_tui.terminal.multiplexer import in_tmux
from copilot_tui.terminal.tmux import client_environment, reaches_clipboard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def look_at_clipboard(environ: Mapping[str, str], folder: Path) -> Sequence[Finding]:
    """The way that would be tried first; nothing is copied.

    Args:
        environ: the environment.
        folder: where copied text goes when there is no clipboard.
    """
    words = asyncio.run(likely_way(environ))
    if words == BUFFER_OF_TMUX:
        todo = (
            "If your terminal knows OSC 52, write into ~/.tmux.conf: "
            "set -as terminal-features ',*:clipboard'"
        )
        return (hint("copying", f"Goes {words}", todo),)
    if words:
        return (ok("copying", f"Goes {words}"),)
    todo = "Install wl-clipboard, xclip or xsel, or use a terminal with OSC 52."
    return (hint("copying", f"Goes to a file in {shown_path(folder)}.", todo),)


BUFFER_OF_TMUX = "to tmux's buffer (prefix ] pastes it)"


async def likely_way(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """The way in the words of `Copied`, chosen as `Clipboard.copy` does; empty for a file."""
    inside_tmux = in_tmux(environ)
    now = await client_environment(environ) if inside_tmux else environ
    tools = [
        f"with {tool.name}"
        for tool in clipboard_tools(now, platform)
        if shutil.which(tool.name, path=now.get("PATH"))
    ][:1]
    others = []
    if inside_tmux and shutil.which("tmux", path=now.get("PATH")):
        others.append("with tmux" if await reaches_clipboard(now) else BUFFER_OF_TMUX)
    if now.get("TERM", "dumb") not in TERMS_WITHOUT_CLIPBOARD:
        others.append("through the terminal (OSC 52)")
    ways = others + tools if is_remote(now) else tools + others
    return ways[0] if ways else ""
