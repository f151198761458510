"""The two ways of starting a server: a foreign command under guard, and the embedded model."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.errors import ServerStartError
from copilot_tui.servers.http_status import http_status
from copilot_tui.servers.offline import TOKEN_VARIABLE
from copilot_tui.servers.ports import PORT_PLACEHOLDER, Place, with_port
from copilot_tui.servers.process import Launch
from copilot_tui.text import one_line, slug

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping, Set

    from copilot_tui.profile import Profile

OFFLINE_NAME = "SmolLM2"
INSTALL_G4F = 'Install it with: pipx install "g4f[api]"'

G4F_KEY_VARIABLE = "G4F_API_KEY"
"""Where g4f 7.9.6 takes the key that it asks for (`AppConfig.load_from_env`).

Its flag `--g4f-api-key` says the same where every user of the machine can read it. With the
package `cryptography` beside it, g4f refuses any other key; without it, only a request that
brings none. Its list of models needs none in either case.
"""

_POLL_SECONDS = 0.1

# -P: a file in the current folder must not pass for a module of ours.
_PYTHON = (sys.executable, "-P", "-m")


@dataclass(frozen=True, slots=True)
class OfflineLaunch:
    """How to start the embedded model, and the key that it will ask for."""

    launch: Launch
    token: str = field(repr=False)


def find_program(name: str, environ: Mapping[str, str]) -> str | None:
    """Where a program is: on PATH, or beside our own Python, as in one virtual environment."""
    beside = str(Path(sys.executable).parent)
    return shutil.which(name, path=environ.get("PATH")) or shutil.which(name, path=beside)


def is_movable(profile: Profile) -> bool:
    """Whether the profile's command can be told a port."""
    return any(PORT_PLACEHOLDER in argument for argument in profile.start_command)


def asks_for_key(profile: Profile) -> bool:
    """Whether the profile's command is one that can be told which key to ask for."""
    return Path(profile.start_command[0]).stem == "g4f" if profile.start_command else False


def inherited(environ: Mapping[str, str], keys: Set[str]) -> dict[str, str]:
    """What a child inherits: everything but these variables, which hold keys of others."""
    return {name: value for name, value in environ.items() if name not in keys}


def guarded(
    profile: Profile, place: Place, logs: Path, environ: Mapping[str, str], token: str = ""
) -> Launch:
    """How to start a profile's server.

    Args:
        profile: says how.
        place: where it is to listen.
        logs: folder for what it prints.
        environ: what it inherits.
        token: the key that it is to ask for, if it `asks_for_key`; empty for none.

    Raises:
        ServerStartError: the program is not installed.
    """
    program, *arguments = profile.start_command
    found = find_program(program, environ)
    if found is None:
        todo = INSTALL_G4F if program == "g4f" else "Correct start_command, or install it."
        raise ServerStartError(f"The program {program} is not installed here.", todo)
    log = logs / f"{slug(profile.name)}.log"
    command = (found, *with_port(arguments, place.port))
    return Launch(
        name=profile.name,
        command=(*_PYTHON, "copilot_tui.servers.guard", str(log), "--", *command),
        environment={
            **environ,
            "PYTHONUNBUFFERED": "1",
            **({G4F_KEY_VARIABLE: token} if token else {}),
        },
        log=log,
        ready=_Answering(place.url),
    )


def embedded(logs: Path, environ: Mapping[str, str]) -> OfflineLaunch:
    """How to start the embedded model, with a new key each time."""
    token = secrets.token_urlsafe(32)
    launch = Launch(
        name=OFFLINE_NAME,
        command=(*_PYTHON, "copilot_tui.servers.offline"),
        environment={**environ, TOKEN_VARIABLE: token},
        log=logs / "offline.log",
        ready=announced,
    )
    return OfflineLaunch(launch, token)


async def announced(process: Process) -> str:
    """Wait for the line of JSON in which the embedded model says where it is.

    Returns:
        Its base URL; empty when it ended without a word.

    Raises:
        ServerStartError: it says why it cannot serve.
    """
    output = process.stdout
    line = await output.readline() if output else b""
    if not line:
        return ""
    try:
        message = json.loads(line)
        return str(message["url"])
    except (ValueError, TypeError):
        error = "it did not say where it listens"
    except KeyError:
        error = one_line(str(message.get("error")))
    raise ServerStartError(f"{OFFLINE_NAME} cannot be used: {error.removesuffix('.')}.")


@dataclass(frozen=True, slots=True)
class _Answering:
    """Waits until any HTTP answer comes from the models of a server."""

    url: str

    async def __call__(self, process: Process) -> str:
        while process.returncode is None:
            if await http_status(f"{self.url}/models") is not None:
                return self.url
            await asyncio.sleep(_POLL_SECONDS)
        return ""
