"""The app's own two themes. Textual's others stay available."""

from __future__ import annotations

from textual.theme import Theme

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
