"""`copilot-tui import`: conversations out of files, of this program and of others."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from copilot_tui.command_line.file_argument import FileName
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.opened_store import opened_store, read_store
from copilot_tui.command_line.output import put, put_json, tell
from copilot_tui.command_line.progress import Progress
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import ImportRefused
from copilot_tui.text import one_line
from copilot_tui.transfer.all_sources import NAMES, source_named, source_of
from copilot_tui.transfer.import_words import brought

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.store.import_rows import ImportCounts
    from copilot_tui.store.store import Store
    from copilot_tui.transfer.source import Skipped, Source

_MOST_TOLD: Final = 20
_STANDARD_INPUT: Final = Path("-")
_EXAMPLES: Final = """\
examples:
  copilot-tui import chats.jsonl           what another copy of this program has exported
  copilot-tui import --dry-run export.zip  only say what it would bring
  zcat chats.jsonl.gz | copilot-tui import -

What kind of file it is is found out by itself; --from says it. A second import of the same
or a newer file adds only what is new: what is known stays as it is, and where you have gone
on yourself nothing moves. A file goes in as a whole or, if that fails, not at all; what in
it makes no sense is named with its place and left out, the rest goes in.

With --json each file is an object: file, source, dry_run, new, grown and known
(conversations), messages (new ones), skipped (place and why of each).

Exit status: 2 when a file, or a part of it, made no sense.
"""


@click.command("import", cls=Command, epilog=_EXAMPLES)
@click.argument("files", metavar="FILE...", type=FileName(), nargs=-1, required=True)
@click.option("--from", "source", type=click.Choice(NAMES), help="What has written it.")
@click.option("--dry-run", is_flag=True, help="Change nothing, only say what it would bring.")
@click.option("--json", "as_objects", is_flag=True, help="Print an object for each file.")
def command(
    *, files: tuple[Path, ...], source: str | None, dry_run: bool, as_objects: bool
) -> ExitStatus:
    """Take conversations in, from this program's exports and from other programs.

    FILE may be - for standard input.
    """
    from copilot_tui.paths import Paths

    is_whole = True
    with _readable(files) as readable:
        # Before anything is written, as a wrong name further behind is no reason to begin.
        known = [
            source_named(source) if source else _recognised(name, path) for name, path in readable
        ]
        opened = read_store if dry_run else opened_store
        with opened(Paths.default()) as store:
            for (name, path), reader in zip(readable, known, strict=True):
                one = _Import(store, name, reader)
                one.run(path, dry_run=dry_run)
                one.tell(dry_run=dry_run, as_object=as_objects)
                is_whole = is_whole and not one.skipped
    return ExitStatus.DONE if is_whole else ExitStatus.WRONG_WORDS


def _recognised(name: str, path: Path) -> Source:
    """What can read a file, which is called `name` by whoever has named it."""
    try:
        return source_of(path)
    except ImportRefused as error:
        told = error.what.replace(str(path), name)
        raise ImportRefused(told, error.todo, detail=error.detail) from error


class _Import:
    """The import of one file."""

    def __init__(self, store: Store, name: str, source: Source) -> None:
        self._store = store
        self._name = name
        self._source = source
        self._counts: ImportCounts
        self.skipped: list[Skipped] = []

    def run(self, path: Path, *, dry_run: bool) -> None:
        """Read the file, and then take in what stands in it."""
        with self._store.imports.stage() as stage:
            with Progress("messages read") as progress:
                for record in self._source.records(path, self.skipped.append):
                    stage.add(record)
                    progress.add(len(record.messages))
            self._counts = stage.counts() if dry_run else stage.write()

    def tell(self, *, dry_run: bool, as_object: bool) -> None:
        """Say what it has brought."""
        for one in self.skipped[:_MOST_TOLD]:
            tell(one_line(f"{self._name}: {one.place}: {one.why}"))
        if len(self.skipped) > _MOST_TOLD:
            tell(f"{self._name}: and {len(self.skipped) - _MOST_TOLD:,} more were left out.")
        if as_object:
            put_json(self._as_object(dry_run=dry_run))
        else:
            put(one_line(f"{self._name}: {brought(self._counts, dry_run=dry_run)}"))

    def _as_object(self, *, dry_run: bool) -> dict[str, object]:
        counts = self._counts
        return {
            "file": self._name,
            "source": self._source.name,
            "dry_run": dry_run,
            "new": counts.new,
            "grown": counts.grown,
            "known": counts.known,
            "messages": counts.messages,
            "skipped": [{"place": one.place, "why": one.why} for one in self.skipped],
        }


@contextmanager
def _readable(files: tuple[Path, ...]) -> Iterator[list[tuple[str, Path]]]:
    """What the files are called, and where they can be read; standard input is kept first."""
    for path in files:
        if path != _STANDARD_INPUT and _can_be_read_once(path):
            raise ImportRefused(
                f"{one_line(str(path))} is no regular file.", "Let it come in by -: … | … import -"
            )
    if _STANDARD_INPUT not in files:
        yield [(one_line(str(path)), path) for path in files]
        return
    if sys.stdin is None:
        raise ImportRefused("Standard input is closed.", "Name a file.")
    with tempfile.NamedTemporaryFile(prefix="copilot-tui-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        there = Path(kept.name)
        yield [
            ("standard input", there) if path == _STANDARD_INPUT else (str(path), path)
            for path in files
        ]


def _can_be_read_once(path: Path) -> bool:
    """Whether it is a pipe or the like; every kind of file looks into it first."""
    try:
        kind = path.stat().st_mode
    except (OSError, ValueError):
        return False  # What is wrong with it is told by whoever reads it.
    return not (stat.S_ISREG(kind) or stat.S_ISDIR(kind))
