"""`config.toml`: from bytes on disk to everything that can be set."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from copilot_tui.config.interface import INTERFACE_KEYS, Interface, read_interface
from copilot_tui.config.key_map import KeyMap
from copilot_tui.config.key_table import read_keys
from copilot_tui.config.lines import key_lines
from copilot_tui.config.profiles import BUILT_IN, read_profiles
from copilot_tui.config.table import Document, Table, did_you_mean
from copilot_tui.profile import G4F, Profile

_LINE = re.compile(r":(\d+): ")
_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class FileSettings:
    """What the file says; the built-in settings where it says nothing.

    Attributes:
        profile: name of the chosen profile; always one of `profiles`.
        profiles: by name, the built-in ones first.
        interface: how the interface looks and behaves.
        keys: which keys run which command.
        theme_place: path and line of the theme, for whoever knows which themes there are;
            empty when the file names none.
        problems: everything wrong, one line each, starting with path and line.
    """

    profile: str
    profiles: Mapping[str, Profile]
    interface: Interface = field(default_factory=Interface)
    keys: KeyMap = field(default_factory=KeyMap)
    theme_place: str = ""
    problems: tuple[str, ...] = ()


def read_file(path: Path) -> FileSettings:
    """Read the configuration; a file that is not there is the built-in configuration."""
    try:
        text = text_of(path)
    except ValueError as error:
        return FileSettings(G4F.name, BUILT_IN, problems=(str(error),))
    return read_text(path, text)


def read_text(path: Path, text: str) -> FileSettings:
    """Read the configuration from its text; `path` is only named in problems."""
    try:
        values = values_of(path, text)
    except ValueError as error:
        return FileSettings(G4F.name, BUILT_IN, problems=(str(error),))
    document = Document(path, key_lines(text))
    table = Table(document, values)
    table.refuse_unknown(("profile", "profiles", "keys", *INTERFACE_KEYS))
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
        theme_place=f"{path}:{document.line(('theme',))}" if "theme" in values else "",
        problems=tuple(sorted(document.problems, key=_line_of)),
    )


def text_of(path: Path) -> str:
    """The text of the file; empty when there is none.

    Raises:
        ValueError: it cannot be read; the message starts with its path.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise ValueError(f"{path}: is a folder, where a file is expected") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{path}:{line}: is not UTF-8 text") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror or error}") from None


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


def unknown_profile(name: str, profiles: Mapping[str, Profile]) -> str:
    """Say that no profile has this name, and which is near or which there are."""
    hint = did_you_mean(name, profiles) or f"; there is {', '.join(profiles)}"
    return f'there is no profile "{name}"{hint}'


def _syntax_problem(path: Path, text: str, message: str) -> str:
    match = _POSITION.search(message)
    if match is None:
        return f"{path}: is not valid TOML: {message}"
    line, column = match[1] or str(text.count("\n") + 1), match[2]
    place = f"{line}:{column}" if column else line
    return f"{path}:{place}: is not valid TOML: {message[: match.start()]}"


def _line_of(problem: str) -> int:
    """The line that a problem of a readable file names, behind the path."""
    found = _LINE.search(problem)
    return int(found[1]) if found else 0
