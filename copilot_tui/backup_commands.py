"""`copilot-tui backup` and `copilot-tui restore`."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.command_parser import CommandParser
from copilot_tui.errors import StoreError
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.paths import Paths

_BACKUP_EXAMPLES = """\
examples:
  copilot-tui backup                      into the folder of the daily copies
  copilot-tui backup ~/conversations.db   into this file
  copilot-tui backup /media/usb           into this folder

It can be made while the program runs. One copy a day is made anyway; the last seven are
kept. Exit status: 0, 1 when no copy could be made, 2 for a wrong word.
"""
_RESTORE_EXAMPLES = """\
examples:
  copilot-tui restore                         list the copies there are
  copilot-tui restore ~/conversations.db      put this one back

The conversations of now are kept first, under the name that is told; restore that file to
undo it. Exit status: 0, 1 when nothing was changed, 2 for a wrong word.
"""


def backup(arguments: Sequence[str]) -> int:
    """Copy the conversations; the exit status is 0, or 1 if there is no copy now."""
    options = _parser(
        "backup",
        "Keep a copy of all conversations.",
        _BACKUP_EXAMPLES,
        "the copy, which must not exist, or a folder for it",
    ).parse_args(arguments)
    from copilot_tui.cli import complain
    from copilot_tui.paths import Paths

    try:
        _back_up(Paths.default(), options.file)
    except StoreError as error:
        return complain(error, 1)
    return 0


def restore(arguments: Sequence[str]) -> int:
    """Put a copy back, or list those there are; the exit status is 0, or 1 if that failed."""
    options = _parser(
        "restore",
        "Put a copy of all conversations in their place, or list the copies there are.",
        _RESTORE_EXAMPLES,
        "the copy; without it all copies are listed",
    ).parse_args(arguments)
    from copilot_tui.cli import complain
    from copilot_tui.paths import Paths

    paths = Paths.default()
    try:
        if options.file is None:
            _list_copies(paths)
        else:
            _put_back(paths, options.file)
    except StoreError as error:
        return complain(error, 1)
    return 0


def _parser(command: str, what: str, examples: str, file: str) -> CommandParser:
    flags = CommandParser(
        prog=f"copilot-tui {command}",
        description=what,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    flags.add_argument("file", nargs="?", type=_named, metavar="FILE", help=file)
    return flags


def _named(text: str) -> Path:
    """A path on the command line; an empty one would be the folder one is in."""
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def _back_up(paths: Paths, file: Path | None) -> None:
    from copilot_tui.paths import shown_path
    from copilot_tui.store.backup import copy_database, own_name
    from copilot_tui.store.database import damage_noted
    from copilot_tui.store.files import make_private_folder

    if not paths.database.exists():
        raise StoreError(
            f"There are no conversations in {shown_path(paths.data)} yet.", "Chat first."
        )
    target = own_name(paths)
    if file is None:
        make_private_folder(paths.backups)
    elif file.is_dir():
        target = file / target.name
    elif file.exists():
        raise StoreError(f"{file} exists already.", "Choose another name, or remove it first.")
    else:
        target = file
    with damage_noted(paths.database):
        held = copy_database(paths.database, target)
    print(one_line(f"Kept {held} in {shown_path(target)}."))


def _list_copies(paths: Paths) -> None:
    from copilot_tui.files.file_size import file_size
    from copilot_tui.paths import shown_path
    from copilot_tui.store.backup import backups

    found = backups(paths)
    if not found:
        print("There are no copies yet. The program makes one a day, and so does this:")
        print("  copilot-tui backup")
        return
    for file in found:
        status = file.stat()
        made = f"{datetime.fromtimestamp(status.st_mtime):%Y-%m-%d %H:%M}"
        print(f"{made}  {file_size(status.st_size):>9}  {one_line(shown_path(file))}")
    print("To put one back: copilot-tui restore FILE")


def _put_back(paths: Paths, file: Path) -> None:
    from copilot_tui.paths import shown_path
    from copilot_tui.store import restoring

    done = restoring.restore(paths, file)
    print(f"Put back {done.whole}.")
    if done.before is not None:
        print(f"The conversations before are kept as {shown_path(done.before)}.")
        print(f"To undo it: copilot-tui restore {shown_path(done.before)}")
