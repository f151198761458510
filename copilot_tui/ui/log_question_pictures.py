"""What the user said, with the pictures that go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.picture import PictureReference, find_pictures
from copilot_tui.ui.log_plain import plain_lines
from copilot_tui.ui.render.pictures import SIGN

if TYPE_CHECKING:
    from rich.style import Style

    from copilot_tui.ui.render.line import Line
    from copilot_tui.ui.render.pictures import MessagePictures


def with_names(content: str, pictures: MessagePictures) -> str:
    """A text with the names of its pictures in place of the pictures."""
    parts: list[str] = []
    for text, picture in _pieces(content, pictures):
        parts.append(text)
        if picture is not None:
            parts.append(f"{SIGN} {picture.alt or 'picture'}")
            if picture.target not in pictures.facts:
                parts.append(" (it is not here)")
    return "".join(parts)


def lines_with_pictures(
    content: str, pictures: MessagePictures, width: int, text_style: Style, muted: Style
) -> list[Line]:
    """A text with its own line ends, and each picture that is known on lines of its own."""
    lines: list[Line] = []
    named = ""
    for text, picture in _pieces(content, pictures):
        named += text
        drawn = None
        if picture is not None:
            start, end = picture.span
            markdown = content[start:end]
            drawn = pictures.lines(picture.alt, picture.target, markdown, width, muted)
            if drawn is None:
                named += with_names(markdown, pictures)
                continue
        is_last = picture is None
        if shown := _shown(named, after_picture=bool(lines), is_last=is_last):
            lines += plain_lines(shown[0], text_style, width)
        lines += drawn or ()
        named = ""
    return lines


def _shown(text: str, *, after_picture: bool, is_last: bool) -> tuple[str] | None:
    """What stands between two pictures, without the blanks next to them; None for nothing."""
    if after_picture:
        text = text.lstrip(" ")
    begins_anew = after_picture and text.startswith("\n")
    if begins_anew:
        text = text[1:]
    if not is_last:
        text = text.removesuffix("\n")
        return (text,) if text.strip(" ") else None
    return (text,) if begins_anew or text else None


def _pieces(content: str, pictures: MessagePictures) -> list[tuple[str, PictureReference | None]]:
    """The text before each picture with it, and the rest without one.

    What a user wrote as a picture that is elsewhere stays as it was written.
    """
    pieces: list[tuple[str, PictureReference | None]] = []
    position = 0
    for picture in find_pictures(content):
        if picture.digest is None and picture.target not in pictures.facts:
            continue
        start, end = picture.span
        pieces.append((content[position:start], picture))
        position = end
    pieces.append((content[position:], None))
    return pieces
