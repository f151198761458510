"""The text of `config.toml`, made into settings, with everything that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from copilot_tui.config.database_setting import DATABASE_KEYS
from copilot_tui.config.database_table import read_database_table
from copilot_tui.config.file import FileSettings
from copilot_tui.config.interface import INTERFACE_KEYS
from copilot_tui.config.interface_table import read_interface
from copilot_tui.config.key_table import read_keys
from copilot_tui.config.lines import key_lines
from copilot_tui.config.profiles import read_profiles
from copilot_tui.config.suggestion import unknown_profile
from copilot_tui.config.table import Document, Table
from copilot_tui.profile import BUILT_IN, G4F

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE = re.compile(r":(\d+): ")
_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_text(path: Path, text: str) -> FileSettings:
    """Read the configuration from its text; `path` is only named in problems."""
    try:
        values = values_of(path, text)
    except ValueError as error:
        return FileSettings(G4F.name, BUILT_IN, problems=(str(error),))
    document = Document(path, key_lines(text))
    table = Table(document, values)
    table.refuse_unknown(("profile", "profiles", "keys", *DATABASE_KEYS, *INTERFACE_KEYS))
    profiles = read_profiles(table.table("profiles"))
    name = table.text("profile", G4F.name)
    if name not in profiles:
        table.report("profile", unknown_profile(name, profiles))
        name = G4F.name
    return FileSettings(
        name,
        MappingProxyType(profiles),
        interface=read_interface(table),
        keys=read_keys(table.table("keys")),
        database=read_database_table(table),
        theme_place=f"{path}:{document.line(('theme',))}" if "theme" in values else "",
        problems=by_line(document.problems),
    )


def values_of(path: Path, text: str) -> dict[str, object]:
    """What the text of the file says, unchecked.

    Raises:
        ValueError: it is not TOML; the message starts with its path and the line.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(f"{path}: has lists or tables inside each other too many times") from None
    except ValueError as error:
        # The type of a syntax error, and that of a number too long for int().
        raise ValueError(_syntax_problem(path, text, str(error))) from None


def _syntax_problem(path: Path, text: str, message: str) -> str:
    match = _POSITION.search(message)
    if match is None:
        return f"{path}: is not valid TOML: {message}"
    line, column = match[1] or str(text.count("\n") + 1), match[2]
    place = f"{line}:{column}" if column else line
    return f"{path}:{place}: is not valid TOML: {message[: match.start()]}"


def by_line(problems: Iterable[str]) -> tuple[str, ...]:
    """Problems of a readable file in the order of the lines that they name."""
    return tuple(sorted(problems, key=_line_of))


def _line_of(problem: str) -> int:
    """The line that a problem of a readable file names, behind the path."""
    found = _LINE.search(problem)
    return int(found[1]) if found else 0
