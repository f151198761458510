"""Conversation files that are damaged at random, and opened."""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.store.opening import open_store
from tests.store.support_damage import PAGE, is_sound, messages, paths_of

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.notice import StoreNotice


def set_aside(path: Path) -> list[Path]:
    """The damaged files that were kept beside a file."""
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


def damage_and_open(sound: Path, folder: Path, seed: int) -> None:
    """Damage a copy of a file at random, open it, read all of it, and look at what is left."""
    chance = random.Random(seed)
    path = folder / "conversations.db"
    shutil.copyfile(sound, path)
    _damage(path, chance)
    content = path.read_bytes()
    notices: list[StoreNotice] = []
    for _ in range(3):
        with open_store(paths_of(path), notices.append) as store, suppress(StoreError):
            for entry in store.conversations.page(limit=50):
                if entry.active_leaf is not None:
                    store.tree.path(entry.active_leaf)
            while store.search.backfill():
                pass
    asides = set_aside(path)
    if asides:
        assert content in [aside.read_bytes() for aside in asides]
        assert is_sound(path)
    elif path.read_bytes() != content:
        assert len(messages(path)) >= 144
    shutil.rmtree(folder)


def _damage(path: Path, chance: random.Random) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        match chance.randrange(4):
            case 0:
                file.truncate(chance.randrange(size))
            case 1:
                for _ in range(chance.randint(1, 12)):
                    file.seek(chance.randrange(size // PAGE) * PAGE)
                    file.write(chance.randbytes(PAGE))
            case 2:
                for _ in range(chance.randint(1, 40)):
                    file.seek(chance.randrange(size))
                    file.write(chance.randbytes(chance.randint(1, 20)))
            case _:
                file.seek(chance.randrange(size))
                file.write(bytes(min(size, chance.randint(1, 20) * PAGE)))
