"""Damage that was found by chance, once and for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.random_damage import damage_and_open
from tests.store.support_damage import fill, pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", [890_326, 890_490])
def test_a_file_in_which_damage_was_met_is_closed_as_it_was_and_mended_at_the_next_start(
    tmp_path: Path, seed: int
) -> None:
    """Tidying up at the end once wrote anew a page that was damaged."""
    sound = tmp_path / "sound" / "conversations.db"
    fill(sound)
    pages(sound)
    folder = tmp_path / "damaged"
    folder.mkdir(mode=0o700)
    damage_and_open(sound, folder, seed)
