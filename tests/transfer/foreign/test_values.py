"""Values of foreign data."""

from __future__ import annotations

import math
from base64 import b64encode
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.transfer.foreign.identity import MessageKeys
from copilot_tui.transfer.foreign.json_items import Unreadable
from copilot_tui.transfer.foreign.parameters import parameters_in
from copilot_tui.transfer.foreign.picture_file import picture_from, picture_from_base64
from copilot_tui.transfer.foreign.readable import fenced
from copilot_tui.transfer.foreign.values import time_in
from copilot_tui.transfer.foreign.yaml_values import yaml_value

JUNK = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.just(10**400)
    | st.text(max_size=8)
    | st.lists(st.none(), max_size=2)
)

NO_TIMES: list[object] = [
    *(0, -1, math.nan, math.inf, 1e300, 10**400, True, None, [], "soon"),
    *("0001-01-01", "9999-12-31T23:59:59-23:00"),
]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1735689600.25, 1735689600.25),
        (1735689600250, 1735689600.25),
        ("2025-01-01T00:00:00.250000Z", 1735689600.25),
        ("2025-01-01T01:00:00.250+01:00", 1735689600.25),
        ("2025-01-01 00:00:00.250000", 1735689600.25),
        *((value, None) for value in NO_TIMES),
    ],
)
def test_times_of_all_kinds_are_understood(value: object, seconds: float | None) -> None:
    assert time_in(value) == seconds


@given(JUNK)
def test_a_time_is_a_time_or_nothing(value: object) -> None:
    time = time_in(value)
    assert time is None or 0 < time < 253_402_300_800


@given(st.dictionaries(st.sampled_from(["temperature", "seed", "stop", "num_ctx"]), JUNK))
def test_parameters_are_what_a_server_takes(value: dict[str, object]) -> None:
    found = parameters_in(value)
    assert "num_ctx" not in found
    assert all(
        isinstance(number, int | float) and math.isfinite(number)
        for name, number in found.items()
        if name != "stop"
    )


@given(st.binary(max_size=40), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a"]))
def test_a_picture_that_is_cut_off_raises_nothing(data: bytes, beginning: bytes) -> None:
    picture = picture_from(beginning + data, "x", 1.0)
    assert picture is not None
    assert picture.width >= 0


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x05\x00\x07\x01\x01\x11\x00", (7, 5)),
        (b"GIF89a\x07\x00\x05\x00\x00", (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0" + b"\0" * 4 + b"\x06\0\0\x04\0\0", (7, 5)),
    ],
)
def test_sizes_of_pictures_are_found(data: bytes, size: tuple[int, int]) -> None:
    picture = picture_from(data, "x", 1.0)
    assert picture is not None
    assert (picture.width, picture.height) == size


@given(st.text(max_size=40))
def test_text_that_is_no_picture_is_none(text: str) -> None:
    assert picture_from_base64(text, "", 1.0) is None
    assert picture_from_base64("data:image/png;base64," + text, "", 1.0) is None


def test_the_data_tells_what_a_picture_is_not_its_address() -> None:
    encoded = b64encode(b"<svg onload='alert()'/>").decode()
    assert picture_from_base64(f"data:image/png;base64,{encoded}", "", 1.0) is None


@given(st.text("`ab\n", max_size=20))
def test_nothing_inside_ends_a_fence(text: str) -> None:
    lines = fenced(text).split("\n")
    assert lines[0] == lines[-1]
    assert all(lines[0] not in line for line in lines[1:-1])


def test_the_same_parts_again_are_another_message() -> None:
    keys = MessageKeys()
    assert keys.key("a", "b") != keys.key("a", "b")
    assert keys.key("ab", "") != keys.key("a", "b")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: [0.5, true, null, yes, '7']", {"a": 1, "b": [0.5, True, None, "yes", "7"]}),
        ("- |-\n  two\n  lines\n- 2025-01-01", ["two\nlines", "2025-01-01"]),
        ("", None),
        ("? [a]\n: b", {"['a']": "b"}),
    ],
)
def test_yaml_is_read_as_json_would_be(text: str, value: object) -> None:
    assert yaml_value(text) == value


@pytest.mark.parametrize("text", ["[" * 100_000, "a: &x [*x]", "[" * 99 + "]" * 99, "\0"])
def test_yaml_that_would_do_harm_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        yaml_value(text)


@given(st.text("-:[]{}&*!|>'\"#%@ \nab1", max_size=30))
def test_no_yaml_raises_anything_else(text: str) -> None:
    with suppress(Unreadable):
        yaml_value(text)
