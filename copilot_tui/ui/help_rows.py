"""What the help lists: the keys as they are mapped, and places in the pages of documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from copilot_tui.commands import COMMANDS, Command, Where
from copilot_tui.docs.finding import PageHit, find_in_pages
from copilot_tui.docs.pages import load_pages, page_that_explains, place_of

if TYPE_CHECKING:
    from copilot_tui.config import KeyMap

KEY_COLUMNS: Final = 19
TITLE_COLUMNS: Final = 27
PAGES: Final = "Pages"


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A line of the help, or several where it is long.

    Attributes:
        content: what is shown.
        page: the page that it opens; empty for a heading.
        place: the offset in the page's text.
    """

    content: Content
    page: str = ""
    place: int = 0


class HelpRows:
    """Makes the rows for what is typed.

    Args:
        keys: as they are mapped now.
        where: the part whose commands stand first.
    """

    def __init__(self, keys: KeyMap, where: Where) -> None:
        self._keys = keys
        self._where = where
        self._pages = {page.name: page for page in load_pages(keys)}

    def rows(self, query: str, width: int) -> Iterator[HelpRow]:
        """The commands that have all words of a query, and the places in the pages that do.

        Without a query all commands, and the pages below those of the first part.

        Args:
            query: any text.
            width: cells of a line.
        """
        words = query.lower().split()
        first, *others = (list(self._group(it, words, width)) for it in self._parts())
        pages = list(self._hits(query, width) if words else self._titles(width))
        groups = [first, *others, pages] if words else [first, pages, *others]
        for number, group in enumerate(filter(None, groups)):
            if number:
                yield HelpRow(Content(""))
            yield from group

    def _parts(self) -> Sequence[Where]:
        return list(dict.fromkeys((self._where, *Where)))

    def _group(self, where: Where, words: Sequence[str], width: int) -> Iterator[HelpRow]:
        shown = [it for it in COMMANDS if it.where is where and self._is_shown(it, words)]
        if shown:
            yield _heading(where.value)
        for command in shown:
            page = self._pages[page_that_explains(command.id)]
            place = place_of(command.id, page, self._keys)
            yield HelpRow(self._command(command, width), page.name, place)

    def _titles(self, width: int) -> Iterator[HelpRow]:
        yield _heading(PAGES)
        for page in self._pages.values():
            headings = [section.heading for section in page.sections[1:]]
            room = width - TITLE_COLUMNS
            about = Content(_as_many_as_fit(headings, room))
            yield HelpRow(next(_columns(page.title, TITLE_COLUMNS, about, width)), page.name)

    def _hits(self, query: str, width: int) -> Iterator[HelpRow]:
        hits = find_in_pages(self._pages.values(), query)
        if hits:
            yield _heading(PAGES)
        for hit in hits:
            yield HelpRow(_hit(hit, width), hit.section.page, hit.start)

    def _is_shown(self, command: Command, words: Sequence[str]) -> bool:
        keys = self._keys.keys_of(command)
        if not (keys or command.slash):
            return False
        text = f"{keys} /{command.slash} {command.title} {command.help} {command.id}".lower()
        return all(word in text for word in words)

    def _command(self, command: Command, width: int) -> Content:
        keys, slash = self._keys.keys_of(command), f"/{command.slash}" if command.slash else ""
        words = Content(command.help)
        if keys and slash:
            words = Content.assemble(words, "  ", (slash, "$text-muted"))
        return Content("\n").join(_columns(keys or slash, KEY_COLUMNS, words, width))


def _heading(text: str) -> HelpRow:
    return HelpRow(Content.styled(text, "$text-muted bold"))


def _as_many_as_fit(headings: Sequence[str], room: int) -> str:
    """The first headings of a page, none of them cut."""
    shown = ""
    for heading in headings:
        longer = f"{shown} · {heading}" if shown else heading
        if cell_len(longer) > room:
            break
        shown = longer
    return shown


def _columns(name: str, columns: int, words: Content, width: int) -> Iterator[Content]:
    """A name, and words beside it that stay in their column."""
    if cell_len(name) >= columns:
        yield Content.styled(name, "$text-accent bold")
        name = ""
    label = Content.styled(name.ljust(columns), "$text-accent bold")
    for line in words.wrap(max(10, width - columns)):
        yield Content.assemble(label, line)
        label = Content(" " * columns)


def _hit(hit: PageHit, width: int) -> Content:
    """Page and heading, and below them the sentence with the words marked."""
    title, heading = hit.section.title, hit.section.heading
    name = title if title == heading else f"{title} › {heading}"
    sentence = Content(hit.snippet.text)
    for start, end in hit.snippet.ranges:
        sentence = sentence.stylize("bold underline", start, end)
    lines = sentence.wrap(max(10, width - 2))[:2] if hit.snippet.text else []
    return Content("\n").join(
        [Content.styled(name, "$text-accent bold"), *(Content.assemble("  ", it) for it in lines)]
    )
