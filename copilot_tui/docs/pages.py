"""The pages of documentation: Markdown files in this folder, with the keys as they are mapped."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID, Where
from copilot_tui.errors import NotFound

if TYPE_CHECKING:
    from copilot_tui.config import KeyMap

PAGE_NAMES: Final = (
    "start",
    "keys",
    "prompt",
    "conversations",
    "models",
    "configuration",
    "commands",
    "transfer",
    "pictures",
    "browser",
    "machines",
    "privacy",
    "troubleshooting",
)
"""The names of all pages, in the order in which they are best read."""

START_PAGE: Final = "start"
"""The page for the first minutes, which names much and explains little."""

KEYS_PAGE: Final = "keys"
"""The page that lists every command with its keys."""

_EXPLAINING: Final = tuple(name for name in PAGE_NAMES if name not in (START_PAGE, KEYS_PAGE))

_PLACEHOLDER: Final = re.compile(r"\{(key|commands) ([^}\n]+)\}")
_LINK: Final = re.compile(r"\[([^\]\n]+)\]\((\w+)\.md(?:#([\w-]+))?\)")
_FENCE: Final = "```"
_ALONE: Final = re.compile(r"#|\||```")
_BEGINS: Final = re.compile(r"#|\||```|- |\d+\. ")
_NO_KEY: Final = "no key"


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one page to another.

    Attributes:
        label: the words that are the link.
        page: name of the other page.
        heading: the anchor of a heading in it; empty for its beginning.
    """

    label: str
    page: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page with what stands below it.

    Attributes:
        page: name of the page.
        title: of the page.
        heading: its own; the page's title for the first one.
        start: where the heading begins in the page's text, in code points.
        text: of the section, with its heading.
    """

    page: str
    title: str
    heading: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of documentation.

    Attributes:
        name: it is asked for by this.
        title: its first heading.
        text: Markdown, with the keys filled in, links to other pages as emphasised words, and
            each paragraph on a line of its own: the renderer keeps line ends.
        links: to other pages, in their order.
    """

    name: str
    title: str
    text: str
    links: tuple[Link, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """All of its text, cut before each heading."""
        headings = _headings(self.text)
        ends = [*(start for start, _ in headings[1:]), len(self.text)]
        return tuple(
            Section(self.name, self.title, heading, start, self.text[start:end])
            for (start, heading), end in zip(headings, ends, strict=True)
        )

    def start_of(self, anchor: str) -> int | None:
        """Where the heading with an anchor begins in the text; None when there is none."""
        found = (start for start, heading in _headings(self.text) if anchor_of(heading) == anchor)
        return next(found, None)


def source_of(name: str) -> str:
    """A page as it stands in its file.

    Raises:
        NotFound: there is no such page.
    """
    if name not in PAGE_NAMES:
        there_are = ", ".join(PAGE_NAMES)
        raise NotFound("There is no such page.", f"There are {there_are}.")
    return Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8")


def load_page(name: str, keys: KeyMap) -> Page:
    """Read a page and fill in the keys.

    Raises:
        NotFound: there is no such page.
    """
    text = filled(source_of(name), keys)
    title = text.partition("\n")[0].removeprefix("# ")
    links = tuple(Link(*found.groups(default="")) for found in _LINK.finditer(text))
    return Page(name, title, _with_long_lines(_LINK.sub(r"*\1*", text)), links)


def load_pages(keys: KeyMap) -> tuple[Page, ...]:
    """Read all pages, in their order."""
    return tuple(load_page(name, keys) for name in PAGE_NAMES)


def filled(source: str, keys: KeyMap) -> str:
    """The text of a page with the keys in place of `{key ID}`, and tables for `{commands PART}`."""
    lines = (_filled_line(line, keys) for line in source.splitlines())
    return "\n".join(lines) + "\n"


def anchor_of(heading: str) -> str:
    """What a link names a heading by, as GitHub does."""
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")


def page_that_explains(command: str) -> str:
    """The page that names a command by hand; the page of all keys where none does."""
    names = (name for name in (*_EXPLAINING, START_PAGE) if _place_in_source(name, command) >= 0)
    return next(names, KEYS_PAGE)


def place_of(command: str, page: Page, keys: KeyMap) -> int:
    """Where in a page's text a command is named; its beginning where it is not."""
    at = _place_in_source(page.name, command)
    if at < 0:
        at = source_of(page.name).find(f"{{commands {COMMANDS_BY_ID[command].where.value}}}")
    heading = bisect_right([start for start, _ in _headings(source_of(page.name))], at) - 1
    start = page.sections[max(0, heading)].start
    named = (words_of(command, keys).split(" ")[0], f"/{COMMANDS_BY_ID[command].slash}")
    found = [page.text.find(f"`{name}`", start) for name in named]
    return min((place for place in found if place >= 0), default=start)


def words_of(command: str, keys: KeyMap) -> str:
    """What stands in the pages for a command: its keys, else its name behind the slash."""
    known = COMMANDS_BY_ID[command]
    return keys.keys_of(known) or (f"/{known.slash}" if known.slash else _NO_KEY)


def _place_in_source(page: str, command: str) -> int:
    """Where the file of a page names a command; negative where it does not."""
    source, slash = source_of(page), COMMANDS_BY_ID[command].slash
    place = source.find(f"{{key {command}}}")
    return source.find(f"`/{slash}") if place < 0 and slash else place


def _filled_line(line: str, keys: KeyMap) -> str:
    is_cell = line.startswith("|")

    def fill(found: re.Match[str]) -> str:
        if found[1] == "commands":
            return _table(Where(found[2]), keys)
        return _as_code(words_of(found[2], keys), is_cell=is_cell)

    return _PLACEHOLDER.sub(fill, line)


def _table(where: Where, keys: KeyMap) -> str:
    rows = ["| key | command | what it does |", "| --- | --- | --- |"]
    for command in COMMANDS:
        shown, slash = keys.keys_of(command), f"`/{command.slash}`" if command.slash else ""
        if command.where is where and (shown or slash):
            key = _as_code(shown, is_cell=True) if shown else ""
            rows.append(f"| {key} | {slash} | {_escaped(command.help)} |")
    return "\n".join(rows)


def _escaped(text: str) -> str:
    return re.sub(r"([\\@|$*_`])", r"\\\1", text)


def _as_code(words: str, *, is_cell: bool) -> str:
    """Keys as code, each by itself: side by side in a table, with an "or" in a sentence."""
    if words == _NO_KEY:
        return words
    keys = [_one_as_code(word, is_cell=is_cell) for word in words.split(" ")]
    if is_cell or len(keys) < 2:
        return " ".join(keys)
    return f"{', '.join(keys[:-1])} or {keys[-1]}"


def _one_as_code(word: str, *, is_cell: bool) -> str:
    text = word.replace("|", "\\|") if is_cell else word
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _with_long_lines(text: str) -> str:
    """Join the lines of paragraphs and list items, but not those of code."""
    lines: list[str] = []
    is_code = False
    for line in text.splitlines():
        is_code ^= line.startswith(_FENCE)
        goes_on = lines and lines[-1] and not _ALONE.match(lines[-1]) and not _BEGINS.match(line)
        if goes_on and line and not is_code:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _headings(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    position, is_code = 0, False
    for line in text.splitlines(keepends=True):
        if line.startswith(_FENCE):
            is_code = not is_code
        elif not is_code and (heading := re.match(r"#{1,4} (.+)", line)):
            found.append((position, heading[1].strip()))
        position += len(line)
    return found
