"""A window that shows where a link leads before it is opened."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.key_hints import key_hints
from copilot_tui.ui.link_target import link_target


class LinkDialog(ModalScreen[bool]):
    """Asks whether to open an address. Dismissed with the answer.

    Args:
        url: that `safe_url` has let pass; all of it is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("link.open", "link.copy", "list.cancel")

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def compose(self) -> ComposeResult:
        """A box with the address, its host marked, and the keys."""
        target = link_target(self._url)
        with Vertical(classes="dialog -wide"):
            yield Static("Open this address?", classes="dialog--title")
            with VerticalScroll():
                yield Static(
                    Content.assemble(target.before, (target.host, "bold reverse"), target.after),
                    id="link-address",
                )
            if target.ascii_host:
                yield Static(
                    Content.assemble(
                        "Some letters of this name may look like others. It stands for ",
                        (target.ascii_host, "bold"),
                    ),
                    id="link-warning",
                )
            yield Static(id="link-hint", classes="dialog--hint", markup=False)

    def on_mount(self) -> None:
        """Show the keys."""
        words = (("link.open", "open"), ("link.copy", "copy"), ("list.cancel", "cancel"))
        hint = key_hints(self.active_bindings, words)
        self.query_one("#link-hint", Static).update(Content(hint))

    def action_open(self) -> None:
        """Go back to open it."""
        self.dismiss(True)

    def action_copy(self) -> None:
        """Copy the address in place of opening it."""
        self.app.copy_to_clipboard(self._url)
        self.dismiss(False)

    def action_cancel(self) -> None:
        """Go back without opening it."""
        self.dismiss(False)
