"""`config.toml`: from bytes on disk to everything that can be set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.config.interface import Interface
from copilot_tui.config.key_map import KeyMap
from copilot_tui.profile import BUILT_IN, G4F, Profile


@dataclass(frozen=True, slots=True)
class FileSettings:
    """What the file says; the built-in settings where it says nothing.

    Attributes:
        profile: name of the chosen profile; always one of `profiles`.
        profiles: by name, the built-in ones first.
        interface: how the interface looks and behaves.
        keys: which keys run which command.
        database: where the conversations are.
        theme_place: path and line of the theme, for whoever knows which themes there are;
            empty when the file names none.
        problems: everything wrong, one line each, starting with path and line.
    """

    profile: str
    profiles: Mapping[str, Profile]
    interface: Interface = field(default_factory=Interface)
    keys: KeyMap = field(default_factory=KeyMap)
    database: DatabaseSetting = field(default_factory=DatabaseSetting)
    theme_place: str = ""
    problems: tuple[str, ...] = ()


def read_file(path: Path) -> FileSettings:
    """Read the configuration; a file that is not there is the built-in configuration."""
    try:
        text = text_of(path)
    except ValueError as error:
        return FileSettings(G4F.name, BUILT_IN, problems=(str(error),))
    if not text:
        return FileSettings(G4F.name, BUILT_IN)
    # Most have no file, and reading one takes 6 ms of imports.
    from copilot_tui.config.file_text import read_text

    return read_text(path, text)


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
