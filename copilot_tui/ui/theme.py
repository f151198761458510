"""The app's own two themes beside Textual's, and which of all to use."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.theme import BUILTIN_THEMES, Theme

from copilot_tui.config.interface import AUTOMATIC
from copilot_tui.config.suggestion import did_you_mean
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from copilot_tui.config import Settings

DARK = Theme(
    name="copilot-dark",
    primary="#7cb7ff",
    secondary="#9aa7b8",
    accent="#7cb7ff",
    success="#7fc98f",
    warning="#e3b25c",
    error="#f0787f",
    foreground="#d6dae1",
    background="#101318",
    surface="#171b22",
    panel="#1d222b",
    dark=True,
    variables={
        "border": "#7cb7ff",
        "border-blurred": "#343c49",
        "footer-key-foreground": "#7cb7ff",
        "input-selection-background": "#7cb7ff 30%",
        "block-cursor-background": "#26384f",
        "block-cursor-foreground": "#ffffff",
    },
)

LIGHT = Theme(
    name="copilot-light",
    primary="#1f5fb0",
    secondary="#5b6675",
    accent="#1f5fb0",
    success="#1f7a3a",
    warning="#8f5b00",
    error="#b3261e",
    foreground="#1f2430",
    background="#fbfbf9",
    surface="#f2f3f1",
    panel="#e9ebea",
    dark=False,
    variables={
        "border": "#1f5fb0",
        "border-blurred": "#c3c8cf",
        "footer-key-foreground": "#1f5fb0",
        "input-selection-background": "#1f5fb0 25%",
        "block-cursor-background": "#d5e3f5",
        "block-cursor-foreground": "#10151d",
    },
)

OWN_THEMES = (DARK, LIGHT)
"""What the app has beside Textual's own. Another one is a line here."""

OWN_COLOURS_DARK = "ansi-dark"
OWN_COLOURS_LIGHT = "ansi-light"
"""Textual's themes of the terminal's own colours. Where they are used, and where there are
to be no colours at all, the log is drawn with `LogStyle.plain`."""


def theme_names() -> tuple[str, ...]:
    """The names that the setting `theme` can have, the app's own first."""
    others = sorted(BUILTIN_THEMES)
    return (AUTOMATIC, *(theme.name for theme in OWN_THEMES), *others)


def check_theme(settings: Settings) -> None:
    """Refuse a theme that does not exist, before the app starts.

    Raises:
        ConfigError: the file names an unknown theme; `detail` has path and line.
    """
    name = settings.interface.theme
    names = theme_names()
    if name in names:
        return
    hint = did_you_mean(name, names)
    raise ConfigError(
        "The configuration has a problem.",
        f"Correct it and start again. There are the themes {', '.join(names)}.",
        detail=f'{settings.theme_place}: theme: there is no theme "{name}"{hint}',
    )


def choose_theme(setting: str, environ: Mapping[str, str]) -> str:
    """The name of the theme to use.

    A theme that is named is used as it is. `auto` is one of the terminal's own colours
    where `NO_COLOR` is set (https://no-color.org) or where only 16 colours can be had, in
    which subtle grounds would all become the same; else the app's own. Light is chosen
    where `COLORFGBG` says so.

    Args:
        setting: `Interface.theme`, which `check_theme` has accepted.
        environ: of the process.
    """
    if setting != AUTOMATIC:
        return setting
    is_light = has_light_background(environ)
    if "NO_COLOR" in environ or not has_many_colours(environ):
        return OWN_COLOURS_LIGHT if is_light else OWN_COLOURS_DARK
    return LIGHT.name if is_light else DARK.name


def has_light_background(environ: Mapping[str, str]) -> bool:
    """Whether the terminal says that its background is light.

    rxvt, Konsole, iTerm2 and others set `COLORFGBG` to the numbers of their colours, such
    as `15;0` or `0;default;15`. The last is the background: white and the bright colours
    but for grey, 7 and 9 to 15, are light, as Vim takes it, too (`'background'`). It is not
    asked by an escape sequence, since an answer can take long over a network, and may
    arrive as typed text.
    """
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return ground.isascii() and ground.isdigit() and int(ground) in {7, *range(9, 16)}


def has_many_colours(environ: Mapping[str, str]) -> bool:
    """Whether 256 colours or more will be drawn.

    That is for Rich to find out (15.0.0, `Console._detect_color_system`), which looks at
    `COLORTERM` and the end of `TERM`: with the TERM of a Linux console, `screen` or plain
    `xterm` it mixes every colour out of 16.
    """
    if sys.platform == "win32":
        return True
    term = environ.get("TERM", "").strip().lower()
    if term in ("dumb", "unknown"):
        return False
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return True
    return term.rpartition("-")[2] in ("256color", "kitty")
