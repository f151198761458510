"""`config.toml`: from bytes on disk to the profiles and the chosen one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from copilot_tui.config.lines import key_lines
from copilot_tui.config.profiles import BUILT_IN, read_profiles
from copilot_tui.config.table import Document, Table, did_you_mean
from copilot_tui.profile import G4F, Profile

_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class FileSettings:
    """What the file says; the built-in settings where it says nothing.

    Attributes:
        profile: name of the chosen profile; always one of `profiles`.
        profiles: by name, the built-in ones first.
        problems: everything wrong, one line each, starting with path and line.
    """

    profile: str
    profiles: Mapping[str, Profile]
    problems: tuple[str, ...] = ()


def read_file(path: Path) -> FileSettings:
    """Read the configuration; a file that is not there is the built-in configuration."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return FileSettings(G4F.name, BUILT_IN)
    except IsADirectoryError:
        return _unusable(f"{path}: is a folder, where a file is expected")
    except OSError as error:
        return _unusable(f"{path}: cannot be read: {error.strerror or error}")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return _unusable(f"{path}:{line}: is not UTF-8 text")
    return read_text(path, text)


def read_text(path: Path, text: str) -> FileSettings:
    """Read the configuration from its text; `path` is only named in problems."""
    try:
        values = tomllib.loads(text)
    except RecursionError:
        return _unusable(f"{path}: has lists or tables inside each other too many times")
    except ValueError as error:
        # The type of a syntax error, and that of a number too long for int().
        return _unusable(_syntax_problem(path, text, str(error)))
    document = Document(path, key_lines(text))
    table = Table(document, values)
    table.refuse_unknown(("profile", "profiles"))
    profiles = read_profiles(table.table("profiles"))
    name = table.text("profile", G4F.name)
    if name not in profiles:
        table.report("profile", unknown_profile(name, profiles))
        name = G4F.name
    return FileSettings(name, MappingProxyType(profiles), tuple(document.problems))


def unknown_profile(name: str, profiles: Mapping[str, Profile]) -> str:
    """Say that no profile has this name, and which is near or which there are."""
    hint = did_you_mean(name, profiles) or f"; there is {', '.join(profiles)}"
    return f'there is no profile "{name}"{hint}'


def _unusable(problem: str) -> FileSettings:
    return FileSettings(G4F.name, BUILT_IN, (problem,))


def _syntax_problem(path: Path, text: str, message: str) -> str:
    match = _POSITION.search(message)
    if match is None:
        return f"{path}: is not valid TOML: {message}"
    line, column = match[1] or str(text.count("\n") + 1), match[2]
    place = f"{line}:{column}" if column else line
    return f"{path}:{place}: is not valid TOML: {message[: match.start()]}"
