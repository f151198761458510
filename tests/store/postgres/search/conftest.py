"""People who search on one server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.store import Store
from tests.postgres_server import PERSON
from tests.store.postgres.search.support import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres_server import Place


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """Conversations in a file."""
    with Store(tmp_path / "conversations.db", instance_id="file") as opened:
        yield opened


@pytest.fixture
def other_role(bob_there: str) -> str:
    return bob_there


@pytest.fixture
def ann(store_copy: Place) -> Iterator[Person]:
    """Who has made the tables."""
    person = Person(store_copy.as_role(PERSON))
    yield person
    person.close()


@pytest.fixture
def bob(ann: Person, store_copy: Place, other_role: str) -> Iterator[Person]:
    """Somebody else on the same server."""
    person = Person(store_copy.as_role(other_role))
    yield person
    person.close()
