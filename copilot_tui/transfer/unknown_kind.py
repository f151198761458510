"""Why a file is none of those that can be imported, as far as it shows."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import ImportRefused, UnknownKind
from copilot_tui.store.foreign.foreign_file import DamagedFile, foreign_file, is_sqlite_file
from copilot_tui.text import one_line
from copilot_tui.transfer.foreign.databases import damaged_database
from copilot_tui.transfer.foreign.json_items import ENDS_EARLY, Unreadable, json_items
from copilot_tui.transfer.packed_lines import is_packed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BEGINNING = 1_024
_NOT_A_PAGE = (
    "Of an export of ChatGPT or Claude give the zip file or conversations.json, of this program "
    "JSONL or Markdown."
)
_ANOTHER_COPY = "See whether another copy of it is whole."
_CONVERSATIONS = "conversations.json"
_OUR_MARKDOWN = re.compile(rb'# [^\r\n]*\r?\n\r?\n<!-- [0-9a-f]{8} \{"copilot-tui": ')
"""What our Markdown begins with; the end of that line is missing where it is not recognised."""


def refusal(path: Path, titles: Sequence[str]) -> ImportRefused:
    """What is said of a file or folder that no source recognises.

    Args:
        path: it is there.
        titles: of all that can be imported.
    """
    known = f"These can be imported: {', '.join(titles)}."
    shown = one_line(str(path))
    try:
        return _reason(path, shown, known)
    except OSError as error:
        words = error.strerror or str(error)
        return ImportRefused(f"{shown} cannot be read.", "Check who may read it.", detail=words)


def damage(path: Path) -> str:
    """What keeps a database or a zip file from being read; empty where nothing does.

    Raises:
        OSError: it cannot be read.
    """
    if is_sqlite_file(path):
        try:
            with foreign_file(path) as file:
                file.tables()
        except DamagedFile as error:
            return str(error)
    with path.open("rb") as file:
        is_packed = file.read(4) == b"PK\x03\x04"
    return "it was cut off" if is_packed and not zipfile.is_zipfile(path) else ""


def _reason(path: Path, shown: str, known: str) -> ImportRefused:
    if path.is_dir():
        return UnknownKind(f"{shown} holds no file of a known kind.", known)
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning:
        return ImportRefused(f"{shown} is empty.", _ANOTHER_COPY)
    if fault := damage(path):
        if is_sqlite_file(path):
            return damaged_database(path, fault)
        return ImportRefused(f"{shown} is a damaged zip file.", "Download it again.", detail=fault)
    if beginning[:20].lower().startswith((b"<!doctype html", b"<html")):
        return ImportRefused(f"{shown} is a web page, which cannot be imported.", _NOT_A_PAGE)
    if beginning[:1] in (b"{", b"[") and _breaks_off(path):
        return ImportRefused(
            f"{shown} looks like JSON that breaks off before its end.",
            _ANOTHER_COPY,
        )
    if _OUR_MARKDOWN.match(beginning):
        return ImportRefused(
            f"{shown} looks like Markdown of copilot-tui that breaks off before its first message.",
            _ANOTHER_COPY,
        )
    return UnknownKind(f"{shown} is {_kind(path, beginning)}.", known, detail=_hint(path))


def _kind(path: Path, beginning: bytes) -> str:
    if is_sqlite_file(path):
        return "a database, but of no known kind"
    if is_packed(path):
        return "packed by gzip, which only JSONL of copilot-tui may be; unpack it by gunzip first"
    if zipfile.is_zipfile(path):
        return "a zip file without conversations of a known kind"
    if beginning[:1] in (b"{", b"["):
        return "not a file of a known kind, though it looks like JSON"
    return "not a file of a known kind"


def _breaks_off(path: Path) -> bool:
    """Whether a file of JSON ends before what it begins with does.

    Raises:
        OSError: it cannot be read.
    """
    faults: list[str] = []
    with path.open("rb") as file, suppress(Unreadable):
        for _ in json_items(file, lambda _, why: faults.append(why)):
            pass
    return ENDS_EARLY in faults


def _hint(path: Path) -> str:
    beside = path.parent / _CONVERSATIONS
    if path.name != _CONVERSATIONS and path.suffix == ".json" and beside.is_file():
        return f"The conversations are in {_CONVERSATIONS} beside it."
    return ""
