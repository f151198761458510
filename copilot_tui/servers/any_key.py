"""Finding out whether a server that was told a key takes any other as well."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

from copilot_tui.servers.http_status import http_status

ANSWER_SECONDS = 5.0
"""How long the server may take for its list of models."""

_LOOK = "import importlib.util; print(importlib.util.find_spec('cryptography'))"

INTERPRETER_SECONDS = 3.0
"""How long the Python of g4f may take to say what it has."""

INSTALL = "Install the package cryptography beside it, such as: pipx inject g4f cryptography"
NOTICE = (
    "The g4f that was started takes any key, so other programs on this machine and web pages in "
    f"your browser can use it as well. {INSTALL}"
)


async def takes_any_key(url: str) -> bool:
    """Whether a server lists its models for a key that is certainly wrong.

    g4f 7.9.6 refuses such a key for whatever it is asked, or with no `cryptography` beside it
    for nothing. False when it does not answer in time.

    Args:
        url: its base URL, on this machine.
    """
    wrong = secrets.token_urlsafe(32)
    status = await http_status(f"{url}/models", key=wrong, time_limit=ANSWER_SECONDS)
    return status is not None and 200 <= status < 300


def would_take_any_key(program: str) -> bool:
    """Whether the Python that runs an installed g4f has no `cryptography`.

    False when that Python is not named by the first line of the program, or does not answer.

    Args:
        program: the path of its command.
    """
    try:
        with Path(program).open("rb") as file:
            mark, _, interpreter = file.readline(1000).decode("utf-8").strip().partition("#!")
        python = Path(interpreter)
        if mark or not python.is_absolute() or not python.name.startswith("python"):
            return False
        asked = subprocess.run(
            [interpreter, "-c", _LOOK],
            capture_output=True,
            timeout=INTERPRETER_SECONDS,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return asked.stdout.strip() == b"None"
