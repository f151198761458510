"""Making pictures fit to be sent."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from copilot_tui.chat.picture import MOST_PICTURE_BYTES, PictureFacts
from copilot_tui.chat.picture_kind import media_type_of
from copilot_tui.errors import FileRefused
from copilot_tui.files.picture_file import read_picture_file
from copilot_tui.files.picture_making import file_name, make_picture
from tests.pictures import png

if TYPE_CHECKING:
    from collections.abc import Mapping

GPS = 0x8825
ORIENTATION = 0x0112


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(tags: Mapping[int, object], size: tuple[int, int] = (8, 4)) -> bytes:
    """A JPEG with these EXIF tags and a place."""
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[tag] = value
    exif.get_ifd(GPS)[2] = (59.0, 54.0, 45.0)
    return saved(Image.new("RGB", size, "red"), "JPEG", exif=exif)


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_can_be_sent_stays_as_it_is(kind: str) -> None:
    data = saved(Image.new("RGB", (5, 3), "red"), kind)
    picture = make_picture(data, "a")
    assert picture.data == data
    assert picture.facts == PictureFacts(
        sha256(data).hexdigest(), f"image/{kind.lower()}", "a", 5, 3, len(data)
    )


@pytest.mark.parametrize("kind", ["BMP", "ICO", "PPM", "TGA"])
def test_other_kinds_become_png(kind: str) -> None:
    picture = make_picture(saved(Image.new("RGB", (16, 16), "red"), kind), f"a.{kind}")
    assert picture.facts.media_type == media_type_of(picture.data) == "image/png"
    assert opened(picture.data).convert("RGB").getpixel((3, 3)) == (255, 0, 0)


def test_where_a_photo_was_taken_is_not_sent() -> None:
    data = photo({0x010F: "Maker"})
    assert opened(data).getexif().get_ifd(GPS)
    picture = make_picture(data, "photo.jpg")
    assert b"Exif" not in picture.data
    assert not opened(picture.data).getexif()
    assert picture.facts.media_type == "image/jpeg"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_nor_is_it_in_other_kinds(kind: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(GPS)[2] = (59.0, 54.0, 45.0)
    data = saved(Image.new("RGB", (8, 4), "red"), kind, exif=exif)
    picture = make_picture(data, "a")
    assert not opened(picture.data).getexif()
    assert not {"exif", "xmp"} & {*opened(picture.data).info}


def test_what_a_phone_puts_behind_a_photo_is_not_sent() -> None:
    data = saved(Image.new("RGB", (8, 4), "red"), "JPEG") + b"59 54 45 N"
    assert b"59 54" not in make_picture(data, "a.jpg").data


def test_texts_in_a_png_are_not_sent() -> None:
    text = b"tEXtAuthor\0Bob"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    head, data, end = png()[:33], png()[33:-12], png()[-12:]
    for noted in (head + chunk + data + end, head + data + chunk + end):
        assert b"Bob" not in make_picture(noted, "a.png").data


def test_a_photo_that_lies_on_its_side_is_turned() -> None:
    picture = make_picture(photo({ORIENTATION: 6}), "photo.jpg")
    assert (picture.facts.width, picture.facts.height) == (4, 8)
    assert opened(picture.data).size == (4, 8)


def test_a_large_picture_is_made_smaller() -> None:
    data = saved(Image.new("RGB", (4096, 1024), "red"), "PNG")
    picture = make_picture(data, "wide.png")
    assert (picture.facts.width, picture.facts.height) == opened(picture.data).size == (2048, 512)


def test_what_is_transparent_stays_so() -> None:
    data = saved(Image.new("RGBA", (3000, 30), (255, 0, 0, 0)), "PNG")
    assert opened(make_picture(data, "a.png").data).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_picture_with_too_many_pixels_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(3751) * 100)
    with pytest.raises(FileRefused, match="too many pixels"):
        make_picture(_png_of(header, rows), "bomb.png")
    # Between the limit and twice as many Pillow itself would only warn.
    header = struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    with pytest.raises(FileRefused, match="too many pixels"):
        make_picture(_png_of(header, rows), "bomb.png")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "no picture that can be read"),
        (b"", "no picture that can be read"),
        (png()[:40], "is damaged"),
        (png()[:12].ljust(40, b"\0"), "is damaged"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (bytes(MOST_PICTURE_BYTES + 1), "larger than 20.0 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_words(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words) as refused:
        make_picture(data, "a\x1b[31m.png")
    assert "\x1b" not in str(refused.value)
    assert refused.value.todo
    assert " object at " not in refused.value.lines


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 200),
    st.binary(min_size=1, max_size=8),
    st.sampled_from(["PNG", "GIF", "TIFF", "ICO"]),
)
def test_no_broken_picture_raises_anything_else(at: int, junk: bytes, kind: str) -> None:
    data = saved(Image.new("P", (9, 9)).convert("RGB"), kind)
    broken = data[:at] + junk + data[at + len(junk) :]
    try:
        picture = make_picture(broken, "a")
    except FileRefused:
        return
    assert picture.facts.width > 0


BREAKING = """
from io import BytesIO
from PIL import Image
from copilot_tui.errors import FileRefused
from copilot_tui.files.picture_making import make_picture
for kind in ("JPEG", "PNG", "GIF", "ICO", "WEBP", "BMP", "TIFF"):
    file = BytesIO()
    Image.new("RGB", (33, 17), "red").save(file, kind, exif=b"Exif\\0\\0II*\\0\\x08\\0\\0\\0\\x03")
    data = file.getvalue()
    for at in range(4, 200):
        try:
            make_picture(data[:at] + b"\\xff" + data[at + 1 :], "a")
        except FileRefused:
            pass
"""


def test_nothing_is_written_to_the_terminal_about_a_broken_picture() -> None:
    done = subprocess.run([sys.executable, "-c", BREAKING], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_file_is_named_for_what_it_is_now() -> None:
    def named(name: str, media_type: str) -> str:
        return file_name(PictureFacts("0" * 64, media_type, name, 1, 1, 1))

    assert named("a.bmp", "image/png") == "a.png"
    assert named("a.JPEG", "image/jpeg") == "a.JPEG"
    assert named("a.jpg", "image/jpeg") == "a.jpg"
    assert named("photo", "image/webp") == "photo.webp"


def test_a_picture_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "bård.png"
    path.write_bytes(png())
    assert read_picture_file(path, "x/bård.png").facts.name == "bård.png"
    with pytest.raises(FileRefused, match=r"x/none.png is not there"):
        read_picture_file(tmp_path / "none.png", "x/none.png")
    with path.open("wb") as file:
        file.truncate(MOST_PICTURE_BYTES + 1)
    with pytest.raises(FileRefused, match=r"larger than 20.0 MB"):
        read_picture_file(path, "bård.png")


def _png_of(header: bytes, rows: bytes) -> bytes:
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
