"""The settings of a run one by one, each with where it comes from; never a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from copilot_tui.config.api_key import API_KEY_VARIABLE
from copilot_tui.config.database_in_force import password_in_force, shown_database
from copilot_tui.config.database_setting import DATABASE_KEYS
from copilot_tui.config.file import text_of
from copilot_tui.config.file_text import values_of
from copilot_tui.config.lines import KeyPath, key_lines, line_of
from copilot_tui.config.settings import Flags, Settings, load_settings
from copilot_tui.profile import OFFLINE, Limits, Profile, Timeouts

if TYPE_CHECKING:
    from copilot_tui.paths import Paths

BUILT_IN: Final = "built in"
HIDDEN: Final = "(hidden)"

_KEY_PLACES: Final = {
    "api_key_cmd": "from a command",
    "api_key_keyring": "from the keyring",
    "api_key_env": "from a variable",
}
_OVERRIDDEN: Final = ("url", "provider", "model")
_SECRET_WORDS: Final = ("key", "token", "secret", "password", "auth", "cookie", "credential")


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """One setting.

    Attributes:
        name: its path in the file, such as "profiles.g4f.url".
        value: as JSON has it; what may hold a key is only named.
        source: path and line in the file, the flag or variable, or `BUILT_IN`.
    """

    name: str
    value: object
    source: str


def settings_in_force(
    paths: Paths, environ: Mapping[str, str], flags: Flags
) -> list[SettingInForce]:
    """All settings of a run with these flags: the selected profile, the interface, the keys.

    Raises:
        ConfigError: something is wrong with them.
    """
    settings = load_settings(paths, environ, flags)
    text = text_of(paths.config_file)
    sources = _Sources(paths.config_file, text, environ, flags)
    profile_source = settings.profile_source or sources.of(("profile",))
    return [
        SettingInForce("profile", settings.profile, profile_source),
        *_database(settings, sources, environ),
        *_profile(settings.selected, sources, environ),
        *_interface(settings, sources),
    ]


def _database(
    settings: Settings, sources: _Sources, environ: Mapping[str, str]
) -> Iterator[SettingInForce]:
    database = settings.database
    yield SettingInForce("database", shown_database(database), database.source or BUILT_IN)
    password, source = password_in_force(database, environ)
    if source in DATABASE_KEYS:
        source = sources.of((source,))
    yield SettingInForce("database_password", password, source or BUILT_IN)


class _Sources:
    """Where settings come from."""

    def __init__(self, path: Path, text: str, environ: Mapping[str, str], flags: Flags) -> None:
        self._path = path
        self._values = values_of(path, text) if text else {}
        self._lines = key_lines(text) if text else {}
        self._given = {
            name: f"--{name}" for name in _OVERRIDDEN if getattr(flags, name) is not None
        }
        if flags.profile is None:
            for name in _OVERRIDDEN:
                variable = f"COPILOT_TUI_{name.upper()}"
                if environ.get(variable):
                    self._given.setdefault(name, variable)

    def of(self, path: KeyPath) -> str:
        """The place in the file, or `BUILT_IN`."""
        value: object = self._values
        for key in path:
            if not isinstance(value, dict) or key not in value:
                return BUILT_IN
            value = value[key]
        return f"{self._path}:{line_of(path, self._lines)}"

    def of_profile(self, profile: Profile, name: str, *below: str) -> str:
        """Where a setting of the selected profile comes from."""
        return self._given.get(name) or self.of(("profiles", profile.name, name, *below))


def _profile(
    profile: Profile, sources: _Sources, environ: Mapping[str, str]
) -> Iterator[SettingInForce]:
    prefix = f"profiles.{profile.name}"
    for known in fields(Profile):
        name, value = known.name, getattr(profile, known.name)
        if name == "name" or name in _KEY_PLACES:
            continue
        if isinstance(value, Timeouts | Limits):
            for part in fields(value):
                source = sources.of_profile(profile, name, part.name)
                figure = getattr(value, part.name)
                yield SettingInForce(f"{prefix}.{name}.{part.name}", figure, source)
        elif isinstance(value, Mapping):
            for key, given in value.items():
                source = sources.of_profile(profile, name, key)
                yield SettingInForce(f"{prefix}.{name}.{key}", _parameter(key, given), source)
        elif name == "start_command":
            source = sources.of_profile(profile, name)
            yield SettingInForce(f"{prefix}.{name}", _command(profile.start_command), source)
        else:
            shown = value.value if isinstance(value, StrEnum) else value
            yield SettingInForce(f"{prefix}.{name}", shown, sources.of_profile(profile, name))
    yield _key(profile, sources, environ)


def _key(profile: Profile, sources: _Sources, environ: Mapping[str, str]) -> SettingInForce:
    """Where the key comes from; neither it nor the name of its place is told."""
    name = f"profiles.{profile.name}.api_key"
    for place, words in _KEY_PLACES.items():
        if getattr(profile, place):
            return SettingInForce(name, words, sources.of_profile(profile, place))
    if environ.get(API_KEY_VARIABLE, "").strip() and profile.name != OFFLINE.name:
        return SettingInForce(name, "from a variable", API_KEY_VARIABLE)
    return SettingInForce(name, None, BUILT_IN)


def _command(command: tuple[str, ...]) -> str:
    """The program that starts a server; its arguments may hold a key."""
    if not command:
        return ""
    return command[0] if len(command) == 1 else f"{command[0]} {HIDDEN}"


def _parameter(name: str, value: object) -> object:
    if any(word in name.casefold() for word in _SECRET_WORDS) and isinstance(value, str | tuple):
        return HIDDEN
    return list(value) if isinstance(value, tuple) else value


def _interface(settings: Settings, sources: _Sources) -> Iterator[SettingInForce]:
    for path, value in settings.interface.values.items():
        yield SettingInForce(".".join(path), value, sources.of(path))
    for command in settings.keys.given:
        keys = settings.keys.keys_of(command)
        yield SettingInForce(f"keys.{command}", keys, sources.of(("keys", command)))
