"""The sequences that call the user, byte by byte."""

from __future__ import annotations

import pytest

from copilot_tui.terminal.notification import (
    BELL,
    Notification,
    notification,
    osc9,
    osc99,
    understood,
    window_title,
)

HOSTILE = "a\x1b]52;c;eA==\a\x9c\x1b\\b\r\n\u202ec"
HARMLESS = "a␛]52;c;eA==␇\ufffd␛\\b c"
TMUX = {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen-256color"}
KITTY = {"TERM": "xterm-kitty"}
GHOSTTY = {"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty"}


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        (KITTY, Notification.OSC_99),
        ({"TERM": "foot"}, Notification.OSC_99),
        ({"TERM": "foot-direct"}, Notification.OSC_99),
        (TMUX | {"KITTY_WINDOW_ID": "1"}, Notification.OSC_99),
        (GHOSTTY, Notification.OSC_9),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, Notification.OSC_9),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, Notification.OSC_9),
        ({"TERM": "wezterm"}, Notification.OSC_9),
        (TMUX | {"WEZTERM_PANE": "0"}, Notification.OSC_9),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, Notification.BELL),
        ({"TERM": "xterm-256color", "ConEmuANSI": "ON"}, Notification.BELL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, Notification.BELL),
        (TMUX, Notification.BELL),
        ({}, Notification.BELL),
    ],
)
def test_each_terminal_gets_what_it_understands(environ: dict[str, str], way: Notification) -> None:
    assert understood(environ) is way


def test_a_title_and_a_body_in_the_ways_of_the_terminals() -> None:
    assert notification("Trip", "Done.", "7", GHOSTTY) == "\x1b]9;Trip: Done.\a"
    assert notification("Trip", "Done.", "7", KITTY) == (
        "\x1b]99;i=7:d=0;Trip\x1b\\\x1b]99;i=7:d=1:p=body;Done.\x1b\\"
    )
    assert notification("Trip", "Done.", "7", {"TERM": "xterm"}) == BELL


def test_within_tmux_the_bell_rings_beside_what_tmux_may_drop() -> None:
    called = notification("Trip", "Done.", "7", TMUX | {"ITERM_SESSION_ID": "w0"})

    assert called == "\x1bPtmux;\x1b\x1b]9;Trip: Done.\a\x1b\\" + BELL


def test_gnu_screen_gets_the_bell_alone() -> None:
    assert notification("Trip", "Done.", "7", {"STY": "1.host", "KITTY_WINDOW_ID": "1"}) == BELL


@pytest.mark.parametrize("environ", [KITTY, GHOSTTY, TMUX | {"KITTY_WINDOW_ID": "1"}])
def test_no_foreign_text_can_end_the_sequence_it_is_in(environ: dict[str, str]) -> None:
    called = notification(HOSTILE, HOSTILE, HOSTILE, environ)
    harmless = notification(HARMLESS, HARMLESS, HOSTILE, environ)

    assert called == harmless
    assert "52" in called


def test_a_window_title_is_one_short_clean_line() -> None:
    assert window_title(HOSTILE) == f"\x1b]2;{HARMLESS}\a"
    assert window_title("x" * 500) == f"\x1b]2;{'x' * 79}…\a"


@pytest.mark.parametrize("text", ["4;3;50", "5", "7;calc.exe"])
def test_a_text_that_conemu_would_take_for_a_command_is_none(text: str) -> None:
    assert osc9(text) == f"\x1b]9;- {text}\a"


@pytest.mark.parametrize(("given", "sent"), [("a:b;c d_1", "abcd_1"), ("::", "copilot-tui")])
def test_an_identifier_holds_only_what_kitty_allows(given: str, sent: str) -> None:
    assert osc99("t", "b", given).startswith(f"\x1b]99;i={sent}:d=0;t\x1b\\")
