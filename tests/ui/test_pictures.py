"""Pictures in the log of the real app: painted, kept in bounds, and never in the way."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from copilot_tui.chat.picture import Picture
from copilot_tui.config.interface import Pictures
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from copilot_tui.ui import picture_gallery
from tests.pictures import photo, picture, shown
from tests.servers_fake import FakeServer, reply
from tests.ui.driving import Chat, chatting, slow_store
from tests.ui.in_the_log import open_talk
from tests.ui.preparing import add_conversation
from tests.ui.test_snapshots import compare

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BLOCK = "▀"
TALL = (120, 40)


def keep(folder: Path, *pictures: Picture) -> None:
    """Put pictures into the store while the app does not run."""
    with Store(Paths(config=folder, data=folder).database, instance_id="before") as store:
        for each in pictures:
            store.pictures.add(each)


@asynccontextmanager
async def seeing(
    folder: Path, server: FakeServer, *pictures: Picture, size: tuple[int, int] = TALL
) -> AsyncIterator[Chat]:
    """The app with a conversation open in which each picture has a message of its own."""
    keep(folder, *pictures)
    exchanges = [(f"See {shown(each)}", "I see.") for each in pictures]
    add_conversation(folder, "talk", exchanges)
    async with chatting(folder, server, size=size) as chat:
        await open_talk(chat, *(text for pair in exchanges for text in pair))
        yield chat


def painted_rows(chat: Chat) -> list[str]:
    """The lines of the log that show a part of a picture."""
    return [row for row in chat.log_rows() if BLOCK in row]


async def test_a_picture_is_drawn_with_its_name_below(tmp_path: Path, server: FakeServer) -> None:
    async with seeing(tmp_path, server, photo(80, 64)) as chat:
        await chat.until(lambda: len(painted_rows(chat)) == 4)
        assert all(row == BLOCK * 10 for row in painted_rows(chat))
        rows = chat.log_rows()
        below = rows.index(BLOCK * 10) + 4
        assert rows[below].startswith("🖼 photo.png · 80×64, ")


def is_named_only(chat: Chat) -> bool:
    """Whether there is room for no picture, but its name is there."""
    rows = chat.log.picture_rows()
    named = bool(rows) and all(row.number is None for row in rows)
    return named and "🖼 photo.png · 80×64" in chat.log_text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_looks_as_it_did(
    tmp_path: Path, server: FakeServer, size: tuple[int, int]
) -> None:
    columns, rows = size
    async with seeing(tmp_path, server, photo(240, 120), photo(24, 16), size=size) as chat:
        gallery = chat.log.gallery
        assert gallery is not None
        await chat.until(lambda: bool(painted_rows(chat)) and not gallery._is_painting)
        await compare(chat, f"pictures-{columns}x{rows}")


async def test_nothing_moves_while_a_picture_is_painted(tmp_path: Path, server: FakeServer) -> None:
    async with seeing(tmp_path, server, photo(80, 64), photo(64, 80)) as chat:
        await chat.until(lambda: len(painted_rows(chat)) == 9)
        painted = chat.log_rows()
        gallery = chat.log.gallery
        assert gallery is not None
        with slow_store(chat):
            gallery._forget(remove=True)
            chat.log.refresh()
            await chat.until(lambda: not painted_rows(chat))
            assert [row.replace(BLOCK, "").rstrip() for row in painted] == chat.log_rows()
        await chat.until(lambda: chat.log_rows() == painted)


async def test_its_height_is_known_when_its_conversation_is_first_seen(
    tmp_path: Path, server: FakeServer
) -> None:
    keep(tmp_path, photo(80, 64))
    add_conversation(tmp_path, "talk", [(f"See {shown(photo(80, 64))}", "I see.")])
    async with chatting(tmp_path, server, size=TALL) as chat:
        heights: list[int] = []
        show = chat.log.show

        def look(messages: object) -> None:
            show(messages)  # type: ignore[arg-type]
            heights.append(chat.log._view.total())

        chat.log.show = look  # type: ignore[method-assign]
        await open_talk(chat, f"See {shown(photo(80, 64))}", "I see.")
        await chat.until(lambda: len(painted_rows(chat)) == 4)
        assert heights[-1:] == [chat.log._view.total()]


async def test_a_broken_picture_is_named_with_the_reason(
    tmp_path: Path, server: FakeServer
) -> None:
    whole = photo(80, 64)
    broken = Picture(whole.facts, whole.data[:60])
    async with seeing(tmp_path, server, broken) as chat:
        await chat.until(lambda: "it is damaged" in chat.log_text())
        assert not painted_rows(chat)


async def test_a_huge_picture_is_named_with_the_reason(tmp_path: Path, server: FakeServer) -> None:
    file = BytesIO()
    Image.new("1", (12_000, 12_000)).save(file, "PNG")
    small = photo(80, 64)
    bomb = Picture(replace(small.facts, width=12_000, height=12_000), file.getvalue())
    async with seeing(tmp_path, server, bomb) as chat:
        await chat.until(lambda: "it has too many pixels to be drawn" in chat.log_text())


async def test_a_picture_is_painted_anew_for_another_width(
    tmp_path: Path, server: FakeServer
) -> None:
    async with seeing(tmp_path, server, photo(640, 64)) as chat:
        await chat.until(lambda: bool(painted_rows(chat)))
        assert painted_rows(chat)[0] == BLOCK * 80
        await chat.resize(50, 40)
        width = chat.log._setting.width
        assert width < 80
        await chat.until(lambda: painted_rows(chat)[:1] == [BLOCK * width])


async def test_painted_pictures_are_kept_within_bounds(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_gallery, "MOST_BYTES", 20_000)
    pictures = [photo(160, 240 + number) for number in range(8)]
    async with seeing(tmp_path, server, *pictures) as chat:
        gallery = chat.log.gallery
        assert gallery is not None
        chat.log.focus()
        painted = gallery._painted
        for _ in range(12):
            await chat.press("pageup")
            await chat.until(
                lambda: not gallery._is_painting and gallery._in_view() <= set(painted)
            )
            in_view = gallery._in_view()
            others = [each.cost for key, (each, _) in painted.items() if key not in in_view]
            assert sum(others) <= 20_000
            assert gallery._cost == sum(each.cost for each, _ in painted.values())


@pytest.mark.parametrize("setting", ["off", "blocks"])
async def test_the_setting_says_whether_they_are_drawn(
    tmp_path: Path, server: FakeServer, setting: str
) -> None:
    async with seeing(tmp_path, server, photo(80, 64)) as chat:
        await chat.until(lambda: len(painted_rows(chat)) == 4)
        chat.log.pictures = Pictures.OFF
        await chat.until(lambda: is_named_only(chat))
        if setting == "blocks":
            chat.log.pictures = Pictures.BLOCKS
            await chat.until(lambda: len(painted_rows(chat)) == 4)


async def test_without_colours_they_are_named(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.ui.driving.ENVIRONMENT", {"NO_COLOR": "1"})
    async with seeing(tmp_path, server, photo(80, 64)) as chat:
        await chat.until(lambda: is_named_only(chat))


async def test_a_picture_that_is_sent_is_drawn(tmp_path: Path, server: FakeServer) -> None:
    keep(tmp_path, photo(80, 64))
    server.answer(reply("I see."))
    async with chatting(tmp_path, server, size=TALL) as chat:
        chat.composer.put_back(f"Look {shown(photo(80, 64))}")
        chat.burst("enter")
        await chat.until(lambda: len(painted_rows(chat)) == 4)


async def test_words_are_found_around_a_picture(tmp_path: Path, server: FakeServer) -> None:
    async with seeing(tmp_path, server, photo(80, 64)) as chat:
        await chat.until(lambda: len(painted_rows(chat)) == 4)
        assert chat.log.find("photo") == (1, 1)
        line = chat.log._finder.current_line()
        (item, _) = chat.log._view.items
        assert "🖼 photo.png" in item.lines()[line].text
        assert len(painted_rows(chat)) == 4


async def test_the_status_line_tells_of_pictures_that_are_only_named_to_the_server(
    tmp_path: Path, server: FakeServer
) -> None:
    # Not kept here, as after an import without its pictures.
    two = shown(picture(1)) + shown(picture(2))
    add_conversation(tmp_path, "talk", [(f"{two} What is it?", "A square.")])
    async with chatting(tmp_path, server, size=(120, 40)) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("talk")
        await chat.send("And its colour?")
        words = "context: replay 3, the names only of 2 pictures"
        await chat.until(lambda: words in chat.text(chat.screen.status_line))
        await chat.answered()
