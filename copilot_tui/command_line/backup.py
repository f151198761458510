"""`copilot-tui backup`: a copy of all conversations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.complaint import complain
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.file_argument import FileName
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import put, put_json
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import ConfigError, StoreError
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.paths import Paths

_EXAMPLES = """\
examples:
  copilot-tui backup                      into the folder of the daily copies
  copilot-tui backup ~/conversations.db   into this file
  copilot-tui backup /media/usb           into this folder

With --json it is one object: file, and conversations and messages (how many are in it).

It can be made while the program runs. One copy a day is made anyway; the last seven are
kept. Of conversations on PostgreSQL no copy is made: pg_dump does that.

Exit status: 0, 1 when no copy could be made, 2 for a wrong word.
"""


@click.command("backup", cls=Command, epilog=_EXAMPLES)
@click.argument("file", type=FileName(), required=False)
@database_option
@click.option("--json", "as_object", is_flag=True, help="Print an object.")
def command(file: Path | None, database: str | None, *, as_object: bool) -> int:
    """Keep a copy of all conversations.

    FILE is the copy, which must not exist, or a folder for it.
    """
    from copilot_tui.command_line.opened_store import chosen_by
    from copilot_tui.paths import Paths

    if file == Path("-"):
        raise ConfigError(
            "A copy cannot go to standard output.",
            "Name a file or a folder, or: copilot-tui export --all --output -",
        )
    setting, paths = chosen_by(Paths.default(), database)
    try:
        if setting.address is not None:
            raise StoreError(
                f"The conversations are kept at {setting.address.shown}, of which no copy is "
                "made here.",
                "Copy the database with pg_dump, or all texts with copilot-tui export --all.",
            )
        _back_up(paths, file, as_object=as_object)
    except StoreError as error:
        return complain(error, ExitStatus.FAILED)
    return ExitStatus.DONE


def _back_up(paths: Paths, file: Path | None, *, as_object: bool) -> None:
    from copilot_tui.paths import shown_path
    from copilot_tui.store.backup import copy_database
    from copilot_tui.store.backup_target import backup_target
    from copilot_tui.store.damage_note import damage_noted
    from copilot_tui.store.files import is_there
    from copilot_tui.store.named_file import check_named_file
    from copilot_tui.store.passing_copy import readable

    if not is_there(paths.database):
        raise StoreError(
            f"There are no conversations in {shown_path(paths.database.parent)} yet.",
            "Chat first.",
        )
    check_named_file(paths)
    target = backup_target(paths, file)
    with damage_noted(paths.database), readable(paths.database) as source:
        held = copy_database(source, target)
    if as_object:
        put_json({"file": str(target.absolute()), **held._asdict()})
        return
    put(one_line(f"Kept {held} in {shown_path(target)}."))
