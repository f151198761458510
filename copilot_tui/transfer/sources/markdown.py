"""Our own Markdown; see `formats.markdown`."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.errors import ImportRefused
from copilot_tui.transfer.formats.markdown import VERSION
from copilot_tui.transfer.json_fields import Fields, Json, Unfit, parse
from copilot_tui.transfer.record_reader import RecordReader
from copilot_tui.transfer.source import LARGEST_FILE, Skipped
from copilot_tui.transfer.sources.markdown_end import begun_mark, cut_off
from copilot_tui.transfer.sources.markdown_pictures import PicturesBeside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord
    from copilot_tui.transfer.source import Report

_HEAD = 65_536
"""Bytes that are looked at to recognise a file; a title has at most a thousand characters."""

_BEGIN = re.compile(
    r'^# [^\n]*\n\n<!-- ([0-9a-f]{8}) (\{"copilot-tui": [^\n]*\}) -->$', re.MULTILINE
)
_NO_MESSAGES = "There are no messages in it that can be read."


class MarkdownSource:
    """Reads our own Markdown back."""

    name = "markdown"
    title = "Markdown written by copilot-tui"

    def recognises(self, path: Path) -> bool:
        """Whether the file begins as our Markdown does."""
        with suppress(OSError), path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8-sig", "replace").replace("\r\n", "\n")
            return _BEGIN.match(head) is not None
        return False

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """See `Source.records`."""
        text = _text_of(path)
        begin = _BEGIN.search(text)
        if begin is None:
            raise ImportRefused(f"{path} is not Markdown that this program has written.")
        while begin is not None:
            part = _Document(text, begin, report, PicturesBeside(path))
            try:
                record = part.record()
            except Unfit as unfit:
                report(Skipped(part.place, str(unfit)))
            else:
                yield record
            begin = _BEGIN.search(text, part.end)


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ImportRefused(f"{path} is larger than two gigabytes.", "Split it.")
        # An editor or a version control system may have given it the line ends of Windows.
        return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except OSError as error:
        raise ImportRefused(
            f"{path} could not be read.", "Check its name.", detail=error.strerror or ""
        ) from error


class _Document:
    """One conversation in a text.

    Attributes:
        place: where it begins.
        end: behind it, when it has been read.
    """

    def __init__(
        self, text: str, begin: re.Match[str], report: Report, pictures: PicturesBeside
    ) -> None:
        self._text = text
        self._pictures = pictures
        self._report = report
        self._is_damaged = False
        self._line = text.count("\n", 0, begin.start()) + 1
        self._counted = begin.start()
        self._about = begin[2]
        self._word = begin[1]
        word = re.escape(self._word)
        self._part = re.compile(rf"\n\n##+ [^\n]*\n\n<!-- {word} (\{{[^\n]*\}}) -->\n\n")
        self._last = re.compile(rf"\n\n<!-- {word} end -->(?:\n|$)")
        self.place = f"line {self._line}"
        self.end = begin.end()

    def record(self) -> ConversationRecord:
        """Read it.

        Raises:
            Unfit: it cannot be one.
        """
        last = self._last.search(self._text, self.end)
        next_one = _BEGIN.search(self._text, self.end)
        start = self.end
        stop = len(self._text) if last is None else last.start()
        self.end = len(self._text) if last is None else last.end()
        begun = None
        if last is None:
            if next_one is not None:
                stop = self.end = next_one.start()
            begun = begun_mark(self._text, self._word, start, stop)
        record = self._between(start, stop if begun is None else begun)
        if last is None:
            why = cut_off(has_messages=bool(record.messages), is_last_whole=begun is not None)
            if not record.messages:
                raise Unfit(why)
            self._report(Skipped(self.place, why))
        elif self._is_damaged and not record.messages:
            raise Unfit(_NO_MESSAGES)
        return record

    def _skip(self, skipped: Skipped) -> None:
        self._is_damaged = True
        self._report(skipped)

    def _between(self, start: int, stop: int) -> ConversationRecord:
        conversation = dict(Fields(parse(self._about)).all())
        if Fields(conversation).count("copilot-tui") > VERSION:
            why = "It was written by a newer version of this program; what is known of it is read."
            self._report(Skipped(self.place, why))
        messages: list[Json] = []
        for values, text in self._parts(start, stop):
            _put(conversation, messages, values, text)
        conversation["messages"] = messages
        record = RecordReader(self.place, self._skip).conversation(conversation)
        record = replace(record, pictures=tuple(self._pictures.found.values()))
        if record.active_leaf is None and record.messages:
            return replace(record, active_leaf=record.messages[-1].uid)
        return record

    def _parts(self, start: int, stop: int) -> Iterator[tuple[dict[str, Json], str]]:
        part = self._part.search(self._text, start, stop)
        while part is not None:
            following = self._part.search(self._text, part.end(), stop)
            text = self._text[part.end() : stop if following is None else following.start()]
            try:
                values = dict(Fields(parse(part[1])).all())
                text, missing = self._pictures.text(values, text)
                for address in missing:
                    place = f"line {self._line_of(part.start(1))}"
                    self._report(Skipped(place, f"The picture {address} is not beside it."))
                yield values, text
            except Unfit as unfit:
                self._skip(Skipped(f"line {self._line_of(part.start(1))}", str(unfit)))
            part = following

    def _line_of(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line


def _put(
    conversation: dict[str, Json], messages: list[Json], values: dict[str, Json], text: str
) -> None:
    """Put a part where it belongs."""
    part = values.get("part")
    if part == "system_prompt":
        conversation["system_prompt"] = text
    elif part in ("reasoning", "error"):
        if messages and isinstance(messages[-1], dict):
            messages[-1][str(part)] = text
    else:
        messages.append(values | {"content": text})


SOURCE = MarkdownSource()
