"""The conversations beside the messages: their list, and the line that filters it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerCancelled

from copilot_tui.commands import Where
from copilot_tui.errors import StoreError
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.conversation_list import ConversationList
from copilot_tui.ui.line_input import LineInput
from copilot_tui.ui.messages import RunningChanged, StoreFailed

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.library.titles import Titles


class SidebarFilter(LineInput):
    """Where the words are typed that titles are to match."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LIST)

    class Moved(Message):
        """The cursor of the list is to move.

        Args:
            step: down by so many conversations, or up if negative.
        """

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Taken(Message):
        """The conversation under the cursor of the list is to be opened."""

    class Left(Message):
        """All conversations are to be shown again."""

    def action_cursor_up(self) -> None:
        """Move to the conversation above."""
        self.post_message(self.Moved(-1))

    def action_cursor_down(self) -> None:
        """Move to the conversation below."""
        self.post_message(self.Moved(1))

    def action_cursor_first(self) -> None:
        """Go to the beginning of what is typed."""
        self.action_home()

    def action_cursor_last(self) -> None:
        """Go to the end of what is typed."""
        self.action_end()

    def action_choose(self) -> None:
        """Open the conversation under the cursor."""
        self.post_message(self.Taken())

    def action_cancel(self) -> None:
        """Show all conversations again."""
        self.post_message(self.Left())


class Sidebar(Vertical):
    """Shows all conversations, or those whose titles match what is typed.

    Args:
        library: all conversations.

    Attributes:
        running_elsewhere: row ids of those with a reply that comes in to another copy.
    """

    conversation_list = query_one("#conversations", ConversationList)
    filter = query_one("#filter", SidebarFilter)

    def __init__(self, library: Library) -> None:
        super().__init__(id="sidebar")
        self.running_elsewhere: frozenset[int] = frozenset()
        self._library = library
        self._titles: asyncio.Task[Titles] | None = None
        self._filtering: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """A heading and the list; between them the filter while it is wanted."""
        yield Static("Conversations", id="sidebar-title")
        yield ConversationList(id="conversations")

    @property
    def _typed_query(self) -> str:
        """What titles are to match; empty while all conversations are shown."""
        return self.filter.value.strip() if self._is_filter_open else ""

    @property
    def _is_filter_open(self) -> bool:
        return bool(self.query(SidebarFilter)) and self.filter.display

    def load(self) -> None:
        """Show the conversations as they are now."""
        if self._typed_query:
            self._titles = None
            self._filtering = self._filter(self._typed_query)
        else:
            self._load()

    @work(group="list", exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        try:
            self.conversation_list.show(await self._library.page())
            running = await self._library.running_elsewhere()
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
            return
        if running != self.running_elsewhere:
            self.running_elsewhere = running
            self.post_message(RunningChanged())

    @on(ConversationList.EndNear)
    @work(group="list-more", exclusive=True, exit_on_error=False)
    async def _load_more(self) -> None:
        last = self.conversation_list.last
        if last is None or self._typed_query:
            return
        try:
            if page := await self._library.page(after=last):
                self.conversation_list.add(page)
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))

    def open_filter(self) -> None:
        """Let the user type what titles are to match."""
        if not self.query(SidebarFilter):
            line = SidebarFilter(id="filter", placeholder="filter titles", select_on_focus=False)
            self.mount(line, before=self.conversation_list)
        self.filter.display = True
        self.screen.set_focus(self.filter)  # At once: what is typed next is for it.
        self._read_titles()

    def _read_titles(self) -> asyncio.Task[Titles]:
        """Begin to read what is searched, which takes its time with very many titles."""
        self._titles = asyncio.create_task(self._library.titles())
        # A failure is told to whoever waits for it; if nobody does, nothing is missed.
        self._titles.add_done_callback(lambda done: done.cancelled() or done.exception())
        return self._titles

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value.strip():
            self._filtering = self._filter(event.value)
        else:
            self._load()

    @work(group="list", exclusive=True, exit_on_error=False)
    async def _filter(self, query: str) -> None:
        try:
            titles = await asyncio.shield(self._titles or self._read_titles())
            matches = await self._library.by_ids(await titles.best(query))
        except StoreError as error:
            self.post_message(StoreFailed(error.lines))
        else:
            self.conversation_list.show_matches(matches)

    @on(SidebarFilter.Moved)
    def _move(self, event: SidebarFilter.Moved) -> None:
        if event.step > 0:
            self.conversation_list.action_cursor_down()
        else:
            self.conversation_list.action_cursor_up()

    @on(SidebarFilter.Taken)
    async def _take(self) -> None:
        """Open what matches all that was typed, also when enter came right behind it."""
        while self._filtering is not None and not self._filtering.is_finished:
            with suppress(WorkerCancelled):  # It made way for another one.
                await self._filtering.wait()
        # Sent by the list from here, it would go no further: Textual 8.2.8 ends the way up
        # of a message at its sender.
        if (conversation := self.conversation_list.cursor_conversation) is not None:
            self.post_message(ConversationList.Chosen(conversation))

    @on(SidebarFilter.Left)
    def _leave(self) -> None:
        self.close_filter()
        self.screen.set_focus(self.conversation_list)

    def close_filter(self) -> None:
        """Show all conversations again, the ones that have come meanwhile as well."""
        if self._is_filter_open:
            self.filter.display = False
            self._titles = None
            with self.prevent(Input.Changed):
                self.filter.value = ""
            self._load()
