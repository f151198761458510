"""Pictures that other programs kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from copilot_tui.chat.picture import ATTACHMENT, picture_markdown
from copilot_tui.chat.picture_kind import media_type_of
from copilot_tui.text import one_line
from copilot_tui.transfer.record import Picture, PictureUse

LARGEST_PICTURE = 20_000_000
"""Bytes of a picture that is taken in."""

_DATA_URL = re.compile(r"data:[\w.+/-]*(?:;[\w=.+-]*)*?;base64,", re.ASCII)
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_from(data: bytes, name: str, created: float) -> Picture | None:
    """A picture from the bytes of its file; None when it is none that a server takes.

    Args:
        data: the bytes.
        name: of the file.
        created: Unix time in seconds.
    """
    media_type = media_type_of(data)
    if media_type is None or len(data) > LARGEST_PICTURE:
        return None
    width, height = _size(media_type, data)
    digest = hashlib.sha256(data).hexdigest()
    return Picture(digest, media_type, one_line(name), width, height, created, data)


def picture_from_base64(text: str, name: str, created: float) -> Picture | None:
    """A picture from a `data:` URL, or from its Base64 alone; see `picture_from`."""
    found = _DATA_URL.match(text)
    encoded = text[found.end() :] if found else text
    if len(encoded) > LARGEST_PICTURE * 3 // 2:
        return None
    try:
        data = base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return None
    return picture_from(data, name, created)


def shown(picture: Picture) -> str:
    """What stands in a text for the picture."""
    return picture_markdown(picture.name or "picture", picture.digest)


def use_of(picture: Picture) -> PictureUse:
    """That a text shows the picture."""
    return PictureUse(f"{ATTACHMENT}{picture.digest}", picture.digest)


def _size(media_type: str, data: bytes) -> tuple[int, int]:
    """Width and height in pixels; 0 and 0 where they cannot be found."""
    if media_type == "image/png" and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if media_type == "image/gif" and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if media_type == "image/jpeg":
        return _jpeg_size(data)
    return _webp_size(data) if media_type == "image/webp" else (0, 0)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """From the first frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _JPEG_SIZES:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    """From the first chunk (RFC 9649, section 2)."""
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X" and len(body) >= 10:
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(body) >= 10:
        width, height = (int.from_bytes(body[i : i + 2], "little") & 0x3FFF for i in (6, 8))
        return width, height
    return 0, 0
