"""What kind of picture some bytes are."""

from __future__ import annotations

import pytest

from copilot_tui.chat.picture_kind import looks_like_picture, media_type_of


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\0", "image/gif"),
        (b"GIF87a\x01\0", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\0\0\0WAVEfmt ", None),
        (b"BM\x36\0", None),
        (b"<svg xmlns=", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_bytes_tell_the_kind(data: bytes, media_type: str | None) -> None:
    assert media_type_of(data) == media_type


@pytest.mark.parametrize(
    ("name", "is_picture"),
    [
        ("photo.png", True),
        ("Photo.JPEG", True),
        ("scan.heic", True),
        ("drawing.svg", False),
        ("notes.txt", False),
        (".png", False),
        ("png", False),
    ],
)
def test_names_tell_pictures_from_other_files(name: str, is_picture: bool) -> None:
    assert looks_like_picture(name) == is_picture
