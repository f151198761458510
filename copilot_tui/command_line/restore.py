"""`copilot-tui restore`: a copy of all conversations put back in their place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.complaint import complain
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.file_argument import FileName
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.moments import iso
from copilot_tui.command_line.output import put, put_json, tell
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import CopyRefused, StoreError
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.paths import Paths

_EXAMPLES = """\
examples:
  copilot-tui restore                         list the copies there are
  copilot-tui restore ~/conversations.db      put this one back

With --json each copy is an object: file, made (time in UTC), size (in bytes). With FILE it is
one: conversations and messages (how many there are now), before (where those of before are
kept; null if there were none).

The conversations of now are kept first, under the name that is told; restore that file to
undo it. list, show, search, stats and export read a copy without that: --database FILE. For
conversations on PostgreSQL there is pg_restore.

Exit status: 0, 1 when nothing was changed, 2 when FILE is no such copy.
"""


@click.command("restore", cls=Command, epilog=_EXAMPLES)
@click.argument("file", type=FileName(), required=False)
@database_option
@click.option("--json", "as_objects", is_flag=True, help="Print objects.")
def command(file: Path | None, database: str | None, *, as_objects: bool) -> int:
    """Put a copy of all conversations in their place, or list the copies there are.

    FILE is the copy; without it all copies are listed.
    """
    from copilot_tui.command_line.opened_store import chosen_by
    from copilot_tui.paths import Paths

    setting, paths = chosen_by(Paths.default(), database)
    try:
        if setting.address is not None:
            raise StoreError(
                f"The conversations are kept at {setting.address.shown}, where no copy can be "
                "put in their place.",
                "Restore a dump with psql or pg_restore. What is in a copy of before can be read "
                "with --database FILE, and taken over by export and import.",
            )
        if file is None:
            _list_copies(paths, as_objects=as_objects)
        else:
            _put_back(paths, file, as_object=as_objects)
    except CopyRefused as error:
        return complain(error)
    except StoreError as error:
        return complain(error, ExitStatus.FAILED)
    return ExitStatus.DONE


def _list_copies(paths: Paths, *, as_objects: bool) -> None:
    from copilot_tui.files.file_size import file_size
    from copilot_tui.paths import shown_path
    from copilot_tui.store.backup import backups
    from copilot_tui.store.files import is_there

    is_there(paths.database)  # Else a folder that cannot be looked into would seem empty.
    found = backups(paths)
    if not found:
        say = tell if as_objects else put
        say("There are no copies yet. The program makes one a day, and so does this:")
        say("  copilot-tui backup")
        return
    for file in found:
        status = file.stat()
        if as_objects:
            put_json({"file": str(file), "made": iso(status.st_mtime), "size": status.st_size})
            continue
        made = f"{datetime.fromtimestamp(status.st_mtime):%Y-%m-%d %H:%M}"
        put(f"{made}  {file_size(status.st_size):>9}  {one_line(shown_path(file))}")
    if not as_objects:
        put("To put one back: copilot-tui restore FILE")


def _put_back(paths: Paths, file: Path, *, as_object: bool) -> None:
    from copilot_tui.paths import shown_path
    from copilot_tui.store import restoring
    from copilot_tui.store.named_file import check_named_file

    check_named_file(paths)
    done = restoring.restore(paths, file)
    if as_object:
        before = None if done.before is None else str(done.before)
        put_json({**done.whole._asdict(), "before": before})
        return
    put(f"Put back {done.whole}.")
    if done.before is not None:
        put(f"The conversations before are kept as {shown_path(done.before)}.")
        put(f"To undo it: copilot-tui restore {shown_path(done.before)}")
