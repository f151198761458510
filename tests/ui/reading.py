"""A message log and a find bar by themselves, and what tests need to read in them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events, on
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.getters import query_one
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

import copilot_tui.ui
from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.ui.find_bar import FindBar
from copilot_tui.ui.message_log import MessageLog
from copilot_tui.ui.theme import DARK, LIGHT
from tests.ui.painted_screen import PaintedScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

CREATED = 1_000_000_000.0


def said(number: int, content: str, *, reply: bool | None = None, reasoning: str = "") -> Message:
    """A message of a conversation in which each one is the parent of the next.

    Args:
        number: its id; odd ones are the user's unless `reply` says otherwise.
        content: its text.
        reply: whether it is a reply.
        reasoning: of the reply.
    """
    is_reply = number % 2 == 0 if reply is None else reply
    return Message(
        id=number,
        conversation=1,
        parent=number - 1 or None,
        role=Role.ASSISTANT if is_reply else Role.USER,
        content=content,
        status=Status.COMPLETE,
        created=CREATED,
        reasoning=reasoning,
        provider="Copilot" if is_reply else "",
        model="gpt-4o" if is_reply else "",
        finished=CREATED + 2.1,
    )


def talk(count: int, lines: int = 3) -> list[Message]:
    """So many messages of so many lines each, such as "7:0"."""
    return [
        said(number, "\n\n".join(f"{number}:{line}" for line in range(lines)))
        for number in range(1, count + 1)
    ]


class ReadingApp(App[None]):
    """Shows messages; keeps what is asked for on them."""

    CSS_PATH = Path(copilot_tui.ui.__file__).with_name("log.tcss")
    CSS = "MessageLog { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    message_log = query_one(MessageLog)
    bar = query_one(FindBar)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[MessageLog.Asked] = []
        self.told: list[object] = []

    def compose(self) -> ComposeResult:
        yield MessageLog(id="log")
        yield FindBar(id="find")
        yield Input(id="prompt")

    def on_mount(self) -> None:
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.query_one("#prompt").focus()

    @on(MessageLog.Asked)
    def _asked(self, event: MessageLog.Asked) -> None:
        self.asked.append(event)

    @on(MessageLog.HitsCounted)
    def _counted(self, event: MessageLog.HitsCounted) -> None:
        self.bar.show_hits(event.current, event.total)

    @on(FindBar.Changed)
    @on(FindBar.Moved)
    @on(FindBar.Closed)
    def _told(self, event: object) -> None:
        self.told.append(event)
        if isinstance(event, FindBar.Changed):
            self.message_log.find(event.needle)
        elif isinstance(event, FindBar.Moved):
            self.message_log.action_next_hit(event.step)
        elif isinstance(event, FindBar.Closed):
            self.message_log.focus()


class Reading:
    """The log as a test drives it.

    Args:
        app: the running app.
        pilot: its pilot.
        painted: what is seen of it.
    """

    def __init__(self, app: ReadingApp, pilot: Pilot[None], painted: PaintedScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.painted = painted

    @property
    def log(self) -> MessageLog:
        """The log."""
        return self.app.message_log

    @property
    def bar(self) -> FindBar:
        """The find bar."""
        return self.app.bar

    async def pause(self) -> None:
        """Let everything that is queued be done and painted."""
        for _ in range(3):
            await self.pilot.pause(0)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            await self.pilot.press(key)
        await self.pause()

    async def enter(self) -> None:
        """Give the log the focus."""
        self.log.focus()
        await self.pause()

    def rows(self) -> list[str]:
        """The lines of the log, with their bars, without the scrollbar."""
        region = self.log.region
        rows = self.painted.rows[region.y : region.bottom]
        return [Strip([Segment(row)]).crop(0, region.width - 1).text.rstrip() for row in rows]

    def marked(self) -> list[str]:
        """The text of the lines that have the bar of the cursor."""
        return [row[2:].strip() for row in self.rows() if row.startswith("█")]

    def place_of(self, text: str, *, last: bool = False) -> Offset:
        """The first or the last cell of a text in the log."""
        for y, row in enumerate(self.rows()):
            if (x := row.find(text)) >= 0:
                return Offset(x + len(text) - 1 if last else x, y) + self.log.region.offset
        raise AssertionError("\n".join([f"{text!r} is not there:", *self.rows()]))

    def style_at(self, text: str) -> str:
        """The SGR parameters that the first cell of a text was painted with."""
        x, y = self.place_of(text)
        return self.painted.style(x, y)

    async def click(self, text: str) -> None:
        """Click on a text in the log."""
        await self.pilot.click(offset=self.place_of(text))
        await self.pause()

    async def drag(self, start: Offset, end: Offset) -> None:
        """Press the button at one place and let it go at another."""
        for kind, at in (
            (events.MouseDown, start),
            (events.MouseMove, end),
            (events.MouseUp, end),
        ):
            event = kind(None, at.x, at.y, 0, 0, 1, shift=False, meta=False, ctrl=False)
            self.app.post_message(event)
            await self.pause()


@asynccontextmanager
async def reading(
    messages: Sequence[Message], *, size: tuple[int, int] = (60, 20)
) -> AsyncIterator[Reading]:
    """The log with these messages; the focus is in a prompt below it."""
    app = ReadingApp()
    painted = PaintedScreen(app)
    async with app.run_test(size=size) as pilot:
        read = Reading(app, pilot, painted)
        read.log.show(messages)
        await read.pause()
        yield read
