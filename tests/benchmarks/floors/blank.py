"""An empty Textual app with a field to type into: what nobody built on Textual can undercut."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input


class Blank(App[None]):
    """A field, and nothing else."""

    def compose(self) -> ComposeResult:
        """The field."""
        yield Input(placeholder="Message")


if __name__ == "__main__":
    Blank().run()
