"""What the app is told of the page into which it is drawn."""

from __future__ import annotations

from copilot_tui.terminal.web_page import DRIVER_VARIABLE, in_web_page, page_environment

TERMINAL = {
    "COLORFGBG": "0;15",
    "DISPLAY": ":0",
    "KITTY_WINDOW_ID": "1",
    "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22",
    "TERM": "linux",
    "TERM_PROGRAM": "iTerm.app",
    "TEXTUAL_ANIMATIONS": "none",
    "TMUX": "/tmp/tmux",
    "WAYLAND_DISPLAY": "wayland-0",
}
OTHERS = {"HOME": "/home/a", "PATH": "/bin", "NO_COLOR": "1", "COPILOT_TUI_API_KEY": "secret"}


def test_the_page_is_not_taken_for_the_terminal_of_the_server() -> None:
    environ = page_environment({**TERMINAL, **OTHERS}, 100, 30)

    assert in_web_page(environ)
    assert {name: environ.pop(name) for name in OTHERS} == OTHERS
    assert environ.pop(DRIVER_VARIABLE).endswith(":PageDriver")
    assert environ == {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "COLUMNS": "100",
        "ROWS": "30",
    }


def test_a_terminal_is_not_taken_for_a_page() -> None:
    assert not in_web_page({**TERMINAL, **OTHERS})
    assert not in_web_page({DRIVER_VARIABLE: "textual.drivers.web_driver:WebDriver"})
