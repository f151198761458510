"""What people write for a key, made into the name that Textual has for it.

The facts on what arrives were measured with the parser of Textual 8.2.8 on the bytes that
terminals send without the kitty keyboard protocol.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from copilot_tui.config.suggestion import did_you_mean
from copilot_tui.key_labels import key_label
from copilot_tui.text import elide, one_line

_MODIFIERS: Final[Mapping[str, str]] = {
    "ctrl": "ctrl",
    "control": "ctrl",
    "c": "ctrl",
    "alt": "alt",
    "option": "alt",
    "opt": "alt",
    "meta": "alt",
    "a": "alt",
    "m": "alt",
    "shift": "shift",
    "s": "shift",
    "super": "super",
    "cmd": "super",
    "command": "super",
    "win": "super",
}

_NAMED: Final = (
    "enter",
    "escape",
    "tab",
    "space",
    "backspace",
    "delete",
    "insert",
    "home",
    "end",
    "pageup",
    "pagedown",
    "up",
    "down",
    "left",
    "right",
    *(f"f{number}" for number in range(1, 25)),
)

_ALSO: Final[Mapping[str, str]] = {
    "return": "enter",
    "esc": "escape",
    "spc": "space",
    "spacebar": "space",
    "bs": "backspace",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "arrowup": "up",
    "arrowdown": "down",
    "arrowleft": "left",
    "arrowright": "right",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
}

_SHORTER_NAMES: Final[Mapping[str, str]] = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where Textual does not use the name that Unicode has."""

_ARRIVES_AS: Final[Mapping[str, str]] = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "shift+space": "space",
    "shift+backspace": "backspace",
    "alt+enter": "enter",
    "alt+tab": "shift+tab",
    "alt+escape": "escape",
    "alt+space": "space",
    "alt+backspace": "ctrl+w",
    "alt+b": "ctrl+left",
    "alt+f": "ctrl+right",
}

OTHER_NAMES: Final[Mapping[str, str]] = {
    "shift+enter": "shift+\r",
    "ctrl+enter": "ctrl+\r",
    "ctrl+space": "ctrl+@",
}
"""The other name under which some terminals send a key: xterm's modifyOtherKeys sends
enter with a modifier as `shift+\\r`, and ctrl+space is a NUL byte in most."""

_MODIFIED = re.compile(r"([A-Za-z]+)[+-](?=.)", re.DOTALL)
_LIST = re.compile(r"(?<=[^\s+,-]),\s*")


def split_keys(text: str) -> tuple[str, ...]:
    """Split "ctrl+x, f5" at its commas, but not at one that is itself the key."""
    return tuple(_LIST.split(text.strip() or text))


def key_names(text: str) -> tuple[str, ...]:
    """Read one key as people write it, such as "Ctrl-X", "^x", "?", "esc" or "shift+g".

    Returns:
        Textual's names for it; several where terminals differ.

    Raises:
        ValueError: there is no such key, or it never arrives; the message says why.
    """
    name = _name(text)
    modifiers, _, key = name.rpartition("+")
    if name in _ARRIVES_AS:
        raise ValueError(f"{text.strip()} arrives as {_ARRIVES_AS[name]} in most terminals")
    if "alt" in modifiers.split("+"):
        _refuse_alt(text, modifiers, key)
    return (name, OTHER_NAMES[name]) if name in OTHER_NAMES else (name,)


def key_shown(key: str) -> str:
    """How help and hints show a key, by its Textual name; empty for one of `OTHER_NAMES`."""
    if key in OTHER_NAMES.values():
        return ""
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, _CHARACTERS.get(name, key_label(name))])


def is_text(key: str) -> bool:
    """Whether pressing a key writes something, by its Textual name."""
    return key == "space" or ("+" not in key and key not in _NAMED)


def _refuse_alt(text: str, modifiers: str, key: str) -> None:
    if modifiers == "alt" and is_text(key) and not (key.isascii() and key.isalpha()):
        raise ValueError(f"{text.strip()} arrives as another character in most terminals")
    if "ctrl" in modifiers and is_text(key):
        raise ValueError(f"{text.strip()} arrives without the alt in most terminals")


def _name(text: str) -> str:
    written = text.strip() or text[:1]
    if len(written) == 2 and written[0] == "^":
        written = f"ctrl+{written[1]}"
    whole = _key(written)
    modifiers: set[str] = set()
    while whole is None and (match := _MODIFIED.match(written)):
        if match[1].lower() not in _MODIFIERS:
            raise ValueError(f'"{match[1]}" is not a modifier such as ctrl, alt or shift')
        modifiers.add(_MODIFIERS[match[1].lower()])
        written = written[match.end() :]
        whole = _key(written)
    if whole is None:
        shown = elide(one_line(written), 40)
        hint = did_you_mean(written.lower(), (*_NAMED, *_ALSO))
        raise ValueError(f'there is no key "{shown}"{hint}')
    return _combined(modifiers, whole)


def _combined(modifiers: set[str], key: str) -> str:
    if modifiers == {"shift"} and is_text(key) and key != "space":
        if len(key) != 1 or not key.isalpha():
            raise ValueError("write the character that shift makes of the key instead")
        return key.upper()
    if modifiers and len(key) == 1:
        key = key.lower()
    return "+".join([*sorted(modifiers), key])


def _key(written: str) -> str | None:
    """Textual's name of a key without modifiers, or None when there is none."""
    if len(written) == 1 and written not in _ALSO:
        return _character_name(written)
    folded = re.sub(r"[-_ ]", "", written.lower())
    name = _ALSO.get(folded, folded)
    return name if name in _NAMED else _BY_NAME.get(re.sub(r"[- ]", "_", written.lower()))


def _character_name(character: str) -> str | None:
    """Textual's name of a key that writes a character; None when none is written."""
    if character == " ":
        return "space"
    if character.isalnum():
        return character
    if not character.isprintable():
        return None
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _SHORTER_NAMES.get(name, name)


_CHARACTERS: Final[Mapping[str, str]] = {
    name: chr(code)
    for code in range(0x21, 0x7F)
    if not chr(code).isalnum() and (name := _character_name(chr(code)))
}
_BY_NAME: Final[Mapping[str, str]] = {name: name for name in _CHARACTERS} | dict(_SHORTER_NAMES)
