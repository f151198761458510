"""`copilot-tui import`: conversations out of files, of this program and of others."""

from __future__ import annotations

import os
import select
import stat
import sys
import tempfile
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.ending import ended_in_order
from copilot_tui.command_line.file_argument import FileName
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.importing import FileImport, together
from copilot_tui.command_line.opened_store import opened_store, read_store
from copilot_tui.command_line.output import put, tell
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import ImportRefused, UnknownKind
from copilot_tui.store.passing_folder import passing_folder
from copilot_tui.text import one_line
from copilot_tui.transfer.all_sources import NAMES
from copilot_tui.transfer.import_words import brought
from copilot_tui.wrapping import width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from tempfile import _TemporaryFileWrapper

_STANDARD_INPUT: Final = Path("-")
_PIECE: Final = 1 << 16
_PAUSE: Final = 0.2
"""Seconds after which it is looked whether the system wants us to end."""

_EXAMPLES: Final = """\
examples:
  copilot-tui import chats.jsonl           what another copy of this program has exported
  copilot-tui import --dry-run export.zip  only say what it would bring
  copilot-tui import ~/Downloads/chatgpt   all that is known in a folder
  copilot-tui import chats.jsonl.gz        its own export may be packed by gzip
  ssh home cat chats.jsonl.gz | copilot-tui import -

What kind of file it is is found out by itself; --from says it. Of a folder all files that
are of a known kind are read. A second import of the same or a newer file adds only what is
new: what is known stays as it is, and where you have gone on yourself nothing moves. A file
goes in as a whole or, if that fails, not at all, and the others go in; what in it makes no
sense is named with its place and left out, the rest goes in.

With --json each file is an object: file, source, dry_run, new, grown and known
(conversations), messages (new ones), skipped and missing_pictures (place and why of each),
errors (why it, or a file of a folder, was not read).

Exit status: 2 when a file, or a part of it, made no sense; 0 when nothing but pictures is
missing, which is told on standard error.
"""


@click.command("import", cls=Command, epilog=_EXAMPLES)
@click.argument("files", metavar="FILE...", type=FileName(), nargs=-1, required=True)
@click.option("--from", "source", type=click.Choice(NAMES), help="What has written it.")
@click.option("--dry-run", is_flag=True, help="Change nothing, only say what it would bring.")
@click.option("--json", "as_objects", is_flag=True, help="Print an object for each file.")
@database_option
def command(
    *,
    files: tuple[Path, ...],
    source: str | None,
    dry_run: bool,
    as_objects: bool,
    database: str | None,
) -> ExitStatus:
    """Take conversations in, from this program's exports and from other programs.

    FILE may be a folder, or - for standard input.
    """
    # What is kept of standard input is somebody's conversations; none may stay behind.
    with ended_in_order(), _readable(files) as imports:
        for one in imports:
            one.look(source or "")
        _run(imports, database, dry_run=dry_run, as_objects=as_objects)
    _sum_up(imports, dry_run=dry_run, as_objects=as_objects)
    is_whole = all(one.is_whole for one in imports)
    return ExitStatus.DONE if is_whole else ExitStatus.WRONG_WORDS


def _run(
    imports: Sequence[FileImport], database: str | None, *, dry_run: bool, as_objects: bool
) -> None:
    """Take in what is known; where nothing is, no conversation file is made."""
    from copilot_tui.paths import Paths

    opened = read_store if dry_run else opened_store
    is_known = any(one.is_known for one in imports)
    with opened(Paths.default(), database) if is_known else nullcontext() as store:
        for one in imports:
            if store is not None:
                one.run(store, dry_run=dry_run)
            one.tell(dry_run=dry_run, as_object=as_objects)


def _sum_up(imports: Sequence[FileImport], *, dry_run: bool, as_objects: bool) -> None:
    """Say what all files together have brought, and once what can be imported."""
    came_in = [one for one in imports if one.came_in]
    if len(came_in) > 1 and not as_objects:
        counts = together([one.counts for one in came_in])
        put(f"all together: {brought(counts, dry_run=dry_run)}")
    if len(came_in) < len(imports) > 1:
        missing = len(imports) - len(came_in)
        was = "was" if missing == 1 else "were"
        tell(f"{missing:,} of {len(imports):,} files {was} not imported.")
    refused = (error for one in imports for error in one.refused)
    unknown = next((error for error in refused if isinstance(error, UnknownKind)), None)
    if unknown is not None:
        tell(wrapped(unknown.todo, width_of(sys.stderr)))


@contextmanager
def _readable(files: tuple[Path, ...]) -> Iterator[list[FileImport]]:
    """The files, each once; standard input is kept first."""
    names = list(dict.fromkeys(files))
    if _STANDARD_INPUT not in names:
        yield [_import_of(path) for path in names]
        return
    if sys.stdin is None:
        raise ImportRefused("Standard input is closed.", "Name a file.")
    with _kept_file() as kept:
        _keep_standard_input(kept)
        there = FileImport("standard input", Path(kept.name))
        yield [there if path == _STANDARD_INPUT else _import_of(path) for path in names]


@contextmanager
def _kept_file() -> Iterator[_TemporaryFileWrapper[bytes]]:
    with ExitStack() as cleanup:
        try:
            folder = cleanup.enter_context(passing_folder())
            kept = cleanup.enter_context(tempfile.NamedTemporaryFile(dir=folder))
        except OSError as error:
            raise _not_kept(error) from error
        yield kept


def _keep_standard_input(kept: _TemporaryFileWrapper[bytes]) -> None:
    try:
        for piece in _pieces(sys.stdin.buffer):
            kept.write(piece)
        kept.flush()
    except OSError as error:
        # Closing it writes what is left in its buffer, which needs room.
        os.ftruncate(kept.fileno(), 0)
        raise _not_kept(error) from error


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    """What comes in.

    A signal that comes just before a read begins is acted on only after it, so none may wait.
    """
    try:
        descriptor = source.fileno()
    except OSError:
        yield from iter(partial(source.read, _PIECE), b"")
        return
    while True:
        while not select.select([descriptor], [], [], _PAUSE)[0]:
            pass
        piece = os.read(descriptor, _PIECE)
        if not piece:
            return
        yield piece


def _not_kept(error: OSError) -> ImportRefused:
    return ImportRefused(
        "Standard input could not be kept in a temporary file while it is read.",
        "Make room there, let TMPDIR name another folder, or name the file itself.",
        detail=error.strerror or str(error),
    )


def _import_of(path: Path) -> FileImport:
    one = FileImport(one_line(str(path)), path)
    if _can_be_read_once(path):
        todo = "Let it come in by -: … | … import -"
        one.refuse(ImportRefused(f"{one_line(str(path))} is no regular file.", todo))
    return one


def _can_be_read_once(path: Path) -> bool:
    """Whether it is a pipe or the like; every kind of file looks into it first."""
    try:
        kind = path.stat().st_mode
    except (OSError, ValueError):
        return False  # What is wrong with it is told by whoever reads it.
    return not (stat.S_ISREG(kind) or stat.S_ISDIR(kind))
