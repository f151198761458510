"""Pictures for tests: small ones made by hand, without any library."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256

from copilot_tui.chat.picture import Picture, PictureFacts, picture_markdown


def png(width: int = 3, height: int = 2, shade: int = 0x80) -> bytes:
    """A PNG of one colour (RFC 2083)."""
    rows = (b"\0" + bytes((shade, 0x20, 0x60)) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def picture(shade: int = 0x80, name: str = "photo.png") -> Picture:
    """A picture of three by two pixels; another shade makes another one."""
    data = png(shade=shade)
    digest = sha256(data).hexdigest()
    return Picture(PictureFacts(digest, "image/png", name, 3, 2, len(data)), data)


def photo(width: int, height: int, name: str = "photo.png") -> Picture:
    """A picture as large as this."""
    data = png(width, height)
    digest = sha256(data).hexdigest()
    return Picture(PictureFacts(digest, "image/png", name, width, height, len(data)), data)


def shown(picture: Picture) -> str:
    """The reference to a picture in a text."""
    return picture_markdown(picture.facts.name, picture.facts.digest)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
