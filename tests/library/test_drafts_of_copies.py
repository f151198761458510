"""What copies of the app that have ended left in a new conversation, while this one types, too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from copilot_tui.store.store import Store
from tests.library.test_unkept import Home
from tests.store.support import nobody_is_alive


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A file in which a copy that has ended had typed something."""
    home = Home(tmp_path)
    with Store(home.file, instance_id="dead") as dead:
        dead.drafts.set(None, "left")
    await home.store.run(lambda store: setattr(store, "is_alive", nobody_is_alive))
    yield home
    home.store.close()


async def test_it_is_taken_over_only_where_that_is_asked_for(home: Home) -> None:
    assert await home.library.draft(None) == ""
    assert await home.library.draft(None, adopt=True) == "left"
    assert await home.library.draft(None) == "left"


async def test_it_comes_as_soon_as_the_own_text_is_taken_away(home: Home) -> None:
    library = home.library
    library.keep_draft(None, "typed")
    assert await library.draft(None, adopt=True) == "typed"
    library.keep_draft(None, "")
    assert await library.draft(None, adopt=True) == "left"


async def test_it_comes_after_what_was_sent(home: Home) -> None:
    library = home.library
    library.keep_draft(None, "typed")
    sent = await library.send(None, "typed")
    assert await library.draft(sent.conversation.id) == ""
    assert await library.draft(None, adopt=True) == "left"


async def test_while_the_file_is_locked_it_stays_there_and_nothing_is_complained_of(
    home: Home,
) -> None:
    with home.locked():
        assert await home.library.draft(None, adopt=True) == ""
    assert home.failures == []
    assert await home.library.draft(None, adopt=True) == "left"


async def test_it_is_not_taken_over_before_the_own_text_is_taken_away_on_disk(home: Home) -> None:
    library = home.library
    library.keep_draft(None, "typed")
    await home.done()
    with home.locked():
        library.keep_draft(None, "")
        await home.done()
    assert await library.draft(None, adopt=True) == ""
    library.write_drafts_again()
    await home.done()
    assert await library.draft(None, adopt=True) == "left"


async def test_it_is_not_lost_to_what_was_typed_before_it_and_could_not_be_written(
    home: Home,
) -> None:
    library = home.library
    with home.locked():
        library.add_to_draft(None, "typed")
        await home.done()
    assert await library.draft(None, adopt=True) == "typed"
    library.write_drafts_again()
    await library.send(None, "typed")
    assert await library.draft(None, adopt=True) == "left"
