"""Going to another conversation by a few letters of its title."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias, overload

from textual import work
from textual.binding import Binding, BindingType

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.chat.fuzzy import FuzzyIndex
from copilot_tui.commands import COMMANDS_BY_ID
from copilot_tui.errors import CopilotError
from copilot_tui.ui.age import age
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_row import PickerRow
from copilot_tui.ui.picker_source import or_typed

if TYPE_CHECKING:
    from copilot_tui.store.entry import Entries

MARK_SECONDS = 0.5
"""How often it is looked whether a reply has ended, while some come in."""

STREAMING, UNREAD, DRAFT, PINNED = "⠿", "•", "✎", "◆"


class Entry(Protocol):
    """What is shown of a conversation; see `Conversation`."""

    @property
    def id(self) -> int:
        """Row id."""

    @property
    def title(self) -> str:
        """One clean line; may be empty."""

    @property
    def pinned(self) -> bool:
        """Whether it stays on top of the sidebar."""

    @property
    def unread(self) -> bool:
        """Whether it holds a reply that nobody has seen."""

    @property
    def has_draft(self) -> bool:
        """Whether unsent text waits in its composer."""

    @property
    def updated(self) -> float:
        """Unix time in seconds of the last message."""


@dataclass(frozen=True, slots=True)
class NewConversation:
    """The user wants a conversation that does not exist yet.

    Attributes:
        title: what was typed.
    """

    title: str


Destination: TypeAlias = int | NewConversation
"""Row id of a conversation, or one to be made."""


def _new_conversation(title: str) -> PickerRow[Destination]:
    return PickerRow(NewConversation(title), f"New conversation “{title}”", mark="+", matched=())


class _EntryRows(Sequence[PickerRow[Destination]]):
    """Rows that are only made when they are looked at."""

    def __init__(
        self, entries: Sequence[Entry], mark: Callable[[Entry], str], now: datetime
    ) -> None:
        self._entries = entries
        self._mark = mark
        self._now = now

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> PickerRow[Destination]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[PickerRow[Destination]]: ...
    def __getitem__(
        self, index: int | slice
    ) -> PickerRow[Destination] | Sequence[PickerRow[Destination]]:
        if isinstance(index, slice):
            return _EntryRows(self._entries[index], self._mark, self._now)
        entry = self._entries[index]
        when = age(entry.updated, self._now)
        return PickerRow(
            entry.id,
            entry.title or UNTITLED,
            detail=f"{PINNED} {when}" if entry.pinned else when,
            mark=self._mark(entry),
        )


Load: TypeAlias = "Callable[[], Awaitable[Entries]]"
LoadFirst: TypeAlias = Callable[[], Awaitable[Sequence[Entry]]]


class Switcher(Picker[Destination]):
    """All conversations, the last opened first and the open one last.

    The first ones stand there before all are read; a query waits until all are.

    Args:
        load: gives all conversations, most recently opened first.
        load_first: gives the first of these, without keeping anybody waiting.
        open_id: tells the conversation that is open. It is asked when the others are there, as
            a message that was just sent may have begun one meanwhile.
        query: what is looked for at first.
        running: tells in which a reply is coming in now.
        local_time: tells the time for the ages.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            COMMANDS_BY_ID["conversation.switch"].keys,
            "cursor_down",
            "Next",
            id="conversation.switch",
            show=False,
        )
    ]
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.choose", "switch"),
        ("conversation.switch", "next"),
        ("list.cancel", "cancel"),
    )

    def __init__(
        self,
        load: Load,
        *,
        load_first: LoadFirst | None = None,
        open_id: Callable[[], int | None] = lambda: None,
        query: str = "",
        running: Callable[[], frozenset[int]] = frozenset,
        local_time: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(
            "Switch conversation",
            or_typed(self._find, _new_conversation),
            placeholder="A few letters of the title",
            query=query,
            empty="No conversation has these letters in its title.",
            waiting="Reading the titles …",
        )
        self._load = load
        self._load_first = load_first
        self._open_id = open_id
        self._running_now = running
        self._ran = running()
        self._now = local_time()
        self._problem = ""
        self._begun = asyncio.Event()
        self._loaded = asyncio.Event()
        self._entries: Sequence[Entry] = ()
        self._index = FuzzyIndex()

    def on_mount(self) -> None:
        """Read all conversations behind the first ones, and keep the marks true."""
        self._read()
        if self._ran:
            self.set_interval(MARK_SECONDS, self._list.refresh)

    def _mark(self, entry: Entry) -> str:
        running = self._running_now()
        if entry.id in running:
            return STREAMING
        if entry.unread or (entry.id in self._ran and entry.id != self._open_id()):
            return UNREAD
        return DRAFT if entry.has_draft else ""

    @work(group="load", exit_on_error=False)
    async def _read(self) -> None:
        try:
            if self._load_first is not None:
                self._entries = self._ordered(await self._load_first())
                self._begun.set()
            self._entries = entries = (await self._load()).ending_with(self._open_id())
            titles = [title or UNTITLED for title in entries.titles]
        except CopilotError as error:
            self._problem = error.lines
            titles = [entry.title or UNTITLED for entry in self._entries]
        self._begun.set()
        self._index = await FuzzyIndex.prepared(titles)
        self._loaded.set()
        if not self.query_text:
            self.look()

    def _ordered(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        open_id = self._open_id()
        others = [entry for entry in entries if entry.id != open_id]
        return [*others, *(entry for entry in entries if entry.id == open_id)]

    async def _find(self, query: str) -> Sequence[PickerRow[Destination]]:
        await (self._loaded if query.strip() else self._begun).wait()
        rows = _EntryRows(self._entries, self._mark, self._now)
        if not query.strip():
            return rows
        return [rows[at] for at in await self._index.best(query)]

    def show_note(self) -> None:
        """Say what went wrong with reading."""
        self.say(self._problem, is_error=True)
