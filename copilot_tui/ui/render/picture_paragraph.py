"""A paragraph in which pictures stand: text, picture, text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.markdown_parser import is_too_costly, parse
from copilot_tui.ui.render.inline import InlineRenderer
from copilot_tui.ui.render.line import Line, Row, Span, lines_from
from copilot_tui.ui.render.wrap import wrap

if TYPE_CHECKING:
    from markdown_it.token import Token

    from copilot_tui.ui.render.palette import Palette
    from copilot_tui.ui.render.pictures import MessagePictures


def picture_paragraph(
    text: str, width: int, palette: Palette, pictures: MessagePictures
) -> list[Line] | None:
    """Draw a paragraph with the pictures in it that are known, and what others can be had.

    Args:
        text: a Markdown text.
        width: cells of each line.
        palette: the styles.
        pictures: of the message.

    Returns:
        None where there is no such picture, or no paragraph alone.
    """
    if is_too_costly(text):
        return None
    tokens = parse(text)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    renderer = _Renderer(width, palette, pictures)
    spans = renderer.lines(tokens[1].children or [])
    if not renderer.found and not renderer.is_hinting:
        return None
    lines: list[Line] = []
    position = 0
    for place, drawn in (*renderer.found, (len(spans), [])):
        rows: list[Row] = []
        for line in _trimmed(spans[position:place]):
            rows += wrap(line, width)
        lines += lines_from(rows, width)
        lines += drawn
        position = place
    return lines


class _Renderer(InlineRenderer):
    """Breaks the text where a picture stands.

    Attributes:
        found: before which line of the text which picture stands.
        is_hinting: whether there is one on another server, and it is said how it is had.
    """

    def __init__(self, width: int, palette: Palette, pictures: MessagePictures) -> None:
        super().__init__(palette, palette.text)
        self.found: list[tuple[int, list[Line]]] = []
        self.is_hinting = False
        self._width = width
        self._pictures = pictures

    def _add_image(self, token: Token) -> None:
        alt = "".join(child.content for child in token.children or () if child.type == "text")
        target = str(token.attrs.get("src", ""))
        lines = self._pictures.lines(
            " ".join(alt.split()),
            target,
            f"![{token.content}]({target})",
            self._width,
            self._palette.muted,
        )
        if lines is None:
            super()._add_image(token)
            if self._pictures.hint and target.startswith(("http:", "https:")):
                self.is_hinting = True
                self._add(f" ({self._pictures.hint})", self._palette.muted)
            return
        self.found.append((len(self._lines), lines))
        self._lines.append([])


def _trimmed(lines: list[list[Span]]) -> list[list[Span]]:
    """Lines without the blank ones at both ends, and without blanks before the first word."""
    while lines and not "".join(span.text for span in lines[0]).strip():
        lines = lines[1:]
    while lines and not "".join(span.text for span in lines[-1]).strip():
        lines = lines[:-1]
    if lines and lines[0]:
        first, *rest = lines[0]
        lines = [[first._replace(text=first.text.lstrip(" ")), *rest], *lines[1:]]
    return lines
