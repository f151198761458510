"""Where texts and addresses go that leave the app: the clipboard and the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.errors import CopyFailed
from copilot_tui.later import Later
from copilot_tui.terminal.web_page import in_web_page
from copilot_tui.text import safe_url
from copilot_tui.ui.in_worker import in_worker
from copilot_tui.ui.messages import Told

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from copilot_tui.terminal.clipboard import Clipboard


class Outlets:
    """Copies texts and opens addresses, and says where they went.

    Args:
        environ: tells of clipboards and browsers.
        write_terminal: writes an escape sequence.
        folder: for what fits into no clipboard.
        tell: shows what is said.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        write_terminal: Callable[[str], None],
        folder: Path,
        tell: Callable[[Told], object],
    ) -> None:
        self._environ = environ
        self._write_terminal = write_terminal
        self._folder = folder
        self._tell = tell
        self._clipboard = Later(self._find_clipboard)

    def _find_clipboard(self) -> Clipboard:
        from copilot_tui.terminal.clipboard import Clipboard

        return Clipboard(self._environ, write_terminal=self._write_terminal, folder=self._folder)

    async def copy(self, text: str, before: str = "") -> None:
        """Copy a text to wherever the user can paste it from.

        Args:
            text: to be copied.
            before: is said before where it went.
        """
        try:
            copied = await self._clipboard().copy(text)
        except CopyFailed as error:
            self._tell(Told(error.lines, is_error=True))
        else:
            self._tell(Told(before + copied.sentence(text)))

    def ask_to_open(self, app: App[None], url: str) -> None:
        """Show where an address leads, and open it if the user wants that.

        Args:
            app: asks.
            url: as it stands in a text; what may not be opened is refused without a question.
        """
        from copilot_tui.ui.link_dialog import LinkDialog

        def answered(is_wanted: bool | None) -> None:
            if is_wanted:
                in_worker(app, partial(self._open, app, url), group="browser")

        if safe_url(url) is None:
            answered(True)
        else:
            app.push_screen(LinkDialog(url), answered)

    async def _open(self, app: App[None], url: str) -> None:
        """Open an address in the browser; where there is none, copy it.

        One that `safe_url` does not let pass is refused, wherever it comes from.
        """
        if safe_url(url) is None:
            refused = "That address is not opened: only http, https and mailto are."
            self._tell(Told(refused, is_error=True))
            return
        from textual.app import App as TextualApp

        from copilot_tui.terminal.browser import open_in_browser

        if in_web_page(self._environ):
            # The app's own asks first, which has been done.
            TextualApp.open_url(app, url)
            self._tell(Told(f"Opened {url}"))
        elif await open_in_browser(url, self._environ):
            self._tell(Told(f"Opened {url}"))
        else:
            await self.copy(url, "There is no browser here. ")
