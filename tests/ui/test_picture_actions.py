"""Pictures of answers: kept, saved to a file, and fetched when that is wanted."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.ui.confirm_dialog import ConfirmDialog
from copilot_tui.ui.path_dialog import PathDialog
from tests.pictures import picture, shown
from tests.servers_fake import Answer, FakeServer, reply
from tests.ui.driving import chatting
from tests.ui.in_the_log import contents, shows
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.ui.driving import Chat

ONE = picture(0x10, "cat.png")
IMAGE = Answer((ONE.data,), 200, {"Content-Type": "image/png"})


def fetched(server: FakeServer) -> list[str]:
    return [each.path for each in server.requests if each.path.startswith(("/media", "/a.png"))]


async def uses(chat: Chat) -> list[str]:
    """The targets in the last message that are kept."""
    message = chat.log.shown(chat.log.cursor or 0) or chat.pane._model.reply
    assert message is not None
    found = await chat.store.run(lambda store: store.pictures.uses([message.id]))
    return [*found.get(message.id, {})]


async def on_last(chat: Chat, command: str) -> None:
    """Run a command of the log on its last message."""
    chat.log.focus()
    await chat.focus_is(chat.log)
    await chat.press("G")
    await chat.screen.run_command(command)


async def test_a_picture_of_an_answer_is_kept_when_the_answer_has_ended(
    tmp_path: Path, server: FakeServer
) -> None:
    server.route("/media/1.png", IMAGE)
    server.answer(reply("Here: ![cat](/media/1.png)"))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Draw")
        await chat.answered()
        await chat.until(lambda: fetched(server) == ["/media/1.png"])
        await chat.app.workers.wait_for_complete(
            [worker for worker in chat.app.workers if worker.group == "pictures"]
        )
        assert await uses(chat) == ["/media/1.png"]


async def test_a_picture_in_the_text_gives_way_to_a_short_reference(
    tmp_path: Path, server: FakeServer
) -> None:
    uri = "data:image/png;base64," + b64encode(ONE.data).decode()
    server.answer(reply(f"Here: ![cat.png]({uri}) it is."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Draw")
        await shows(chat, "Draw", f"Here: {shown(ONE)} it is.")
        assert await uses(chat) == [f"attachment:{ONE.facts.digest}"]


async def test_a_picture_that_is_missing_is_kept_when_its_conversation_is_opened_again(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "cats", [("Draw", "Here: ![cat](/media/1.png)")])
    server.route("/media/1.png", IMAGE)
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("cats")
        await chat.until(lambda: fetched(server) == ["/media/1.png"])


async def test_a_picture_is_saved_to_a_new_file(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "cat.png").write_bytes(b"another")
    monkeypatch.chdir(folder)
    server.route("/media/1.png", IMAGE)
    server.answer(reply("Here: ![cat](/media/1.png)"))
    async with chatting(tmp_path, server) as chat:
        await chat.store.run(lambda store: store.pictures.add(picture(0x10, "of another.png")))
        await chat.send("Draw")
        await chat.answered()
        await chat.until(lambda: fetched(server) == ["/media/1.png"])
        await chat.app.workers.wait_for_complete(
            [worker for worker in chat.app.workers if worker.group == "pictures"]
        )
        await on_last(chat, "message.save_picture")
        await chat.until(lambda: isinstance(chat.app.screen, PathDialog))
        await chat.until(lambda: "cat-2.png" in chat.text())
        await chat.press("enter")
        await chat.until((folder / "cat-2.png").exists)
        await chat.until(lambda: (folder / "cat-2.png").read_bytes() == ONE.data)
        assert (folder / "cat.png").read_bytes() == b"another"


async def test_there_is_nothing_to_save_without_a_picture(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "cats", [("Draw", "Here: ![cat](https://192.0.2.1/a.png)")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("cats")
        await chat.until(lambda: len(contents(chat)) == 2)
        await on_last(chat, "message.save_picture")
        await chat.until(lambda: "no picture in this message that is kept" in chat.text())


async def test_a_picture_elsewhere_is_fetched_only_after_a_yes(
    tmp_path: Path, server: FakeServer
) -> None:
    async with FakeServer() as elsewhere:
        elsewhere.route("/a.png", IMAGE)
        address = f"{elsewhere.url.removesuffix('/v1')}/a.png"
        server.answer(reply(f"Here: ![cat]({address})"))
        async with chatting(tmp_path, server) as chat:
            await chat.send("Draw")
            await chat.answered()
            for key, requests in (("n", 0), ("y", 1)):
                await on_last(chat, "message.fetch_pictures")
                await chat.until(lambda: isinstance(chat.app.screen, ConfirmDialog))
                await chat.until(lambda: "Fetch pictures from 127.0.0.1?" in chat.text())
                await chat.press(key)
                await chat.until(lambda: chat.app.screen is chat.screen)
                await chat.app.workers.wait_for_complete(
                    [worker for worker in chat.app.workers if worker.group == "pictures"]
                )
                assert len(elsewhere.requests) == requests
            assert await uses(chat) == [address]
