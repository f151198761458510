"""The table `[keys]` of the configuration, read into a `KeyMap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.commands import COMMANDS_BY_ID, Command, Where
from copilot_tui.config.key_conflicts import conflicts
from copilot_tui.config.key_map import KeyMap, default_keys
from copilot_tui.config.key_names import is_text, key_names, split_keys
from copilot_tui.config.suggestion import did_you_mean
from copilot_tui.config.table import Table, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from copilot_tui.config.lines import KeyPath

NEEDED: Final[Mapping[str, str]] = {
    "app.quit": "quit the app",
    "composer.send": "send a message",
    "list.choose": "choose from a list",
    "list.cancel": "leave a list",
}
"""The commands that must keep a key, because nothing else does what they do."""

_LETTERS_WRITE: Final[Mapping[Where, str]] = {
    Where.ANYWHERE: "is text in the prompt",
    Where.COMPOSER: "is text in the prompt",
    Where.LIST: "is text in the filter of a list",
}
_ALWAYS_EDITS: Final = frozenset({"backspace", "delete", "left", "right", "home", "end"})
_MOVES: Final = frozenset({"enter", "up", "down"})

EDITING_KEYS: Final = frozenset(
    {
        *_ALWAYS_EDITS,
        *_MOVES,
        *(f"ctrl+{letter}" for letter in "acdekuvwxyz"),
        *("pageup", "pagedown", "f6", "f7"),
        *("ctrl+left", "ctrl+right", "ctrl+backspace", "alt+backspace", "alt+delete"),
        *("ctrl+shift+k", "ctrl+shift+left", "ctrl+shift+right"),
        *("shift+left", "shift+right", "shift+up", "shift+down", "shift+home", "shift+end"),
        *("super+backspace", "super+c", "super+x", "super+y", "super+z"),
    }
)
"""What the prompt does something with before the screen is asked (TextArea, Textual 8.2.8)."""


def read_keys(table: Table) -> KeyMap:
    """Read the table, and report all that is wrong in it.

    The id of a command may be quoted or not: `"message.copy" = "y"` and
    `message.copy = "y"` are the same. A value is a key, keys with commas between them, a
    list of keys, or "" for none.
    """
    given: dict[str, tuple[str, ...]] = {}
    places: dict[str, KeyPath] = {}
    for path, value in _leaves(table.values):
        name = ".".join(path)
        if name not in COMMANDS_BY_ID:
            _report(table, path, f"is not a command{did_you_mean(name, COMMANDS_BY_ID)}")
        elif name in places:
            _report(table, path, f"is given twice; see line {_line(table, places[name])}, too")
        else:
            places[name] = path
            command = COMMANDS_BY_ID[name]
            keys = _read(table, path, command, value)
            if keys is not None and keys != default_keys(command):
                given[name] = keys
    key_map = KeyMap(given)
    lines = {name: _line(table, path) for name, path in places.items()}
    for name, sentence in conflicts(key_map, lines):
        _report(table, places[name], sentence)
    return key_map


def _leaves(values: Mapping[str, object], path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _read(table: Table, path: KeyPath, command: Command, value: object) -> tuple[str, ...] | None:
    """The keys of one command, or None after its first problem has been reported."""
    if isinstance(value, str):
        written = split_keys(value) if value else ()
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        written = tuple(value)
    else:
        _report(table, path, f"expected a key or a list of keys, got {shown(value)}")
        return None
    names: list[str] = []
    try:
        for item in written:
            for name in key_names(item):
                _check(command, item, name)
                names.append(name)
    except ValueError as error:
        _report(table, path, str(error))
        return None
    if not names and command.id in NEEDED:
        _report(table, path, f"needs a key: nothing else can {NEEDED[command.id]}")
        return None
    return tuple(dict.fromkeys(names))


def _check(command: Command, written: str, key: str) -> None:
    """Refuse a key that the command could not have where it works.

    Raises:
        ValueError: it could not; the message says why.
    """
    shown_key = written.strip() or "space"
    if command.where in _LETTERS_WRITE and is_text(key):
        raise ValueError(f"{shown_key} {_LETTERS_WRITE[command.where]}")
    if command.where is Where.COMPOSER and key in _ALWAYS_EDITS:
        raise ValueError(f"{shown_key} is needed for writing in the prompt")
    if command.where is Where.ANYWHERE:
        needed = _ALWAYS_EDITS | _MOVES if command.priority else EDITING_KEYS
        if key in needed:
            raise ValueError(f"{shown_key} is needed for writing in the prompt")


def _line(table: Table, path: KeyPath) -> int:
    return table.document.line((*table.keys, *path))


def _report(table: Table, path: KeyPath, message: str) -> None:
    table.document.report((*table.keys, *path), message)
