"""`copilot-tui keys`: what the terminal sends for each key, and which command has which keys."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from copilot_tui.command_parser import CommandParser
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.config import KeyMap


def run(arguments: Sequence[str]) -> int:
    """Print what the terminal sends for each key until the user ends it, or list all commands.

    Args:
        arguments: what follows the word `keys`.

    Returns:
        The exit status: 0, or 2 for a wrong flag or without a terminal.
    """
    options = _parser().parse_args(arguments)
    from copilot_tui.cli import USAGE_ERROR, complain
    from copilot_tui.config import Flags, KeyMap, load_settings
    from copilot_tui.paths import Paths

    try:
        keys = load_settings(Paths.default(), os.environ, Flags()).key_map
    except ConfigError as error:
        # What the terminal sends is asked most when the key map does not work.
        complain(error, USAGE_ERROR)
        keys = KeyMap()
    if options.list:
        return _list(keys)
    if not sys.stdin.isatty():
        print("copilot-tui keys: this needs a terminal to read keys from.", file=sys.stderr)
        return USAGE_ERROR
    from copilot_tui.ui.key_names import show_keys_of_terminal

    return show_keys_of_terminal(keys)


def _parser() -> CommandParser:
    flags = CommandParser(
        prog="copilot-tui keys",
        description="Show what the terminal sends for each key, and what the key does.",
    )
    flags.add_argument("--list", action="store_true", help="print every command's id and its keys")
    return flags


def _list(keys: KeyMap) -> int:
    """Print the id of every command with its keys."""
    from copilot_tui.commands import COMMANDS

    try:
        for command in COMMANDS:
            print(f"{command.id:<26} {keys.keys_of(command):<22} {command.title}")
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would write the rest once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
