"""`copilot-tui export`: conversations as files."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from copilot_tui.command_line.conversation_argument import ConversationName, find_conversation
from copilot_tui.command_line.database_option import database_option, database_words
from copilot_tui.command_line.ending import ended_in_order
from copilot_tui.command_line.file_argument import OutputName
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.opened_store import read_store
from copilot_tui.command_line.output import finish_output, put, tell
from copilot_tui.command_line.packed_output import check_is_not_packed
from copilot_tui.command_line.progress import Progress
from copilot_tui.errors import Gone, NotFound
from copilot_tui.text import one_line
from copilot_tui.transfer.export_target import STANDARD_OUTPUT, ExportTarget, export_target
from copilot_tui.transfer.file_export import ExportFormat, file_export

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from copilot_tui.store.export_rows import ExportEntry
    from copilot_tui.store.store import Store
    from copilot_tui.transfer.record import ConversationRecord

_EXAMPLES: Final = """\
examples:
  copilot-tui export last                       as Markdown, into a file named for its title
  copilot-tui export 12 --output talk.html      as a page, as the name tells
  copilot-tui export 12 14 --format html        two pages, into a new folder
  copilot-tui export --all                      everything, into one file that import reads
  copilot-tui export --all --output - | gzip > chats.jsonl.gz
  copilot-tui export "holiday" --format markdown --output - | less

jsonl is the complete format: all branches, parameters and pictures, one conversation a
line; importing it gives the same conversations. markdown and html show the visible path,
with --branches all of it; the text of the Markdown can be imported again, and its pictures
are files in a folder beside it (talk.pictures for talk.md), or left out on standard output.
html is a page that needs nothing else and can be printed.

The ending of a name tells the format: .jsonl, .md or .html; under another one name it by
--format, which counts more. Without --output the file or folder gets a name of its own in
the current folder: a second export of "Plain" is plain-2.md. A name that you give is not
taken twice: --overwrite replaces what is there. Files appear when all of them are written,
for you only (0600); of an export that fails or is stopped nothing new is left.
"""


@click.command("export", cls=Command, epilog=_EXAMPLES)
@click.argument("conversations", type=ConversationName(), metavar="[CONVERSATION]...", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="All conversations.")
@click.option(
    "--format",
    "kind",
    type=click.Choice([known.value for known in ExportFormat]),
    help="As what, whatever the file is called; else as its name tells, else markdown, or "
    "jsonl for --all.",
)
@click.option(
    "--output", "-o", type=OutputName(), metavar="FILE|FOLDER|-", help="Where to; - is stdout."
)
@click.option("--branches", is_flag=True, help="All branches, not only the visible path.")
@click.option("--deleted", is_flag=True, help="Also the trash and messages that were deleted.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@database_option
def command(
    *,
    conversations: tuple[str, ...],
    is_all: bool,
    kind: str | None,
    output: str | None,
    branches: bool,
    deleted: bool,
    overwrite: bool,
    database: str | None,
) -> None:
    """Write conversations to files.

    A CONVERSATION is named by its number, by a part of its title, or by "last".
    """
    from copilot_tui.paths import Paths

    if is_all and conversations:
        named = one_line(" ".join(conversations))
        raise click.UsageError(f"--all takes every conversation; leave out --all, or: {named}")
    if not is_all and not conversations:
        raise click.UsageError("Name the conversations, or give --all.")
    if output is not None and kind is None:
        flags = {"--all": is_all, "--branches": branches, "--deleted": deleted}
        words = [*conversations, *(flag for flag, is_set in flags.items() if is_set)]
        words += database_words(database)
        check_is_not_packed(output, words, is_several=is_all or len(conversations) > 1)
    with read_store(Paths.default(), database) as store:
        entries = _entries(store, conversations, deleted=deleted)
        target = export_target(
            [entry.title for entry in entries],
            kind=None if kind is None else ExportFormat(kind),
            output=None if output is None else Path(output),
            names_folder=output is not None and output.endswith(os.sep),
            is_all=is_all,
            overwrite=overwrite,
        )
        write = _Export(store, entries, deleted=deleted)
        with ended_in_order():
            write.to(target, branches=branches, overwrite=overwrite)


def _entries(store: Store, names: Sequence[str], *, deleted: bool) -> list[ExportEntry]:
    if not names:
        entries = store.exports.entries(deleted=deleted)
        if not entries:
            raise NotFound("There are no conversations yet.", "Start one: copilot-tui")
        return entries
    found = [find_conversation(store, name, with_deleted=deleted).id for name in names]
    return [store.exports.entry(known) for known in dict.fromkeys(found)]


class _Export:
    """Writes what was chosen."""

    def __init__(self, store: Store, entries: Sequence[ExportEntry], *, deleted: bool) -> None:
        self._store = store
        self._entries = entries
        self._deleted = deleted

    def to(self, target: ExportTarget, *, branches: bool, overwrite: bool) -> None:
        """Write it and say so."""
        if target.path == STANDARD_OUTPUT:
            self._to_standard_output(target.kind, branches=branches)
            return
        from copilot_tui.paths import shown_path
        from copilot_tui.transfer.exporting import export_to, picture_words

        titles = [entry.title for entry in self._entries]
        exported = export_to(
            target, self._records(), titles, branches=branches, overwrite=overwrite
        )
        number = exported.conversations
        what = f"{number:,} conversation{'' if number == 1 else 's'}"
        tell(one_line(f"Wrote {what} to {shown_path(target.path.absolute())}."))
        if told := picture_words(exported, target):
            tell(one_line(told))

    def _to_standard_output(self, kind: ExportFormat, *, branches: bool) -> None:
        with file_export(_Output(), kind, branches=branches) as export:
            for record in self._records():
                export.add(record)
        finish_output()
        if export.left_out:
            from copilot_tui.transfer.exporting import left_out_words

            tell(left_out_words(export.left_out))

    def _records(self) -> Iterator[ConversationRecord]:
        total = sum(entry.messages for entry in self._entries)
        with Progress("messages written", total) as progress:
            for entry in self._entries:
                try:
                    record = self._store.exports.record(entry.id, deleted=self._deleted)
                except Gone:
                    continue
                yield record
                progress.add(entry.messages)


class _Output:
    """Standard output, in the encoding of files."""

    def __init__(self) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")

    def write(self, text: str) -> None:
        """Write a text."""
        put(text, end="")
