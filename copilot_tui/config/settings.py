"""The settings of one run: flags before environment before file before built-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from copilot_tui.config.address import base_url
from copilot_tui.config.database_setting import DatabaseSetting, chosen_database
from copilot_tui.config.file import read_file
from copilot_tui.config.interface import Interface
from copilot_tui.config.key_map import KeyMap
from copilot_tui.config.origin import same_origin
from copilot_tui.config.suggestion import unknown_profile
from copilot_tui.errors import ConfigError
from copilot_tui.profile import G4F, OFFLINE, Profile
from copilot_tui.text import clean, one_line

if TYPE_CHECKING:
    from copilot_tui.config.file import FileSettings
    from copilot_tui.paths import Paths

_FLAG_NAMES = {name: f"--{name}" for name in ("url", "provider", "model", "profile")}
_VARIABLE_NAMES = {name: f"COPILOT_TUI_{name.upper()}" for name in _FLAG_NAMES}


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says; None where it says nothing, "" where it says empty."""

    url: str | None = None
    provider: str | None = None
    model: str | None = None
    profile: str | None = None
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the app works with.

    Attributes:
        profile: name of the selected profile; always one of `profiles`.
        profiles: by name, with what flags and environment changed in the selected one.
        interface: how the interface looks and behaves.
        database: where the conversations are kept.
        keys: which keys run which command, before `enter_sends`; see `key_map`.
        default_profile: the profile that the file selects.
        profile_source: the flag or variable that selected another one than the file; empty
            when none did.
        theme_place: path and line of the theme in the file; empty when it names none.
    """

    profile: str
    profiles: Mapping[str, Profile]
    interface: Interface = field(default_factory=Interface)
    keys: KeyMap = field(default_factory=KeyMap)
    database: DatabaseSetting = field(default_factory=DatabaseSetting)
    default_profile: str = G4F.name
    profile_source: str = ""
    theme_place: str = ""

    @property
    def selected(self) -> Profile:
        """The profile that new conversations use."""
        return self.profiles[self.profile]

    @property
    def key_map(self) -> KeyMap:
        """Which keys run which command."""
        return self.keys.with_enter(sends=self.interface.enter_sends)


def load_settings(
    paths: Paths,
    environ: Mapping[str, str],
    flags: Flags,
    check: Callable[[Settings], None] | None = None,
) -> Settings:
    """Build the settings of this run.

    The environment is `COPILOT_TUI_URL`, `_PROVIDER`, `_MODEL`, `_PROFILE` and
    `_DATABASE`; an empty variable counts as unset. A profile named by a flag is taken as it
    is configured: the environment's variables about servers belong to the profile it
    selects itself. An address given to the built-in model, which has none, selects g4f
    instead, unless flag or environment name both.

    Args:
        paths: where the file is.
        environ: of the process.
        flags: what the command line says.
        check: looks at what the file says where others know more, such as which themes there
            are, and raises ConfigError.

    Raises:
        ConfigError: something is wrong; `detail` lists every problem on a line of its own,
            starting with `path:line`, the variable or the flag.
    """
    file = read_file(paths.config_file)
    of_database: list[str] = []
    settings = Settings(
        file.profile,
        file.profiles,
        interface=file.interface,
        keys=file.keys,
        database=chosen_database(file.database, environ, flags.database, of_database),
        default_profile=file.profile,
        theme_place=file.theme_place,
    )
    refusal = None if check is None else _refusal(check, settings)
    problems = list(file.problems if refusal is None else _with_refusal(file, refusal))
    problems += of_database
    if flags.profile is None:
        environment = Flags(
            **{name: environ.get(variable) or None for name, variable in _VARIABLE_NAMES.items()}
        )
        settings = _override(settings, environment, _VARIABLE_NAMES, problems)
    elif flags.profile not in file.profiles and file.problems:
        # The profile may stand in the part of the file that could not be read.
        flags = replace(flags, profile=None)
    settings = _override(settings, flags, _FLAG_NAMES, problems)
    if problems:
        todo = "" if refusal is None else refusal.todo
        raise config_error(problems, paths, is_of_file=bool(file.problems), todo=todo)
    return settings


def _refusal(check: Callable[[Settings], None], settings: Settings) -> ConfigError | None:
    try:
        check(settings)
    except ConfigError as error:
        return error
    return None


def _with_refusal(file: FileSettings, refusal: ConfigError) -> tuple[str, ...]:
    from copilot_tui.config.file_text import by_line

    return by_line([*file.problems, *refusal.detail.splitlines()])


def _override(
    settings: Settings, given: Flags, names: Mapping[str, str], problems: list[str]
) -> Settings:
    name, source = settings.profile, settings.profile_source
    if given.profile is not None:
        if given.profile in settings.profiles:
            name, source = given.profile, names["profile"]
        else:
            problem = unknown_profile(clean(given.profile), settings.profiles)
            problems.append(f"{names['profile']}: {problem}")
    if given.url is not None and name == OFFLINE.name:
        if given.profile is not None:
            problems.append(f"{names['url']}: the profile offline has no address to change")
        name, source = G4F.name, names["url"]
    profile = settings.profiles[name]
    if given.url is not None:
        profile = _at_address(profile, given.url, names["url"], problems)
    if given.provider is not None:
        profile = replace(profile, provider=one_line(given.provider))
    if given.model is not None:
        profile = replace(profile, model=one_line(given.model))
    return replace(
        settings,
        profile=name,
        profiles=MappingProxyType({**settings.profiles, name: profile}),
        profile_source=source,
    )


def _at_address(profile: Profile, url: str, source: str, problems: list[str]) -> Profile:
    """The profile at another address, where its command would start another server.

    The key that the file names belongs to the server that it names: another one is only
    sent `COPILOT_TUI_API_KEY`.
    """
    try:
        address = base_url(url)
    except ValueError as error:
        problems.append(f"{source}: {error}")
        return profile
    moved = replace(profile, url=address, start_command=())
    if same_origin(profile.url, address):
        return moved
    return replace(moved, api_key_env="", api_key_cmd="", api_key_keyring="")


def config_error(
    problems: list[str], paths: Paths, *, is_of_file: bool, todo: str = ""
) -> ConfigError:
    """What is wrong with the configuration, all of it.

    Args:
        problems: a line each.
        paths: where the file is.
        is_of_file: whether some are in the file.
        todo: what to do, where that is more than to correct it.
    """
    count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    where = f"Correct {paths.config_file}" if is_of_file else "Correct it"
    return ConfigError(
        f"The configuration has {count}.",
        todo or f"{where} and start again.",
        detail="\n".join(problems),
    )
