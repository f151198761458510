"""What is typed in a new conversation is shown in the copy of the app in which it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.paths import Paths
from copilot_tui.store.instance import Instance
from tests.store.support import unsent_in_new
from tests.ui.driving import Chat, chatting
from tests.ui.test_other_copies import other_copy

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.servers_fake import FakeServer


@contextmanager
def running_copy(folder: Path) -> Iterator[tuple[Store, Instance]]:
    """Another copy of the app, which is alive until its instance is closed."""
    instance = Instance.start(Paths(config=folder, data=folder).instances)
    with other_copy(folder, instance.id) as store:
        yield store, instance
    instance.close()


async def begin_another(chat: Chat) -> None:
    """Begin another conversation, and wait until what is unsent there was read."""
    before = chat.composer.destination
    await chat.press("ctrl+n")
    await chat.until(
        lambda: chat.composer.destination is not before and chat.composer.destination.is_read
    )


async def test_what_stands_in_another_window_is_neither_shown_nor_sent_here(
    tmp_path: Path, server: FakeServer
) -> None:
    with running_copy(tmp_path) as (theirs, instance):
        theirs.drafts.set(None, "typed there")
        async with chatting(tmp_path, server) as chat:
            await chat.until(lambda: chat.composer.destination.is_read)
            assert chat.composer.text == ""
            await chat.send("typed here")
            await chat.answered()
            await begin_another(chat)
            assert chat.composer.text == ""
            await chat.type("more typed here")
            chat.pane.keep_draft()
            await chat.store.run(lambda _: None)
            assert unsent_in_new(theirs) == ["typed there", "more typed here"]
            await begin_another(chat)
            assert chat.composer.text == "more typed here"
        assert theirs.drafts.get(None) == "typed there"
        assert chat.asked == ["typed here"]
        instance.close()
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.composer.text == "more typed here")


async def test_what_another_window_left_comes_with_the_next_new_conversation_and_goes_once(
    tmp_path: Path, server: FakeServer
) -> None:
    with running_copy(tmp_path) as (theirs, instance):
        theirs.drafts.set(None, "typed there")
        async with chatting(tmp_path, server) as chat:
            await chat.until(lambda: chat.composer.destination.is_read)
            instance.close()
            await begin_another(chat)
            assert chat.composer.text == "typed there"
            await chat.send("!")
            await chat.answered()
            assert chat.asked == ["typed there!"]
            await begin_another(chat)
            assert chat.composer.text == ""
            assert unsent_in_new(theirs) == []
