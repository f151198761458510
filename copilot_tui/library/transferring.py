"""Writing conversations to files, and taking them in from files."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.errors import CopilotError, Gone, ImportRefused
from copilot_tui.library.only_there import check_here
from copilot_tui.library.part import LibraryPart
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from copilot_tui.store.export_rows import ExportEntry
    from copilot_tui.store.import_rows import ImportCounts, Stage
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.transfer.export_target import ExportTarget
    from copilot_tui.transfer.exporting import Exported
    from copilot_tui.transfer.found import Found
    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Skipped


class Transferring(LibraryPart):
    """Files are read and written on a thread of their own.

    Between two conversations whatever else is asked of the store has its turn. Besides
    StoreError, the methods raise ExportFailed and ImportRefused.
    """

    async def export_entries(self, conversation: int | None = None) -> list[ExportEntry]:
        """What there is to export: one conversation, or all outside the trash."""
        if conversation is not None:
            return [await self._store.run(lambda store: store.exports.entry(conversation))]
        return await self._store.run(lambda store: store.exports.entries(deleted=False))

    async def export(
        self,
        entries: Sequence[ExportEntry],
        target: ExportTarget,
        *,
        overwrite: bool = False,
        progress: Callable[[int], object] = lambda _: None,
    ) -> Exported:
        """Write conversations to a file or a folder.

        Args:
            entries: what goes out.
            target: where to, and as what.
            overwrite: whether files that are there are replaced.
            progress: told on the event loop how many messages have been written so far.
        """
        ended = threading.Event()
        loop = asyncio.get_running_loop()

        def tell(messages: int) -> None:
            loop.call_soon_threadsafe(progress, messages)

        records = _records(self._store, entries, tell, ended)
        try:
            return await asyncio.to_thread(_write, records, entries, target, overwrite)
        finally:
            # When the program ends meanwhile, the thread must not hold it up.
            ended.set()

    async def begin_import(
        self,
        path: Path,
        progress: Callable[[int, float | None], object] = lambda _messages, _share: None,
    ) -> Import:
        """Read a file without changing anything; `Import.write` does, `Import.close` must be.

        Args:
            path: of any kind that is known, or a folder of such files.
            progress: told how many messages have been read so far, and which share of it all
                that is, from 0 to 1; None where that is not known.
        """
        from copilot_tui.transfer.found import found_in

        skipped: list[Skipped] = []
        found = await asyncio.to_thread(found_in, path, skipped.append)
        started = Import(self._store, path, found, skipped)
        try:
            await started.read(progress)
        except BaseException:
            await started.close()
            raise
        return started


class Import:
    """A file whose conversations are on their way in.

    Attributes:
        counts: what it would bring.
        skipped: what in it made no sense.
        titles: what it was recognised as; several of a folder with files of several kinds.

    Args:
        store: gets them.
        path: the file or folder.
        found: what there is in it.
        skipped: what in it is damaged.
    """

    def __init__(
        self, store: StoreThread, path: Path, found: Sequence[Found], skipped: list[Skipped]
    ) -> None:
        self._store = store
        self._path = path
        self._found = found
        self._stack = ExitStack()
        self._share: float | None = None
        self._stage: Stage
        self.counts: ImportCounts
        self.skipped = skipped
        self.titles = sorted({one.source.title for one in found})

    async def read(self, progress: Callable[[int, float | None], object]) -> None:
        """See `Transferring.begin_import`."""

        def begin(store: Store) -> Stage:
            return self._stack.enter_context(store.imports.stage())

        stage = self._stage = await self._store.run(begin)
        records = self._records()
        messages = 0
        while (record := await asyncio.to_thread(next, records, None)) is not None:
            await self._add(stage, record)
            messages += len(record.messages)
            progress(messages, self._share)
        self.counts = await self._store.run(lambda _: stage.counts())

    def _records(self) -> Iterator[ConversationRecord]:
        """Those of all files; one of several that cannot be read is skipped."""
        from copilot_tui.transfer.found import report_within
        from copilot_tui.transfer.source import Skipped, records_of

        for number, one in enumerate(self._found):
            reached = partial(self._reach, number)
            if number:
                reached(0.0)
            report = report_within(self._path, one, self.skipped.append)
            try:
                yield from records_of(one.source, one.path, report, reached)
            except ImportRefused as error:
                if len(self._found) == 1:
                    raise
                self.skipped.append(Skipped(one_line(one.path.name), error.what))

    def _reach(self, number: int, share: float) -> None:
        self._share = (number + share) / len(self._found)

    async def _add(self, stage: Stage, record: ConversationRecord) -> None:
        await self._store.run(lambda _: stage.add(record))

    async def write(self) -> ImportCounts:
        """Take everything in; see `Stage.write`."""
        return await self._store.run(lambda _: self._stage.write())

    async def close(self) -> None:
        """Let go of what was laid down; nothing is taken in any more."""
        await self._store.run(lambda _: self._stack.close())


def _records(
    store: StoreThread,
    entries: Sequence[ExportEntry],
    tell: Callable[[int], None],
    ended: threading.Event,
) -> Iterator[ConversationRecord]:
    """Read one after the other; blocks, so on a thread that may."""
    messages = 0
    for entry in entries:
        if ended.is_set():
            raise CopilotError("The export was given up.")
        try:
            yield store.queue(_reading(entry.id)).result()
        except Gone:
            continue
        messages += entry.messages
        tell(messages)


def _reading(conversation: int) -> Callable[[Store], ConversationRecord]:
    def read(store: Store) -> ConversationRecord:
        check_here(store, conversation)
        return store.exports.record(conversation, deleted=False)

    return read


def _write(
    records: Iterator[ConversationRecord],
    entries: Sequence[ExportEntry],
    target: ExportTarget,
    overwrite: bool,
) -> Exported:
    from copilot_tui.transfer.exporting import export_to

    titles = [entry.title for entry in entries]
    return export_to(target, records, titles, overwrite=overwrite)
