"""Large JSON files, one item at a time."""

from __future__ import annotations

import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.transfer.foreign import json_items as module
from copilot_tui.transfer.foreign.json_items import (
    Unreadable,
    _Cutter,
    json_items,
    parsed,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**9) | st.text('ab"\\[]{},:\n é\U0001f600'),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("k,]\\", max_size=3), inner)
    ),
    max_leaves=8,
)


class Dribble(io.RawIOBase):
    """A file that gives a few bytes at a time, wherever that cuts them."""

    def __init__(self, data: bytes, size: int) -> None:
        self._file = io.BytesIO(data)
        self._size = size

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(self._size)


def items(data: bytes, size: int = 1 << 20) -> tuple[list[object], list[tuple[int, str]]]:
    problems: list[tuple[int, str]] = []
    found = json_items(Dribble(data, size), lambda number, why: problems.append((number, why)))
    return [value for _, value in found], problems


@settings(max_examples=50, deadline=None)
@given(st.lists(VALUES, max_size=5), st.integers(1, 20), st.sampled_from([None, 1]))
def test_a_list_gives_its_items_however_it_is_cut(
    value: list[object], size: int, indent: int | None
) -> None:
    data = json.dumps(value, ensure_ascii=False, indent=indent).encode()
    assert items(data, size) == (value, [])


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text('ab"\\,'), VALUES, max_size=5), st.integers(1, 20))
def test_an_object_gives_its_entries(value: dict[str, object], size: int) -> None:
    found, problems = items(json.dumps(value).encode(), size)
    assert found == [{key: item} for key, item in value.items()]
    assert problems == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(st.text("k,]\\", max_size=3), VALUES), min_size=1), st.data())
def test_a_file_that_was_cut_off_gives_all_that_is_whole(
    value: list[object], data: st.DataObject
) -> None:
    whole = json.dumps(value).encode()
    cut = data.draw(st.integers(1, len(whole) - 1))
    found, problems = items(whole[:cut])
    assert found == value[: len(found)]
    assert problems == [(len(found) + 1, "The file ends in the middle of it.")]


def test_an_item_that_is_not_json_is_told_of_and_the_others_come() -> None:
    found, problems = items(b'[{"a": 1}, {"b": nonsense}, {"c": 3}]')
    assert found == [{"a": 1}, {"c": 3}]
    assert problems == [(2, "It is not JSON: Expecting value, character 8.")]


def test_what_is_nested_too_deeply_is_told_of() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    assert items(b"[1, " + deep + b", 2]") == ([1, 2], [(2, "It is nested too deeply.")])


def test_a_number_of_many_digits_is_told_of() -> None:
    _, problems = items(b"[" + b"9" * 10_000 + b"]")
    assert problems == [(1, "It holds a number that is too long.")]


def test_what_is_no_utf_8_and_no_number_is_mended() -> None:
    assert items(b'\xef\xbb\xbf [{"a": "\xff\xfe", "b": NaN, "c": -Infinity}]')[0] == [
        {"a": "\ufffd\ufffd", "b": None, "c": None}
    ]


@pytest.mark.parametrize("data", [b"", b"   \n", b"\xef\xbb\xbf", b"SQLite", b'"[1]"', b"7"])
def test_what_is_neither_list_nor_object_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        items(data)


def test_an_item_that_is_too_long_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_ITEM", 2 << 20)
    found, problems = items(b'[1, "' + b"x" * (9 << 20) + b'", 2]')
    assert found == [1]
    assert problems == [(2, "It is longer than 2 MiB.")]


def test_long_strings_are_not_looked_through_again_and_again() -> None:
    looked_at = 0

    class Counting(_Cutter):
        def _read(self) -> bool:
            nonlocal looked_at
            looked_at += len(self._buffer) - self._at
            return super()._read()

    data = b'["' + b"x" * (16 << 20) + b'"]'
    cutter = Counting(Dribble(data, 1 << 16))
    cutter.begin()
    assert [len(item or b"") for item in cutter.items()] == [len(data) - 2]
    assert looked_at < 4 * len(data)


def test_many_items_take_time_in_proportion_and_only_some_are_in_memory() -> None:
    class Counted(io.RawIOBase):
        def __init__(self) -> None:
            self.sizes: list[int] = []

        def read(self, size: int = -1, /) -> bytes:
            self.sizes.append(size)
            return (b" [ " if len(self.sizes) == 1 else b"[1],") + b"[1]," * (size // 4)

    file = Counted()
    found = json_items(file, lambda *_: None)
    begun = time.process_time()
    for _ in range(300_000):
        next(found)
    assert time.process_time() - begun < 20
    assert len(file.sizes) > 1
    assert max(file.sizes) <= 2 << 20


def test_a_text_that_is_not_json_says_where() -> None:
    with pytest.raises(Unreadable, match="character 2"):
        parsed(b"[nonsense")
