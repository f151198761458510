"""Keys as the app reads them, each with what was sent for it."""

from __future__ import annotations

import pytest

from copilot_tui.ui.key_names import TextualKeyReader, meanings


def presses(*parts: str) -> list[tuple[str, str]]:
    """What is read from these parts, with a pause after the last."""
    reader = TextualKeyReader()
    found = [press for part in parts for press in reader.feed(part)]
    if reader.is_waiting:
        found += reader.pause()
    return [(press.sent, press.name) for press in found]


@pytest.fixture(autouse=True)
def no_wait_for_sequences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.ESCAPE_DELAY", 0.0)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("a", "a"),
        ("G", "G"),
        ("\r", "enter"),
        ("\t", "tab"),
        ("\x1b", "escape"),
        ("\x1bOP", "f1"),
        ("\x1b[Z", "shift+tab"),
        ("\x1b[99;5u", "ctrl+c"),
        ("\x1bq", "alt+q"),
        ("\x1b[200~two\rlines\x1b[201~", "paste of 9"),
    ],
)
def test_a_sequence_is_one_key_however_it_comes_in_pieces(sent: str, name: str) -> None:
    assert presses(sent) == [(sent, name)]
    assert presses(*sent) == [(sent, name)]


def test_keys_that_come_together_are_told_apart() -> None:
    assert presses("a\x1b[A\x1b\x1b") == [
        ("a", "a"),
        ("\x1b[A", "up"),
        ("\x1b", "escape"),
        ("\x1b", "escape"),
    ]


def test_what_the_app_ignores_is_shown_without_a_name() -> None:
    assert presses("\x1b[G") == [("\x1b[G", "")]


def test_a_long_paste_is_not_cut_by_a_pause() -> None:
    reader = TextualKeyReader()
    assert list(reader.feed("\x1b[200~first")) == []
    assert list(reader.pause()) == []

    (press,) = reader.feed(" last\x1b[201~")

    assert press.name == "paste of 10"


@pytest.mark.parametrize(("sent", "alone"), [("\x1b[57441;2u", True), ("a", False)])
def test_a_modifier_alone_is_known_as_one(sent: str, alone: bool) -> None:
    (press,) = TextualKeyReader().feed(sent)

    assert press.is_modifier is alone


def test_the_kitty_protocol_is_left_out_where_the_app_leaves_it_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert TextualKeyReader().request == "\x1b[?2004h\x1b[>25u"
    monkeypatch.setattr("textual.constants.DISABLE_KITTY_KEY", True)
    assert TextualKeyReader().request == "\x1b[?2004h"


def test_a_key_tells_what_it_does_and_where() -> None:
    known = meanings()

    assert known["ctrl+q"] == ["Quit"]
    assert "Send (in the prompt)" in known["enter"]
    assert "Open (in the sidebar)" in known["enter"]
    assert [title.endswith("(in the prompt)") for title in known["ctrl+k"]] == [True]
