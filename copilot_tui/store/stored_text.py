"""Text as it is taken out of the conversation file."""

from __future__ import annotations

from copilot_tui.text import clean, one_line

_HARMLESS = bytes((*b"\t\n", *range(0x20, 0x7F)))


def stored_text(data: bytes) -> str:
    """A text of the file, clean whoever has written it.

    What this program writes is clean, but the file may have been changed, restored or
    written by an older version. As the connection's `text_factory` nothing passes it by.

    Args:
        data: as it stands there; what is no UTF-8 in it becomes U+FFFD.
    """
    # In 0.5 us for 1,000 characters; `clean` would take 3 us to find nothing.
    if not data.translate(None, _HARMLESS):
        return data.decode("ascii")
    return clean(data.decode("utf-8", "replace"))


def stored_line(text: str) -> str:
    """A stored title or name, which is drawn on one line."""
    return text if text.isprintable() else one_line(text)
