"""Our own complete format, which may be packed by gzip; see `formats.jsonl`."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import ImportRefused
from copilot_tui.transfer.formats.jsonl import FORMAT, VERSION
from copilot_tui.transfer.json_fields import Fields, Json, Unfit, parse
from copilot_tui.transfer.packed_lines import BrokenOff, beginning, lines
from copilot_tui.transfer.record_reader import RecordReader
from copilot_tui.transfer.source import LARGEST_FILE, Skipped, reached_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Reached, Report

_HEAD = 65_536
"""Bytes that are looked at to recognise a file."""

_CONVERSATION = re.compile(rb'^\{"uid":\s*"[0-9a-f-]{36}"', re.MULTILINE)
_CUT_OFF = "The file ends before its last line: it was cut off, or not written to its end."
_UNENDED = (
    "The last line, which says that nothing more follows, is missing: what was read is whole, but "
    "there may have been more."
)


class JsonlSource:
    """Reads our own complete export."""

    name = "copilot-tui"
    title = "an export of copilot-tui"

    def recognises(self, path: Path) -> bool:
        """Whether the file begins with our header, or holds a line of ours."""
        with suppress(OSError):
            head = beginning(path, _HEAD)
            is_ours = f'"{FORMAT}"'.encode() in head.partition(b"\n")[0]
            return is_ours or _CONVERSATION.search(head) is not None
        return False

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source.records`."""
        return self.measured_records(path, report, reached_nothing)

    def measured_records(
        self, path: Path, report: Report, reached: Reached
    ) -> Iterator[ConversationRecord]:
        """See `MeasuredSource`."""
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise ImportRefused(f"{path} is larger than two gigabytes.", "Split it by lines.")
            yield from _Lines(report).records(lines(path, reached))
        except OSError as error:
            raise ImportRefused(
                f"{path} could not be read.", "Check its name.", detail=error.strerror or ""
            ) from error


class _Lines:
    """Reads the lines of one file."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._began = False
        self._ended = False
        self._is_last_whole = True
        self._why_broken_off = ""

    def records(self, lines: Iterator[bytes]) -> Iterator[ConversationRecord]:
        number = 0
        for number, line in enumerate(self._until_broken_off(lines), 1):
            if not line.strip():
                continue
            place = f"line {number}"
            try:
                self._is_last_whole = False
                value = parse(line)
                self._is_last_whole = True
                if not self._is_frame(place, Fields(value), value):
                    yield RecordReader(place, self._report).conversation(value)
            except Unfit as unfit:
                self._began = True
                self._report(Skipped(place, str(unfit)))
        if self._why_broken_off or not self._ended:
            why = self._why_broken_off or (_UNENDED if self._is_last_whole else _CUT_OFF)
            self._report(Skipped(f"line {number + 1}", why))

    def _until_broken_off(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from lines
        except BrokenOff as error:
            self._why_broken_off = str(error)

    def _is_frame(self, place: str, fields: Fields, value: Json) -> bool:
        """Read a header or the last line; files that were joined have several of them."""
        assert isinstance(value, dict)
        if "format" in value:
            self._began, self._ended = True, False
            if fields.text("format") != FORMAT:
                raise Unfit(f'The header does not name "{FORMAT}".')
            if fields.count("version") > VERSION:
                self._report(Skipped(place, _newer(fields.count("version"))))
            return True
        if "end" in value:
            self._ended = True
            return True
        if not self._began:
            self._began = True
            self._report(Skipped(place, "The header of the file is missing."))
        return False


def _newer(version: int) -> str:
    return (
        f"The file was written by a newer version of this program (format {version}). "
        "What is known of it is read; update this program to get all of it."
    )


SOURCE = JsonlSource()
