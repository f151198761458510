"""All commands, as far as they are known without loading any of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import click

NAME: Final = "copilot-tui"
"""How the program is called."""


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command before it is loaded.

    Attributes:
        module: of this package; its attribute `command` is the command.
        summary: what the command does, in a few words.
    """

    module: str
    summary: str

    def load(self) -> click.Command:
        """Import the command."""
        module = import_module(f"copilot_tui.command_line.{self.module}")
        command: click.Command = module.command
        return command


COMMANDS: Final[Mapping[str, CommandEntry]] = MappingProxyType(
    {
        "ask": CommandEntry("ask", "ask one question, in scripts and pipes"),
        "serve": CommandEntry("serve", "open the app in web pages"),
        "list": CommandEntry("list", "list the conversations"),
        "show": CommandEntry("show", "print a conversation"),
        "search": CommandEntry("search", "find messages by their words"),
        "export": CommandEntry("export", "write conversations to files"),
        "import": CommandEntry("import_files", "take conversations in, also those of others"),
        "stats": CommandEntry("stats", "show how much was sent and answered"),
        "backup": CommandEntry("backup", "keep a copy of all conversations"),
        "restore": CommandEntry("restore", "put a copy back, or list the copies"),
        "migrate-store": CommandEntry("migrate_store", "copy all to a server or another file"),
        "config": CommandEntry("config", "show the settings in force, or check them"),
        "doctor": CommandEntry("doctor", "say what is wrong around it, and what to do"),
        "keys": CommandEntry("keys", "show what the terminal sends for each key"),
        "docs": CommandEntry("docs", "print a page of the documentation"),
        "completion": CommandEntry("completion", "teach a shell to complete all this"),
    }
)
"""By name, in the order of the help."""
