"""Making pictures small enough to be drawn in a terminal.

It loads Pillow and takes time, so it is for a thread of its own.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from copilot_tui.errors import FileRefused
from copilot_tui.files.picture_making import be_quiet
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""What `make_picture` and what is fetched from servers leave us with."""

_LONGEST_REASON = 60


def scaled_pixels(data: bytes, width: int, height: int) -> bytes:
    """The pixels of a picture, four bytes each: red, green, blue and how opaque.

    Args:
        data: the file; of an animated one the first picture is meant.
        width: in pixels of the result.
        height: in pixels of the result.

    Raises:
        FileRefused: it cannot be read; `what` says why in few words.
    """
    return _scaled(data, width, height).tobytes()


def scaled_png(data: bytes, width: int, height: int) -> bytes:
    """The same as the bytes of a PNG; no larger than the picture is.

    Raises:
        FileRefused: see `scaled_pixels`.
    """
    written = BytesIO()
    image = _scaled(data, width, height, may_grow=False)
    if not image.has_transparency_data or image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    image.save(written, "PNG", compress_level=3)
    return written.getvalue()


def _scaled(data: bytes, width: int, height: int, *, may_grow: bool = True) -> Image.Image:
    try:
        return _read(data, width, height, may_grow=may_grow)
    except Exception as error:
        # Pillow's decoders raise whatever broken data leads them to.
        raise FileRefused(_reason(error), "") from error


def _read(data: bytes, width: int, height: int, *, may_grow: bool) -> Image.Image:
    from PIL import Image, ImageOps

    be_quiet()
    # A picture of more than 89 megapixels would take gigabytes of memory.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(BytesIO(data), formats=_FORMATS) as opened:
        # A JPEG can be read at a fraction of its size, which is much faster.
        opened.draft(None, (2 * width, 2 * height))
        factor = min(opened.width // width, opened.height // height) // 2
        if opened.mode in ("RGB", "L") and factor > 1:
            # Before there are four bytes for each of many pixels.
            whole = ImageOps.exif_transpose(opened.reduce(factor))
        else:
            whole = ImageOps.exif_transpose(opened)
        image = whole.convert("RGBA")
    if not may_grow:
        width, height = min(width, image.width), min(height, image.height)
    return image.resize((width, height), Image.Resampling.BOX, reducing_gap=None)


def _reason(error: Exception) -> str:
    from PIL import Image, UnidentifiedImageError

    if isinstance(error, (Image.DecompressionBombWarning, Image.DecompressionBombError)):
        return "it has too many pixels to be drawn"
    if isinstance(error, UnidentifiedImageError):
        return "it is no picture that can be read"
    return elide(f"it is damaged: {one_line(str(error))}", _LONGEST_REASON)
