"""Changing single settings in `config.toml`, with everything else left as it stands there."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.config.file import text_of
from copilot_tui.config.file_text import values_of
from copilot_tui.config.lines import Entry, KeyPath, entries
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.config.interface import SettingValue

_ATTEMPTS = 3
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_setting(path: Path, keys: KeyPath, value: SettingValue) -> None:
    """Change one setting; see `write_settings`."""
    write_settings(path, {keys: value})


def write_settings(path: Path, changes: Mapping[KeyPath, SettingValue]) -> None:
    """Change settings in the file, or make the file where there is none.

    Comments, order and blank lines stay. The file is read anew first, so that what an
    editor has saved meanwhile is kept, and replaced as a whole, keeping its mode; a
    symbolic link goes on pointing to it. A new file can be read by its owner only.

    Args:
        path: of the file.
        changes: by the path of tables and key, such as `("notifications", "when")`.

    Raises:
        ConfigError: nothing was written: the file is no valid TOML, changes all the time,
            cannot be written, or has something else where a table is expected.
    """
    try:
        for _ in range(_ATTEMPTS):
            before = path.read_bytes() if path.exists() else None
            after = _changed(path, changes)
            if _replace(path, before, after):
                return
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refused(path, changes, f"{path} cannot be written: {reason}.") from None
    raise _refused(path, changes, f"{path} was changed by another program just now.")


def setting_line(keys: KeyPath, value: SettingValue) -> str:
    """A setting as it can stand on one line at the top of the file."""
    return f"{_dotted(keys)} = {_toml(value)}"


def _changed(path: Path, changes: Mapping[KeyPath, SettingValue]) -> str:
    try:
        text = text_of(path)
        expected = values_of(path, text)
    except ValueError as error:
        raise _refused(path, changes, f"{path} has a problem.", str(error)) from None
    for keys, value in changes.items():
        if not _set(expected, keys, value):
            name = ".".join(keys[:-1])
            raise _refused(path, changes, f"In {path}, {name} is not a table.")
        text = _with_value(text, keys, value)
    try:
        understood = values_of(path, text) == expected
    except ValueError:
        understood = False
    if not understood:
        raise _refused(path, changes, f"{path} is written in a way that cannot be changed here.")
    return text


def _set(values: dict[str, object], keys: KeyPath, value: SettingValue) -> bool:
    """Set a value inside nested tables; false when something else is in the way."""
    for key in keys[:-1]:
        inner = values.setdefault(key, {})
        if not isinstance(inner, dict):
            return False
        values = inner
    values[keys[-1]] = value
    return True


def _with_value(text: str, keys: KeyPath, value: SettingValue) -> str:
    found = list(entries(text))
    for entry in found:
        if entry.path == keys and not entry.is_header:
            return text[: entry.value_start] + _toml(value) + text[entry.value_end :]
    inline = next((it for it in found if it.path == keys[:-1] and not it.is_header), None)
    if inline is not None:
        return _in_inline_table(text, inline, keys[-1], value)
    return _with_new_key(text, found, keys, value)


def _with_new_key(text: str, found: list[Entry], keys: KeyPath, value: SettingValue) -> str:
    """Add a key below the last one of its table, or with a table of its own at the end."""
    table = keys[:-1]
    beside = [
        it for it in found if not it.is_header and (it.path[:-1] == table or it.table == table)
    ]
    headers = [it for it in found if it.is_header]
    header = next((it for it in headers if it.path == table), None)
    if beside:
        name = keys[len(beside[-1].table) :]
        return _with_line(text, beside[-1].end, setting_line(name, value))
    if header is not None:
        return _with_line(text, header.end, setting_line(keys[-1:], value))
    if table:
        block = f"[{_dotted(table)}]\n{setting_line(keys[-1:], value)}"
        return _with_line(text, len(text), f"\n{block}" if text.strip() else block)
    if headers:
        return _with_line(text, _above(text, headers[0].start), f"{setting_line(keys, value)}\n")
    return _with_line(text, len(text), setting_line(keys, value))


def _above(text: str, position: int) -> int:
    """Where the comment begins that stands right above a line, or the line itself."""
    start = text.rfind("\n", 0, position) + 1
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before:start].lstrip().startswith("#"):
            break
        start = before
    return start


def _with_line(text: str, position: int, line: str) -> str:
    """Put a line below the line that ends at a place, or above the one that begins there."""
    newline = "\r\n" if "\r\n" in text else "\n"
    line = line.replace("\n", newline)
    end = text.find("\n", position) + 1
    if position and text[position - 1] != "\n" and end == 0:
        return f"{text}{newline}{line}{newline}"
    if position == 0 or text[position - 1] == "\n":
        end = position
    return text[:end] + line + newline + text[end:]


def _in_inline_table(text: str, table: Entry, key: str, value: SettingValue) -> str:
    """Change or add a key in `{ … }`; what it cannot read makes the whole change fail."""
    values = values_of(Path(), f"table = {text[table.value_start : table.value_end]}")["table"]
    if not isinstance(values, dict):
        return text
    values[key] = value
    pairs = [
        setting_line((name,), kept) for name, kept in values.items() if isinstance(kept, str | bool)
    ]
    return text[: table.value_start] + f"{{ {', '.join(pairs)} }}" + text[table.value_end :]


def _dotted(keys: KeyPath) -> str:
    return ".".join(key if _BARE.fullmatch(key) else json.dumps(key) for key in keys)


def _toml(value: SettingValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # A JSON string is a TOML string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace(path: Path, before: bytes | None, text: str) -> bool:
    """Replace the file as a whole, unless it is no longer what was read."""
    target = path.resolve()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = b"\xef\xbb\xbf" if before is not None and before.startswith(b"\xef\xbb\xbf") else b""
    handle, name = tempfile.mkstemp(prefix=".config-", suffix=".toml", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(mark + text.encode())
            file.flush()
            os.fsync(file.fileno())
        now = target.read_bytes() if target.exists() else None
        if now != before:
            return False
        if now is not None:
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
        return True
    finally:
        temporary.unlink(missing_ok=True)


def _refused(
    path: Path, changes: Mapping[KeyPath, SettingValue], what: str, detail: str = ""
) -> ConfigError:
    lines = ", ".join(setting_line(keys, value) for keys, value in changes.items())
    return ConfigError(what, f"Mend it, or set it in {path.name} yourself: {lines}", detail=detail)
