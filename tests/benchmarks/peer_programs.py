"""The other chat programs: where they come from, and how each is told of the server."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.program import ENTER, Program

if TYPE_CHECKING:
    from collections.abc import Callable

INSTALL_SECONDS, PREPARE_SECONDS = 900.0, 120.0

_MODEL, _KEY = "gpt-4", "none"
_CTRL_J = "\n"
_VARIABLES = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
"""Without it litellm, which two of them use, first asks the internet for a list of prices."""


class PeerUnusable(Exception):
    """A peer cannot be installed or set up; its text is the reason, without a full stop."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a peer is to run.

    Attributes:
        command: its executable.
        home: its home folder, still empty.
        url: the base URL of the server, ending in /v1.
    """

    command: Path
    home: Path
    url: str

    def write(self, file: str, text: str) -> None:
        """Put a file into the home folder."""
        path = self.home / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that does the same work as ours.

    Attributes:
        package: its name in the package registry.
        version: the one whose settings `set_up` knows how to write.
        command: its console script.
        prompt: what stands at its prompt, in one stretch of one style.
        submit: the key that sends what was typed.
        set_up: writes its settings, so that it talks to the server without further questions.
    """

    package: str
    version: str
    command: str
    prompt: str
    submit: str
    set_up: Callable[[Setting], None]

    def installed(self) -> Path:
        """Its executable, in a virtual environment of its own that is made when there is none.

        Raises:
            PeerUnusable: it cannot be installed.
        """
        folder = _folder(f"{self.package}-{self.version}")
        complete = folder / "complete"
        if not complete.exists():
            python = folder / "bin/python"
            _run("uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
            # Compiled at once, or the first start would take the time of it.
            options = ("--quiet", "--compile-bytecode", "--python", str(python))
            _run("uv", "pip", "install", *options, f"{self.package}=={self.version}")
            complete.touch()
        return folder / "bin" / self.command

    def start(self, command: Path, url: str, home: Path) -> Program:
        """Start it in a new home folder.

        Raises:
            PeerUnusable: it cannot be set up.
        """
        self.set_up(Setting(command, home, url))
        return Program(str(command), home=home, environment=_VARIABLES)


def _folder(name: str) -> Path:
    folder = Path(tempfile.gettempdir())
    for part in ("copilot-tui-benchmarks", "peers"):
        folder /= part
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder / name


def _run(
    *command: str,
    seconds: float = INSTALL_SECONDS,
    environment: dict[str, str] | None = None,
) -> None:
    """Run a command to its end.

    Raises:
        PeerUnusable: it failed.
    """
    name = " ".join((Path(command[0]).name, command[1]))
    if shutil.which(command[0]) is None:
        raise PeerUnusable(f"there is no {command[0]} to run")
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=seconds, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise PeerUnusable(f"{name} took longer than {seconds:.0f} s") from error
    except subprocess.CalledProcessError as error:
        said = textwrap.shorten(str(error.stderr), 200, placeholder=" …")
        raise PeerUnusable(f"{name} failed: {said or error.returncode}") from error


def _set_up_elia(setting: Setting) -> None:
    setting.write(
        ".config/elia/config.toml",
        f'default_model = "{_MODEL}"\n\n[[models]]\nid = "{_MODEL}"\nname = "openai/{_MODEL}"\n'
        f'api_base = "{setting.url}"\napi_key = "{_KEY}"\n',
    )


def _set_up_oterm(setting: Setting) -> None:
    """Without its splash screen, and with the one chat that it needs to show a prompt.

    Raises:
        PeerUnusable: its store cannot be made, or takes no chat.
    """
    folder = ".local/share/oterm"
    server = {"base_url": setting.url, "api_key": _KEY}
    settings = {"splash-screen": False, "openaiCompatible": {"local": server}}
    setting.write(f"{folder}/config.json", json.dumps(settings))
    environment = {"HOME": str(setting.home), "PATH": os.environ["PATH"]}
    _run(str(setting.command), "--upgrade", seconds=PREPARE_SECONDS, environment=environment)
    try:
        with closing(sqlite3.connect(setting.home / folder / "store.db")) as store, store:
            store.execute(
                "INSERT INTO chat (name, model, provider) VALUES (?, ?, ?)",
                ("chat", _MODEL, "openai-compat/local"),
            )
    except sqlite3.Error as error:
        raise PeerUnusable(f"no chat can be put into its store: {error}") from error


def _set_up_parllama(setting: Setting) -> None:
    """On its chat, with the model chosen, and without looking for an Ollama."""
    provider = "OpenAI"
    settings = {
        "schema_version": 2,
        "starting_tab": "Chat",
        "use_last_tab_on_startup": False,
        "last_llm_config": {"provider": provider, "model_name": _MODEL},
        "provider": {
            "provider_api_keys": {provider: _KEY},
            "provider_base_urls": {provider: setting.url},
        },
        "ollama": {"load_local_models_on_startup": False, "ollama_ps_poll_interval": 0},
        "ui": {"show_first_run": False},
    }
    setting.write(".local/share/parllama/settings.json", json.dumps(settings))
    setting.write(".cache/parllama/provider_models.json", json.dumps({provider: [_MODEL]}))


PEERS = (
    Peer("elia-chat", "1.10.0", "elia", "essage...", _CTRL_J, _set_up_elia),
    Peer("oterm", "0.26.1", "oterm", "❯", ENTER, _set_up_oterm),
    Peer("parllama", "0.10.1", "parllama", "ype a message", ENTER, _set_up_parllama),
)
