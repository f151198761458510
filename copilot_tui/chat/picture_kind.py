"""What kind of picture some bytes are, told by the bytes alone."""

from __future__ import annotations

SENDABLE = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
"""What every server that takes pictures takes, and how such a file's name ends."""

PICTURE_SUFFIXES = frozenset(
    (
        *(".png", ".jpg", ".jpeg", ".jpe", ".gif", ".webp"),
        *(".bmp", ".tif", ".tiff", ".ico", ".avif", ".heic", ".heif", ".jp2", ".tga", ".ppm"),
    )
)
"""How the name of a picture ends. SVG is a text."""


def media_type_of(data: bytes) -> str | None:
    """The media type of a picture of `SENDABLE`; None for anything else.

    Args:
        data: the file, or its first 16 bytes.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def looks_like_picture(name: str) -> bool:
    """Whether a file with this name is a picture by the end of its name."""
    stem, dot, suffix = name.rpartition(".")
    return bool(stem and dot) and f".{suffix.lower()}" in PICTURE_SUFFIXES
