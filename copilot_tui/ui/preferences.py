"""The settings of the interface while the app runs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.config import Density, Interface, KeyMap, Settings
from copilot_tui.errors import ConfigError
from copilot_tui.ui.messages import Told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import App

    from copilot_tui.config.interface import SettingValue
    from copilot_tui.config.lines import KeyPath


class Preferences:
    """Changes the settings from within the app, and writes them into the file.

    Args:
        app: shows the windows that ask.
        settings: of this run.
        path: of the configuration file.
        apply: makes the app look and behave as the settings say.
    """

    def __init__(
        self,
        app: App[None],
        settings: Settings,
        path: Path,
        apply: Callable[[Interface], None],
    ) -> None:
        self._app = app
        self._settings = settings
        self._path = path
        self._apply = apply

    @property
    def interface(self) -> Interface:
        """The settings as they are now."""
        return self._settings.interface

    @property
    def keys(self) -> KeyMap:
        """Which keys run which command now."""
        return self._settings.key_map

    def take(self, interface: Interface) -> None:
        """Use other settings from now on, without writing them."""
        self._settings = replace(self._settings, interface=interface)
        self._apply(interface)

    async def edit(self) -> None:
        """Let the user change the settings; what was changed is written by the window."""
        from copilot_tui.ui.settings_screen import SettingsScreen

        screen = SettingsScreen(self._settings, self._path, self._apply)
        interface = await self._app.push_screen_wait(screen)
        self.take(interface)

    async def choose_theme(self) -> None:
        """Let the user choose other colours."""
        from copilot_tui.ui.theme_screen import ThemeScreen

        now = self.interface
        name = await self._app.push_screen_wait(
            ThemeScreen(
                now.theme,
                self.keys,
                preview=lambda name: self._apply(replace(now, theme=name)),
            )
        )
        if name is not None:
            await self._set(replace(now, theme=name), ("theme",), name)

    async def toggle_density(self) -> None:
        """Put messages closer together, or further apart."""
        now = self.interface
        comfortable = now.density is Density.COMFORTABLE
        density = Density.COMPACT if comfortable else Density.COMFORTABLE
        await self._set(replace(now, density=density), ("density",), density.value)

    async def _set(self, interface: Interface, path: KeyPath, value: SettingValue) -> None:
        """Take settings of which one has changed, and write that one."""
        self.take(interface)
        from copilot_tui.config.writer import write_setting

        try:
            await asyncio.to_thread(write_setting, self._path, path, value)
        except ConfigError as error:
            self._app.post_message(Told(error.lines, is_error=True))
