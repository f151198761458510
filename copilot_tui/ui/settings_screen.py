"""The settings, changed by the keyboard and written into `config.toml` on leaving."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from copilot_tui.commands import Where
from copilot_tui.config import Interface, Settings
from copilot_tui.config.writer import write_settings
from copilot_tui.errors import ConfigError
from copilot_tui.paths import shown_path
from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.rows_screen import Rows, RowsScreen
from copilot_tui.ui.settings_rows import KEYS, PROFILE, THEME, Chosen, Row, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.config.interface import SettingValue

TITLE_COLUMNS = 19


class SettingsScreen(RowsScreen[Interface]):
    """Changes the settings. Every change is shown at once; leaving writes what has changed.

    Dismissed with the settings of the interface as they were left.

    Args:
        settings: of this run.
        path: of the configuration file, which need not exist.
        apply: makes the whole app look and behave by these settings.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("settings.previous", "settings.next")

    def __init__(self, settings: Settings, path: Path, apply: Callable[[Interface], None]) -> None:
        super().__init__()
        self._settings = settings
        self._path = path
        self._apply = apply
        self._all_rows = rows(settings)
        self._before = Chosen(settings.interface, settings.default_profile)
        self._chosen = self._before
        self._not_written: Chosen | None = None

    def compose(self) -> ComposeResult:
        """The rows, what the current one does, and where all is written."""
        with Vertical(classes="dialog -wide"):
            yield Static("Settings", classes="dialog--title")
            yield Rows(*(Option(self._line(row)) for row in self._all_rows))
            yield Static(id="settings-help", classes="dialog--hint", markup=False)
            yield Static(id="settings-error", classes="dialog--error -empty", markup=False)
            yield Static(Content(self._hint()), classes="dialog--hint")
            yield Static(Content(f"Saved in {shown_path(self._path)}"), classes="dialog--path")

    def on_mount(self) -> None:
        """Begin at the top."""
        self.rows.highlighted = 0
        self.rows.focus()

    def _hint(self) -> str:
        keys = self._settings.keys
        choose, leave = keys.keys_of("list.choose"), keys.keys_of("list.cancel")
        return f"←→ change   {choose} choose   {leave} save and leave"

    @property
    def _row(self) -> Row:
        return self._all_rows[self.rows.highlighted or 0]

    @on(OptionList.OptionHighlighted)
    def _explain(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one("#settings-help", Static).update(self._all_rows[event.option_index].help)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        if self._row.path == THEME:
            self._choose_theme()
        elif self._row.path == KEYS:
            self._show_keys()
        else:
            self.action_change(1)

    def action_change(self, step: int) -> None:
        """Give the current setting its next value, or the one before."""
        row = self._row
        values = list(row.choices)
        if values:
            at = values.index(self._chosen.values[row.path])
            self._set(row, values[(at + step) % len(values)])

    def _choose_theme(self) -> None:
        from copilot_tui.ui.theme_screen import ThemeScreen

        row = self._row
        old = self._chosen.interface
        self.app.push_screen(
            ThemeScreen(
                old.theme,
                self._settings.keys,
                preview=lambda name: self._apply(replace(old, theme=name)),
            ),
            lambda name: self._set(row, name) if name is not None else None,
        )

    def _show_keys(self) -> None:
        from copilot_tui.ui.help_screen import HelpScreen

        keys = self._settings.keys.with_enter(sends=self._chosen.interface.enter_sends)
        self.app.push_screen(HelpScreen(keys, Where.COMPOSER))

    def _set(self, row: Row, value: SettingValue) -> None:
        self._chosen = self._chosen.with_value(row.path, value)
        self._apply(self._chosen.interface)
        self.rows.replace_option_prompt_at_index(self._all_rows.index(row), self._line(row))

    def _line(self, row: Row) -> Content:
        return Content.assemble(
            row.title.ljust(TITLE_COLUMNS), (self._value(row), "bold"), (self._note(row), "dim")
        )

    def _value(self, row: Row) -> str:
        if row.path == KEYS:
            count = len(self._settings.keys.given)
            return f"{count} changed" if count else "as they came"
        return row.choices[self._chosen.values[row.path]]

    def _note(self, row: Row) -> str:
        """What is stronger than the setting in this run."""
        if row.path == PROFILE and self._settings.profile_source:
            return f"  now {self._settings.profile}, by {self._settings.profile_source}"
        if row.path == THEME and self.app.no_color:
            return "  now without colours, by NO_COLOR"
        return ""

    async def action_cancel(self) -> None:
        """Write what has changed and leave; where that fails, say why and stay once."""
        changes = self._chosen.changes(self._before)
        if changes and self._chosen != self._not_written:
            try:
                await asyncio.to_thread(write_settings, self._path, changes)
            except ConfigError as error:
                self._not_written = self._chosen
                self._complain(error)
                return
            self.notify(f"Saved in {shown_path(self._path)}.", markup=False)
        self.dismiss(self._chosen.interface)

    def _complain(self, error: ConfigError) -> None:
        leave = self._settings.keys.keys_of("list.cancel")
        last = f"{leave} again leaves; the settings then hold until you quit."
        shown = self.query_one("#settings-error", Static)
        shown.update(f"{error.lines}\n{last}")
        shown.remove_class("-empty")
