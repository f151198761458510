"""Being drawn into a web page, which stands for the terminal there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DRIVER_VARIABLE: Final = "TEXTUAL_DRIVER"
DRIVER: Final = "copilot_tui.ui.page_driver:PageDriver"
"""What Textual is told to draw with; see `copilot_tui.serving`."""

_SIZE_VARIABLES: Final = ("COLUMNS", "ROWS")
"""What Textual's own `WebDriver` (8.2.8) takes its first size from."""

_OF_A_TERMINAL: Final = (
    "ALACRITTY_",
    "COLORFGBG",
    "DISPLAY",
    "GHOSTTY_",
    "ITERM_",
    "KITTY_",
    "KONSOLE_",
    "LC_TERMINAL",
    "SSH_",
    "STY",
    "TERM_PROGRAM",
    "TEXTUAL_",
    "TMUX",
    "VTE_",
    "WAYLAND_DISPLAY",
    "WEZTERM_",
    "WT_",
)
"""How the names begin that tell of the terminal or desktop in which the server was started."""


def in_web_page(environ: Mapping[str, str]) -> bool:
    """Whether the app is drawn into a web page."""
    return environ.get(DRIVER_VARIABLE) == DRIVER


def page_environment(environ: Mapping[str, str], columns: int, rows: int) -> dict[str, str]:
    """The environment of an app that is drawn into a web page.

    Args:
        environ: of whoever starts it; what it says of a terminal is not true of the page.
        columns: first width in cells.
        rows: first height in cells.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith(_OF_A_TERMINAL)}
    sizes = zip(_SIZE_VARIABLES, (str(columns), str(rows)), strict=True)
    colours = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    return {**kept, **colours, **dict(sizes), DRIVER_VARIABLE: DRIVER}
