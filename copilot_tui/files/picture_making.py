"""Making a picture fit to be sent out of whatever file it comes in.

Pillow is loaded only when a picture is met, and never on the event loop.
"""

from __future__ import annotations

import logging
import re
import warnings
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from copilot_tui.chat.picture import MOST_PICTURE_BYTES, Picture, PictureFacts
from copilot_tui.chat.picture_kind import SENDABLE, media_type_of
from copilot_tui.errors import FileRefused
from copilot_tui.files.file_size import file_size
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 2048
"""Pixels; a larger picture is made smaller, as models do themselves."""

LONGEST_NAME = 100
_JPEG_QUALITY = 90
_LARGE_PNG = 5_000_000
"""A photo in a lossless form; as JPEG it has a tenth of that."""

# Without EPS, for which Pillow runs another program, and without TIFF, whose library writes
# what it thinks of a broken file over the screen.
_FORMATS = (
    *("PNG", "JPEG", "GIF", "WEBP"),
    *("BMP", "DIB", "ICO", "JPEG2000", "AVIF", "TGA", "PPM"),
)
_PRIVATE = frozenset(("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "mp"))
"""What Pillow's `info` calls notes of where, when and by whom a picture was made."""

_ENDS = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9"}
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_KEPT = "Your text is as it was."


def make_picture(data: bytes, name: str) -> Picture:
    """Make a picture of a file's bytes.

    What can be sent as it is stays so. Otherwise it is written anew: smaller when it is
    larger than `LONGEST_SIDE`, as PNG or JPEG, upright, and without notes of where, when
    and by whom it was made.

    Args:
        data: the file.
        name: of the file.

    Raises:
        FileRefused: it is no picture that can be read, or too large.
    """
    name = elide(one_line(name), LONGEST_NAME) or "picture"
    if len(data) > MOST_PICTURE_BYTES:
        raise FileRefused(
            f"{name} is larger than {file_size(MOST_PICTURE_BYTES)}, too much for a picture.",
            "Make it smaller, then attach it again.",
        )
    try:
        return _made(data, name)
    except FileRefused:
        raise
    except Exception as error:
        # Pillow's decoders raise whatever broken data leads them to.
        raise _unreadable(data, name, error) from error


def _made(data: bytes, name: str) -> Picture:
    from PIL import Image, ImageOps

    be_quiet()
    # A picture of more than 89 megapixels would take gigabytes of memory.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            media_type = media_type_of(data)
            if media_type is not None and _is_fit(opened, data, media_type):
                return _picture(data, media_type, name, opened.size)
            is_photo = opened.format in ("JPEG", "MPO")
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            image = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise FileRefused(
            f"{name} has too many pixels.", "Make it smaller, then attach it again."
        ) from error
    written, media_type = _written(image, as_jpeg=is_photo)
    return _picture(written, media_type, name, image.size)


def be_quiet() -> None:
    """Let Pillow not write what it thinks of a broken file over the screen."""
    warnings.filterwarnings("ignore", module=r"PIL\.")
    logger = logging.getLogger("PIL")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _is_fit(image: Image.Image, data: bytes, media_type: str) -> bool:
    """Whether a picture can be sent as it is."""
    image.load()
    private = {*image.info, *getattr(image, "text", ())} & _PRIVATE
    if media_type == "image/gif":
        private.discard("comment")
    has_notes = bool(private) or bool(image.getexif()) or bool(getattr(image, "text", None))
    # Some cameras and phones put more behind the end of the picture.
    ends = data.endswith(_ENDS.get(media_type, b""))
    return max(image.size) <= LONGEST_SIDE and ends and not has_notes


def _written(image: Image.Image, *, as_jpeg: bool) -> tuple[bytes, str]:
    """The bytes and the media type of a picture, without anything but its pixels and colours."""
    has_alpha = image.has_transparency_data
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA", "L") else None
    plain = image.convert("RGBA" if has_alpha else "L" if image.mode == "L" else "RGB")
    plain.info.clear()
    plain.getexif().clear()
    if not as_jpeg or has_alpha:
        png = BytesIO()
        plain.save(png, "PNG", icc_profile=profile)
        if has_alpha or png.tell() <= _LARGE_PNG:
            return png.getvalue(), "image/png"
    jpeg = BytesIO()
    plain.save(jpeg, "JPEG", quality=_JPEG_QUALITY, icc_profile=profile)
    return jpeg.getvalue(), "image/jpeg"


def _picture(data: bytes, media_type: str, name: str, size: tuple[int, int]) -> Picture:
    digest = sha256(data).hexdigest()
    return Picture(PictureFacts(digest, media_type, name, *size, len(data)), data)


def _unreadable(data: bytes, name: str, error: Exception) -> FileRefused:
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError) and media_type_of(data) is None:
        kinds = "PNG, JPEG, GIF and WebP"
        what = f"{name} is no picture that can be read; {kinds} can, and some others."
        if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
            what = f"{name} is a HEIC picture, which cannot be read here."
        return FileRefused(what, "Save it as JPEG or PNG, then attach it again.")
    # Pillow's own words may name the object that it read from.
    return FileRefused(f"{name} is damaged.", _KEPT)


def file_name(facts: PictureFacts) -> str:
    """A name for a picture's file, with the ending of what it is now."""
    suffix = SENDABLE.get(facts.media_type, "")
    stem = _ENDING.sub("", facts.name) or facts.name
    return facts.name if facts.name.lower().endswith((suffix, ".jpeg")) else f"{stem}{suffix}"
