"""Who has scrolled up in a reply that comes too fast to be drawn reads on in peace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.replies.running import AHEAD
from copilot_tui.ui.log_item import BEGINNING, LogItem
from tests.ui.reading import Reading, reading, said, talk
from tests.ui.waiting import wait_until

BADGE = "↓ new text below"
REPLY = 2


def prose(count: int) -> str:
    return "".join(
        f"Paragraph {number} of a **long** reply, which is more than fits into one row of it.\n\n"
        for number in range(count)
    )


def code(count: int) -> str:
    lines = (
        f"line_{number} = {number}  # {'which wraps ' * (number % 9)}\n" for number in range(count)
    )
    return "```python\n" + "".join(lines)


def mixed(count: int) -> str:
    """Everything of which a reply consists, with each piece's own number in it."""
    return "".join(
        f"## Heading {number}\n\nSome *text* {number}.\n\n- one {number}\n- two\n\n  more\n\n"
        f"| a | b |\n| - | - |\n| {number} | c |\n\n"
        f"```sh\nls {number}\n\n# two\n```\n\n> {number}\n\n"
        for number in range(count)
    )


class Flood:
    """A reply that grows in the log.

    Args:
        read: shows the log.
        message: as it was begun.
    """

    def __init__(self, read: Reading, message: Message) -> None:
        self.read = read
        self.message = message
        self._text = message.content

    @property
    def item(self) -> LogItem:
        """The reply in the log."""
        item = self.read.log._view.item(REPLY)
        assert item is not None
        return item

    async def grow(self, text: str) -> None:
        """Let so much come at once."""
        self.read.log.grow(ReplyGrew(1, REPLY, len(self._text), text, 0, ""))
        self._text += text
        await self.read.pause()

    async def grow_by(self, text: str) -> AsyncIterator[int]:
        """Let a text come in as large pieces as a reply is told of at most."""
        for number, piece in enumerate(pieces(text)):
            await self.grow(piece)
            yield number

    async def end(self) -> None:
        """Let the reply end."""
        message = replace(self.message, content=self._text, status=Status.COMPLETE)
        self.read.log.settle(message)
        await self.read.pause()

    def rows(self) -> list[str]:
        """What is seen, of the last row what the badge never lies over."""
        *rows, last = self.read.rows()
        return [*rows, last[:30].rstrip()]

    def has_badge(self) -> bool:
        """Whether it says that there is new text."""
        return BADGE in self.read.rows()[-1]

    async def all_drawn(self) -> None:
        """Wait until nothing is drawn behind any more."""
        await wait_until(lambda: not self.item.is_partly_drawn)
        await self.read.pause()


def pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), AHEAD):
        yield text[start : start + AHEAD]


@asynccontextmanager
async def flooding(begun: str) -> AsyncIterator[Flood]:
    """A log with a reply that has begun so, and goes on."""
    message = replace(said(REPLY, begun), status=Status.STREAMING)
    async with reading([*talk(1), message]) as read:
        yield Flood(read, message)


def lists(count: int) -> str:
    return "".join(f"{number}. item {number}\n" for number in range(1, count))


KINDS = {"prose": prose, "code": code, "mixed": mixed, "list": lists}
SIZES = {"prose": 2_500, "code": 5_000, "mixed": 1_000, "list": 10_000}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pages", [1, 12])
async def test_what_is_read_stays_while_a_flood_goes_on_and_after_it(kind: str, pages: int) -> None:
    text = KINDS[kind](SIZES[kind])
    half = len(text) // 2
    async with flooding("") as flood:
        async for _ in flood.grow_by(text[:half]):
            assert not flood.has_badge()
        for _ in range(pages):
            flood.read.log.action_page_up()
            await flood.read.pause()
        seen = flood.rows()
        async for _ in flood.grow_by(text[half:]):
            assert flood.rows() == seen
            assert flood.has_badge()
        await flood.end()
        assert flood.rows() == seen
        await flood.all_drawn()
        assert without_numbers(flood.rows()) == without_numbers(seen)
        assert flood.has_badge()
        flood.read.log.follow()
        await flood.read.pause()
        assert not flood.has_badge()
        assert flood.rows() != seen


@pytest.mark.parametrize("up", [1, 2])
async def test_a_flood_that_begins_below_what_is_read_leaves_it_alone(up: int) -> None:
    """What has been drawn is then the beginning, which is not drawn a second time."""
    async with flooding(prose(30)) as flood:
        for _ in range(up):
            flood.read.log.action_page_up()
            await flood.read.pause()
        seen = flood.rows()
        async for _ in flood.grow_by(prose(3_000)):
            assert flood.rows() == seen
            assert flood.has_badge()
        await flood.grow("Slowly ")
        await flood.grow("again.")
        await flood.all_drawn()
        assert flood.rows() == seen
        await flood.end()
        assert flood.rows() == seen
        assert BEGINNING not in [line.text.rstrip() for line in flood.item.lines()]
        flood.read.log.follow()
        await flood.read.pause()
        assert any("Slowly again." in row for row in flood.rows())


@pytest.mark.parametrize("begun", [prose(30), prose(600)], ids=["short", "long"])
async def test_paging_down_in_a_flood_reads_on_without_a_gap(begun: str) -> None:
    async with flooding("") as flood:
        await flood.grow(begun)
        flood.read.log.action_page_up()
        await flood.read.pause()
        text = "".join(f"Line {number}.\n\n" for number in range(40_000))
        async for page in flood.grow_by(text):
            if page > 3:
                break
        numbers: list[int] = []
        while len(numbers) < 300:
            flood.read.log.action_page_down()
            await flood.read.pause()
            seen = [row.split("Line ")[1].split(".")[0] for row in flood.rows() if "Line " in row]
            numbers += [int(number) for number in seen if not numbers or int(number) > numbers[-1]]
            assert flood.has_badge()
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert numbers[0] == 0


async def test_who_follows_again_in_a_flood_sees_its_end() -> None:
    text = "".join(f"Line {number}.\n\n" for number in range(40_000))
    async with flooding("") as flood:
        async for page in flood.grow_by(text):
            if page == 2:
                flood.read.log.action_page_up()
            if page == 5:
                flood.read.log.follow()
                await flood.read.pause()
                last = text[: 6 * AHEAD].splitlines()[-1]
                assert any(last in row for row in flood.rows())
        assert any("Line 39999." in row for row in flood.rows())
        assert not flood.has_badge()


async def test_in_a_flood_nothing_is_drawn_for_who_reads_further_up() -> None:
    async with flooding("") as flood:
        await flood.grow(prose(600))
        flood.read.log.action_page_up()
        await flood.read.pause()
        await flood.grow(prose(600))
        lines = len(flood.item.lines())
        async for _ in flood.grow_by(prose(5_000)):
            assert len(flood.item.lines()) == lines
            assert not flood.item.is_partly_drawn


def without_numbers(rows: list[str]) -> list[str]:
    return [row.partition("⧉")[0].rstrip() for row in rows]
