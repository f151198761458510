"""An app whose user changes its settings while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.ordered_keys_app import OrderedKeysApp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from copilot_tui.ui.preferences import Preferences


class AdjustableApp(OrderedKeysApp):
    """Has the commands that change settings.

    Attributes:
        preferences: the settings as they are now; given by the app that is one.
    """

    preferences: Preferences

    def action_settings(self) -> None:
        """Change the settings."""
        self._wait_for(self.preferences.edit)

    def action_choose_theme(self) -> None:
        """Choose other colours."""
        self._wait_for(self.preferences.choose_theme)

    def action_toggle_density(self) -> None:
        """Put messages closer together, or further apart."""
        self._wait_for(self.preferences.toggle_density)

    def _wait_for(self, choosing: Callable[[], Awaitable[None]]) -> None:
        in_worker(self, choosing, group="preferences", exclusive=True)
