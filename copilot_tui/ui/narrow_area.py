"""A text area in a terminal of any width."""

from __future__ import annotations

from textual.strip import Strip
from textual.widgets import TextArea


class NarrowArea(TextArea):
    """Draws nothing where there is no room within its border.

    Textual 8.2.8 wraps the placeholder at a width of no cells, which raises.
    """

    def render_line(self, y: int) -> Strip:
        """One row; an empty one where there is no column for text."""
        if self.content_size.width < 1:
            return Strip.blank(self.size.width, self.rich_style)
        return super().render_line(y)
