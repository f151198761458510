"""The database as it stands in `config.toml`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.config.database_setting import DATABASE_KEYS, DatabaseSetting, read_database
from copilot_tui.config.key_place import keyring_place

if TYPE_CHECKING:
    from copilot_tui.config.table import Table


def read_database_table(table: Table) -> DatabaseSetting:
    """Read it from the top level of the file, which may hold other settings, too."""
    name, command, place = DATABASE_KEYS
    if command in table.values and place in table.values:
        table.report(place, f"cannot stand beside {command}; keep one of them")
    setting = DatabaseSetting()
    text = table.checked_text(name, "", _checked)
    if text:
        setting = read_database(text, _source(table), is_rooted=True)
    return replace(
        setting,
        password_cmd=table.text(command, ""),
        password_keyring=table.checked_text(place, "", _keyring_place),
    )


def _checked(text: str) -> str:
    read_database(text, "", is_rooted=True)
    return text


def _keyring_place(text: str) -> str:
    return keyring_place(text, of="password")


def _source(table: Table) -> str:
    return f"{table.document.path}:{table.document.line(DATABASE_KEYS[:1])}"
