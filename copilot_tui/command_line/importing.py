"""One file or folder on its way into the conversations, and what is said of it."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Final

from copilot_tui.command_line.complaint import complain
from copilot_tui.command_line.output import put, put_json, tell
from copilot_tui.command_line.progress import Progress
from copilot_tui.errors import ImportRefused, UnknownKind
from copilot_tui.text import one_line
from copilot_tui.transfer.found import Found, found_in, report_within
from copilot_tui.transfer.import_words import brought, pictures_left_out
from copilot_tui.transfer.source import records_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from copilot_tui.store.import_rows import ImportCounts, Stage
    from copilot_tui.store.store import Store
    from copilot_tui.transfer.source import Reached, Skipped

_MOST_TOLD: Final = 20


class FileImport:
    """The import of one file, or of one folder of them.

    Attributes:
        refused: why something of it was not taken in, one for each file.

    Args:
        name: as it was named, on one line.
        path: where it can be read.
    """

    def __init__(self, name: str, path: Path) -> None:
        self._counts: list[ImportCounts] = []
        self.refused: list[ImportRefused] = []
        self._name = name
        self._path = path
        self._found: list[Found] = []
        self._skipped: list[Skipped] = []

    @property
    def is_known(self) -> bool:
        """Whether there is something to be read; see `look`."""
        return bool(self._found)

    def look(self, only: str) -> None:
        """Find out what it is, and say so where it is nothing.

        Args:
            only: the name of the source that is to read it; empty finds it out.
        """
        if self.refused:
            return
        try:
            self._found = self._looked_at(only)
        except ImportRefused as error:
            self.refuse(error)
            self._skipped.clear()

    def _looked_at(self, only: str) -> list[Found]:
        report = self._skipped.append
        if not _is_folder(self._path):
            return found_in(self._path, report, only=only)
        # A large folder takes minutes, and who reads a pipe sees no progress either.
        if sys.stderr is not None and not sys.stderr.isatty():
            tell(f"Looking through {self._name} for conversations.")
        with Progress("files looked at", in_lines=True) as progress:
            return found_in(self._path, report, only=only, looked=progress.add)

    def run(self, store: Store, *, dry_run: bool) -> None:
        """Take everything in, each file as a whole or not at all."""
        errors: list[ImportRefused] = []
        with Progress("messages read", in_lines=_is_folder(self._path)) as progress:
            for number, found in enumerate(self._found):
                if number:
                    progress.reach(number / len(self._found))
                reached = partial(self._reach, progress, number)
                try:
                    with store.imports.stage() as stage:
                        self._lay_down(found, stage, progress, reached)
                        self._counts.append(stage.counts() if dry_run else stage.write())
                except ImportRefused as error:
                    errors.append(error)
        for refused in errors:
            self.refuse(refused)

    def _reach(self, progress: Progress, number: int, share: float) -> None:
        progress.reach((number + share) / len(self._found))

    def _lay_down(self, found: Found, stage: Stage, progress: Progress, reached: Reached) -> None:
        report = report_within(self._path, found, self._skipped.append)
        for record in records_of(found.source, found.path, report, reached):
            stage.add(record)
            progress.add(len(record.messages))

    def refuse(self, error: ImportRefused) -> None:
        """Say why something is not taken in; what can be is said once, for all files."""
        shown = one_line(str(self._path))
        if self._name != shown:  # Standard input, whose file nobody has named.
            error.what = error.what.replace(shown, self._name)
            error.what = error.what.replace(self._path.name, self._name)
        todo = "" if isinstance(error, UnknownKind) else error.todo
        complain(ImportRefused(error.what, todo, detail=error.detail))
        self.refused.append(error)

    @property
    def counts(self) -> ImportCounts:
        """What it has brought."""
        return together(self._counts)

    @property
    def is_whole(self) -> bool:
        """Whether all came in; a picture that is missing does not count."""
        return not self.refused and all(one.is_picture for one in self._skipped)

    @property
    def came_in(self) -> bool:
        """Whether anything of it could be read."""
        return len(self._found) > len(self.refused)

    def tell(self, *, dry_run: bool, as_object: bool) -> None:
        """Say what it has brought, and what of it was left out."""
        left_out = [one for one in self._skipped if not one.is_picture]
        for one in left_out[:_MOST_TOLD]:
            is_whole = one.place == one_line(self._path.name)
            place = self._name if is_whole else f"{self._name}: {one.place}"
            tell(one_line(f"{place}: {one.why}"))
        if len(left_out) > _MOST_TOLD:
            tell(f"{self._name}: and {len(left_out) - _MOST_TOLD:,} more were left out.")
        if missing := pictures_left_out(self._skipped):
            tell(one_line(f"{self._name}: {missing}"))
        if as_object:
            put_json(self._as_object(dry_run=dry_run))
        elif self.came_in:
            put(one_line(f"{self._name}: {brought(self.counts, dry_run=dry_run)}"))

    def _as_object(self, *, dry_run: bool) -> dict[str, object]:
        counts = {field.name: getattr(self.counts, field.name) for field in fields(self.counts)}
        return {
            "file": self._name,
            "source": ", ".join(sorted({found.source.name for found in self._found})),
            "dry_run": dry_run,
            **counts,
            "skipped": self._places(is_picture=False),
            "missing_pictures": self._places(is_picture=True),
            "errors": [error.what for error in self.refused],
        }

    def _places(self, *, is_picture: bool) -> list[dict[str, str]]:
        return [
            {"place": one.place, "why": one.why}
            for one in self._skipped
            if one.is_picture is is_picture
        ]


def _is_folder(path: Path) -> bool:
    # What is wrong with a name is told when it is read.
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def together(counts: Sequence[ImportCounts]) -> ImportCounts:
    """What several imports have brought."""
    from copilot_tui.store.import_rows import ImportCounts

    return ImportCounts(
        sum(one.new for one in counts),
        sum(one.grown for one in counts),
        sum(one.known for one in counts),
        sum(one.messages for one in counts),
    )
