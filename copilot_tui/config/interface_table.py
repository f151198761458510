"""The settings of the interface as they stand in `config.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.config.interface import Interface, Notifications
from copilot_tui.config.table import Document, Table
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.config.interface import SettingValue
    from copilot_tui.config.lines import KeyPath


def with_setting(interface: Interface, path: KeyPath, value: SettingValue) -> Interface:
    """The same settings with one of them changed.

    Raises:
        ValueError: there is no such setting, or it cannot have that value.
    """
    if path not in interface.values:
        raise ValueError(f"{'.'.join(path)} is no setting of the interface")
    nested: dict[str, object] = {}
    for keys, kept in {**interface.values, path: value}.items():
        table = nested
        for key in keys[:-1]:
            inner = table.setdefault(key, {})
            assert isinstance(inner, dict)
            table = inner
        table[keys[-1]] = kept
    document = Document(Path())
    changed = read_interface(Table(document, nested))
    if document.problems:
        raise ValueError(document.problems[0])
    return changed


def read_interface(table: Table) -> Interface:
    """Read the settings from the top level of the file, which may hold others, too."""
    default = Interface()
    return Interface(
        theme=one_line(table.text("theme", default.theme)),
        density=table.choice("density", default.density),
        times=table.choice("times", default.times),
        pictures=table.choice("pictures", default.pictures),
        enter_sends=bool(table.switch("enter_sends", default.enter_sends)),
        notifications=_read_notifications(table.table("notifications")),
    )


def _read_notifications(table: Table) -> Notifications:
    default = Notifications()
    table.refuse_unknown(("when", "bell", "title", "desktop"))
    return Notifications(
        when=table.choice("when", default.when),
        bell=bool(table.switch("bell", default.bell)),
        title=bool(table.switch("title", default.title)),
        desktop=bool(table.switch("desktop", default.desktop)),
    )
