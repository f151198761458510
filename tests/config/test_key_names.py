"""Keys as people write them."""

from __future__ import annotations

import pytest

from copilot_tui.config.key_names import key_names, key_shown, split_keys


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("?", "question_mark"),
        ("[", "left_square_bracket"),
        (">", "greater_than_sign"),
        ("/", "slash"),
        ("-", "minus"),
        ("esc", "escape"),
        ("return", "enter"),
        ("pgup", "pageup"),
        ("Page Down", "pagedown"),
        ("left", "left"),
        ("←", "left"),
        (" ", "space"),
        ("Ctrl-X", "ctrl+x"),
        ("C-x", "ctrl+x"),
        ("^x", "ctrl+x"),
        ("ctrl++", "ctrl+plus"),
        ("ctrl+,", "ctrl+comma"),
        ("Control+Shift+F5", "ctrl+shift+f5"),
        ("shift+ctrl+f5", "ctrl+shift+f5"),
        ("G", "G"),
        ("shift+g", "G"),
        ("M-x", "alt+x"),
        ("question_mark", "question_mark"),
        ("less-than sign", "less_than_sign"),
        ("solidus", "slash"),
        ("ä", "ä"),
        ("€", "euro_sign"),
    ],
)
def test_a_key_is_known_however_it_is_written(written: str, name: str) -> None:
    assert key_names(written) == (name,)


def test_a_key_that_terminals_send_in_two_ways_has_both_names() -> None:
    assert key_names("shift+enter") == ("shift+enter", "shift+\r")
    assert key_names("ctrl-space") == ("ctrl+space", "ctrl+@")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("alt+enter", "alt+enter arrives as enter in most terminals"),
        ("ctrl+i", "arrives as tab"),
        ("C-m", "arrives as enter"),
        ("ctrl+h", "arrives as backspace"),
        ("ctrl+[", "arrives as escape"),
        ("alt+1", "arrives as another character"),
        ("alt+?", "arrives as another character"),
        ("alt+b", "arrives as ctrl+left"),
        ("ctrl+alt+x", "arrives without the alt"),
        ("shift+1", "write the character that shift makes"),
        ("f25", "there is no key"),
        ("pagup", 'there is no key "pagup"; did you mean "pageup"?'),
        ("strg+x", '"strg" is not a modifier'),
        ("ctrl+", "there is no key"),
        ("", 'there is no key ""'),
        ("\x1b", 'there is no key "␛"'),
    ],
)
def test_what_is_no_key_or_never_arrives_is_refused_with_the_reason(
    written: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        key_names(written)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("text", "keys"),
    [("ctrl+x, f5", ("ctrl+x", "f5")), (",", (",",)), ("ctrl+,", ("ctrl+,",)), ("a,,", ("a", ","))],
)
def test_a_comma_separates_keys_unless_it_is_one(text: str, keys: tuple[str, ...]) -> None:
    assert split_keys(text) == keys


@pytest.mark.parametrize("written", ["?", "ctrl+]", "!", "ctrl+x", "esc", "G", "f5", "/", "-"])
def test_a_key_is_shown_as_it_is_written(written: str) -> None:
    assert key_shown(key_names(written)[0]) == written


def test_the_second_name_of_a_key_is_not_shown() -> None:
    assert [key_shown(name) for name in key_names("shift+enter")] == ["shift+enter", ""]
