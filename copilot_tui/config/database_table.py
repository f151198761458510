"""The database as it stands in `config.toml`."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from copilot_tui.config.database_setting import DATABASE_KEYS, DatabaseSetting, read_database
from copilot_tui.config.key_place import keyring_place
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


def refuse_meant(table: Table) -> None:
    """Note each key that is no setting, and that was meant as one about the database.

    Whoever needs nothing else of the file would else take it that nothing is said there.
    """
    name = DATABASE_KEYS[0]
    meant = {
        key: value
        for key, value in table.values.items()
        if key.startswith(name) or get_close_matches(key, DATABASE_KEYS)
    }
    Table(table.document, meant, table.keys).refuse_unknown(DATABASE_KEYS)


def _checked(text: str) -> str:
    read_database(text, "", is_rooted=True)
    return text


def _keyring_place(text: str) -> str:
    return keyring_place(text, of="password")


def _source(table: Table) -> str:
    return f"{table.document.path}:{table.document.line(DATABASE_KEYS[:1])}"
