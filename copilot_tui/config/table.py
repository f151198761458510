"""Reading a TOML table key by key, where every problem is noted and none is raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from copilot_tui.config.lines import KeyPath, line_of
from copilot_tui.config.suggestion import did_you_mean
from copilot_tui.text import clean, elide, one_line

_Choice = TypeVar("_Choice", bound=StrEnum)
_Default = TypeVar("_Default")

_LARGEST = 1e15

_MAY_HOLD_A_KEY = frozenset(
    (
        "api_key_env",
        "api_key_cmd",
        "api_key_keyring",
        "start_command",
        "parameters",
        "database",
        "database_password_cmd",
        "database_password_keyring",
    )
)
"""Settings of which a problem never repeats what stands there."""


@dataclass(frozen=True, slots=True)
class Document:
    """The file that the tables come from, and everything found wrong in it.

    Attributes:
        path: shown in front of every problem.
        lines: where each key stands; see `lines.key_lines`.
        problems: one line each, by the lines of the file.
    """

    path: Path
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def report(self, keys: KeyPath, message: str) -> None:
        """Note a problem with the value at `keys`."""
        name = one_line(".".join(f'"{key}"' if "." in key else key for key in keys))
        self.problems.append(f"{self.path}:{self.line(keys)}: {name}: {message}")

    def line(self, keys: KeyPath) -> int:
        """The line on which `keys`, or what is around it, stands."""
        return line_of(keys, self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document.

    Each reader returns the value under `key`, or `default` when it is absent or, after
    the problem has been noted, when it is not of the right kind.
    """

    document: Document
    values: Mapping[str, object]
    keys: KeyPath = ()

    def text(self, key: str, default: str) -> str:
        """A string, made safe to show."""
        value = self.values.get(key, default)
        if isinstance(value, str):
            return clean(value)
        return self.wrong(key, "a string", default)

    def checked_text(self, key: str, default: str, check: Callable[[str], str]) -> str:
        """A string that `check` accepts and may rewrite; it raises ValueError otherwise."""
        if key not in self.values:
            return default
        value = self.values[key]
        if not isinstance(value, str):
            return self.wrong(key, "a string", default)
        try:
            return check(value)
        except ValueError as error:
            self.report(key, str(error))
            return default

    def choice(self, key: str, default: _Choice) -> _Choice:
        """A string that is one of the values of the default's enum."""
        kind = type(default)
        value = self.values.get(key, default)
        if isinstance(value, str) and value in [member.value for member in kind]:
            return kind(value)
        return self.wrong(key, " or ".join(f'"{member}"' for member in kind), default)

    def switch(self, key: str, default: bool | None) -> bool | None:
        """True or false."""
        value = self.values.get(key, default)
        if value is None or isinstance(value, bool):
            return value
        return self.wrong(key, "true or false", default)

    def count(self, key: str, default: int | None) -> int | None:
        """A whole number above zero."""
        value = self.values.get(key, default)
        if value is None or (_is_number(value) and isinstance(value, int) and value > 0):
            return value
        return self.wrong(key, "a whole number above 0", default)

    def at_least(self, key: str, default: int, smallest: int) -> int:
        """A whole number of at least `smallest`."""
        value = self.values.get(key, default)
        if _is_number(value) and isinstance(value, int) and value >= smallest:
            return value
        return self.wrong(key, f"a whole number of at least {smallest:,}", default)

    def seconds(self, key: str, default: float) -> float:
        """A number above zero."""
        value = self.values.get(key, default)
        if isinstance(value, int | float) and _is_number(value) and value > 0:
            return float(value)
        return self.wrong(key, "a number of seconds above 0", default)

    def strings(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of strings."""
        value = self.values.get(key, default)
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self.wrong(key, "a list of strings", default)

    def table(self, key: str) -> Table:
        """The table under `key`; an empty one when it is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            value = self.wrong(key, "a table", {})
        return Table(self.document, value, (*self.keys, key))

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Note every key that is not in `known`, with the nearest one that is."""
        names = list(known)
        for key in self.values:
            if key not in names:
                self.report(key, f"is not a setting{did_you_mean(key, names)}")

    def report(self, key: str, message: str) -> None:
        """Note a problem with the value under `key`."""
        self.document.report((*self.keys, key), message)

    def wrong(self, key: str, expected: str, default: _Default) -> _Default:
        """Note that the value under `key` is not what was expected, and return `default`."""
        value = self.values[key]
        got = kind_of(value) if key in _MAY_HOLD_A_KEY else shown(value)
        self.report(key, f"expected {expected}, got {got}")
        return default


def shown(value: object) -> str:
    """A value as it would stand in the file, short and safe to print."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{elide(one_line(value), 60)}"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return elide(one_line(str(value)), 60)


def kind_of(value: object) -> str:
    """What a value is, without what it says."""
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int | float | dict | list):
        return "a number" if _is_number(value) else shown(value)
    return "a date or time"


def _is_number(value: object) -> bool:
    """Neither a truth value, nor infinite, nor so large that it cannot be a float."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST
