"""The key that a server asks for. It is read when needed and kept out of every repr."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from copilot_tui.errors import ConfigError
from copilot_tui.profile import OFFLINE, Profile

API_KEY_VARIABLE = "COPILOT_TUI_API_KEY"
"""Where the key of a profile is looked for that names no place itself."""

_COMMAND_SECONDS = 10.0


def api_key(
    profile: Profile, environ: Mapping[str, str], *, time_limit: float = _COMMAND_SECONDS
) -> str | None:
    """Read the profile's key, which may run a command and block until it ends.

    Args:
        profile: whose server asks.
        environ: where `api_key_env` is looked up, and the command's environment.
        time_limit: seconds that `api_key_cmd` may take.

    Returns:
        The key, or None when the profile names no key and `COPILOT_TUI_API_KEY` is unset.

    Raises:
        ConfigError: a key is named but cannot be had; no part of any key is in it.
    """
    if profile.name == OFFLINE.name:
        return None
    if profile.api_key_cmd:
        return _checked(profile, _run(profile, environ, time_limit), "api_key_cmd")
    variable = profile.api_key_env or API_KEY_VARIABLE
    value = environ.get(variable, "").strip()
    if value:
        return _checked(profile, value, variable)
    if not profile.api_key_env:
        return None
    raise ConfigError(
        f"The key of the profile {profile.name} is missing: {variable} is not set.",
        f"Set it before starting: export {variable}=…",
    )


def _run(profile: Profile, environ: Mapping[str, str], time_limit: float) -> str:
    todo = f"Try it in a shell: {profile.api_key_cmd}"
    try:
        done = subprocess.run(
            profile.api_key_cmd,
            shell=True,
            check=True,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            timeout=time_limit,
        )
    except subprocess.TimeoutExpired:
        problem = f"took longer than {time_limit:g} seconds"
    except subprocess.CalledProcessError as error:
        problem = f"ended with code {error.returncode}"
    except OSError as error:
        problem = f"could not be run: {error.strerror or 'unknown reason'}"
    else:
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        if lines and lines[0].strip():
            return lines[0].strip()
        problem = "printed no key on its first line"
    raise ConfigError(f"The api_key_cmd of the profile {profile.name} {problem}.", todo)


def _checked(profile: Profile, key: str, source: str) -> str:
    if key.isascii() and key.isprintable() and " " not in key:
        return key
    raise ConfigError(
        f"The key of the profile {profile.name} holds characters that no key can hold.",
        f"Correct {source}.",
    )
