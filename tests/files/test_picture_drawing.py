"""Pictures made small enough for a terminal."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from copilot_tui.errors import FileRefused
from copilot_tui.files.picture_drawing import scaled_pixels, scaled_png
from tests.pictures import png

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def written(image: Image.Image, form: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def test_the_pixels_are_those_of_the_picture() -> None:
    image = Image.new("RGBA", (20, 20), RED)
    image.paste((0, 0, 0, 0), (0, 10, 20, 20))
    pixels = scaled_pixels(written(image, "PNG"), 2, 2)
    assert pixels == bytes(RED) * 2 + bytes(4) * 2


def test_of_an_animation_the_first_picture_is_drawn() -> None:
    frames = [Image.new("RGB", (4, 4), colour[:3]) for colour in (RED, BLUE)]
    data = written(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert scaled_pixels(data, 1, 1) == bytes(RED)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_every_form_can_be_drawn(form: str) -> None:
    data = written(Image.new("RGB", (300, 200), RED[:3]), form)
    assert len(scaled_pixels(data, 10, 4)) == 10 * 4 * 4
    with Image.open(BytesIO(scaled_png(data, 100, 60))) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (100, 60))


def test_what_is_sent_to_a_terminal_is_no_larger_than_the_picture() -> None:
    with Image.open(BytesIO(scaled_png(png(30, 20), 100, 60))) as image:
        assert image.size == (30, 20)


@given(st.binary(max_size=300), st.integers(0, 60))
def test_broken_data_is_refused_with_words(tail: bytes, kept: int) -> None:
    with pytest.raises(FileRefused) as refused:
        scaled_pixels(png(300, 200)[:kept] + tail, 4, 4)
    assert refused.value.what.startswith("it ")
    assert refused.value.what.isprintable()


def test_too_many_pixels_are_refused() -> None:
    with pytest.raises(FileRefused, match="too many pixels"):
        scaled_pixels(written(Image.new("1", (12_000, 12_000)), "PNG"), 4, 4)
