"""The settings of one run: flags before environment before file before built-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from copilot_tui.config.address import base_url
from copilot_tui.config.file import FileSettings, read_file, unknown_profile
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths
from copilot_tui.profile import G4F, OFFLINE, Profile
from copilot_tui.text import clean, one_line

_FLAG_NAMES = {name: f"--{name}" for name in ("url", "provider", "model", "profile")}
_VARIABLE_NAMES = {name: f"COPILOT_TUI_{name.upper()}" for name in _FLAG_NAMES}


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says; None where it says nothing, "" where it says empty."""

    url: str | None = None
    provider: str | None = None
    model: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the app works with.

    Attributes:
        profile: name of the selected profile; always one of `profiles`.
        profiles: by name, with what flags and environment changed in the selected one.
    """

    profile: str
    profiles: Mapping[str, Profile]

    @property
    def selected(self) -> Profile:
        """The profile that new conversations use."""
        return self.profiles[self.profile]


def load_settings(paths: Paths, environ: Mapping[str, str], flags: Flags) -> Settings:
    """Build the settings of this run.

    The environment is `COPILOT_TUI_URL`, `_PROVIDER`, `_MODEL` and `_PROFILE`; an empty
    variable counts as unset. A profile named by a flag is taken as it is configured: the
    environment's other variables belong to the profile it selects itself. An address
    given to the built-in model, which has none, selects g4f instead, unless flag or
    environment name both.

    Raises:
        ConfigError: something is wrong; `detail` lists every problem on a line of its own,
            starting with `path:line`, the variable or the flag.
    """
    file = read_file(paths.config_file)
    problems = list(file.problems)
    settings = Settings(file.profile, file.profiles)
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
        raise _config_error(problems, file, paths)
    return settings


def _override(
    settings: Settings, given: Flags, names: Mapping[str, str], problems: list[str]
) -> Settings:
    name = settings.profile
    if given.profile is not None:
        if given.profile in settings.profiles:
            name = given.profile
        else:
            problem = unknown_profile(clean(given.profile), settings.profiles)
            problems.append(f"{names['profile']}: {problem}")
    if given.url is not None and name == OFFLINE.name:
        if given.profile is not None:
            problems.append(f"{names['url']}: the profile offline has no address to change")
        name = G4F.name
    profile = settings.profiles[name]
    if given.url is not None:
        profile = _at_address(profile, given.url, names["url"], problems)
    if given.provider is not None:
        profile = replace(profile, provider=one_line(given.provider))
    if given.model is not None:
        profile = replace(profile, model=one_line(given.model))
    return Settings(name, MappingProxyType({**settings.profiles, name: profile}))


def _at_address(profile: Profile, url: str, source: str, problems: list[str]) -> Profile:
    """The profile at another address, where its command would start another server."""
    try:
        return replace(profile, url=base_url(url), start_command=())
    except ValueError as error:
        problems.append(f"{source}: {error}")
        return profile


def _config_error(problems: list[str], file: FileSettings, paths: Paths) -> ConfigError:
    count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    where = f"Correct {paths.config_file}" if file.problems else "Correct it"
    return ConfigError(
        f"The configuration has {count}.", f"{where} and start again.", detail="\n".join(problems)
    )
