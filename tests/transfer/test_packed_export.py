"""Our own complete export packed by gzip: read as it is, and of a damaged one what is whole."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import UnknownKind
from copilot_tui.transfer import packed_lines
from copilot_tui.transfer.all_sources import source_of
from copilot_tui.transfer.found import found_in
from tests.transfer.support import contents, export, fill, take_in

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store


@pytest.fixture
def exported(store: Store, path: Path, tmp_path: Path) -> bytes:
    fill(store, path)
    return export(store, tmp_path / "all.jsonl").read_bytes()


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    (tmp_path / "packed").mkdir()
    return tmp_path / "packed/all.jsonl.gz"


def test_importing_it_gives_the_same(
    exported: bytes, packed: Path, path: Path, other: Store, other_path: Path
) -> None:
    packed.write_bytes(gzip.compress(exported))

    counts, skipped = take_in(other, packed)

    assert (counts.new, skipped) == (4, [])
    assert contents(other_path) == contents(path)
    assert take_in(other, packed)[0].known == 4


def test_it_is_found_in_a_folder(exported: bytes, packed: Path) -> None:
    packed.write_bytes(gzip.compress(exported))
    assert [one.path for one in found_in(packed.parent, lambda _: None)] == [packed]


def test_of_one_that_was_cut_off_comes_in_what_is_whole(
    exported: bytes, packed: Path, other: Store
) -> None:
    lines = exported.splitlines(keepends=True)
    # Each line by itself can be unpacked up to where the file is cut.
    whole = b"".join(map(gzip.compress, lines[:3]))
    packed.write_bytes(whole + gzip.compress(lines[3])[:-20])

    counts, skipped = take_in(other, packed)

    assert counts.new == 2
    assert [one.place for one in skipped] == ["line 4"]
    assert "breaks off" in skipped[0].why
    assert "cut off" in skipped[0].why


@pytest.mark.parametrize(
    "spoilt", [b"no gzip here", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff"]
)
def test_of_one_that_is_damaged_comes_in_what_is_before(
    exported: bytes, packed: Path, other: Store, spoilt: bytes
) -> None:
    lines = exported.splitlines(keepends=True)
    packed.write_bytes(b"".join(map(gzip.compress, lines[:3])) + spoilt * 50)

    counts, skipped = take_in(other, packed)

    assert counts.new == 2
    assert [one.place for one in skipped] == ["line 4"]
    assert "damaged" in skipped[0].why


def test_a_checksum_that_is_wrong_is_told(exported: bytes, packed: Path, other: Store) -> None:
    data = bytearray(gzip.compress(exported))
    data[-6] ^= 0xFF
    packed.write_bytes(data)

    counts, skipped = take_in(other, packed)

    assert counts.new == 4
    assert ["damaged" in one.why for one in skipped] == [True]


def test_no_more_is_unpacked_than_a_file_may_have(
    exported: bytes, packed: Path, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = exported.splitlines(keepends=True)
    packed.write_bytes(gzip.compress(exported + b"\n" * 1_000_000))
    monkeypatch.setattr(packed_lines, "LARGEST_FILE", sum(map(len, lines[:3])) + 1)

    counts, skipped = take_in(other, packed)

    assert counts.new == 2
    assert ["unpacks to more than" in one.why for one in skipped] == [True]


def test_a_line_that_is_too_long_is_not_taken_into_memory(
    exported: bytes, packed: Path, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = exported.splitlines(keepends=True)
    most = max(map(len, lines))
    monkeypatch.setattr(packed_lines, "LONGEST_LINE", most)
    packed.write_bytes(gzip.compress(b"".join(lines[:3]) + b"x" * (most + 10)))

    counts, skipped = take_in(other, packed)

    assert counts.new == 2
    assert ["This line has more than" in one.why for one in skipped] == [True]


def test_another_packed_file_is_told_apart(packed: Path) -> None:
    packed.write_bytes(gzip.compress(b"Dear all"))
    with pytest.raises(UnknownKind, match="packed by gzip, which only JSONL of copilot-tui may be"):
        source_of(packed)
