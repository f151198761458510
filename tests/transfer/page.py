"""An HTML page as a browser would read it, as far as tests want to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img"}


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag."""

    name: str
    attributes: dict[str, str]


@dataclass(slots=True)
class Page:
    """What a page holds.

    Attributes:
        tags: all opening tags.
        text: all text outside of tags and of the style sheet.
        style: the style sheet.
        odd: what a page of ours never has: comments, unbalanced tags.
    """

    tags: list[Tag] = field(default_factory=list)
    text: str = ""
    style: str = ""
    odd: list[str] = field(default_factory=list)

    def named(self, name: str) -> list[Tag]:
        """All tags of that name."""
        return [tag for tag in self.tags if tag.name == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))
        if len({name for name, _ in attrs}) < len(attrs):
            self.page.odd.append(f"an attribute twice in {tag}")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.page.odd.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.page.style += data
        else:
            self.page.text += data

    def handle_comment(self, data: str) -> None:
        self.page.odd.append(data)

    def unknown_decl(self, data: str) -> None:
        self.page.odd.append(data)

    def handle_pi(self, data: str) -> None:
        self.page.odd.append(data)

    def close(self) -> None:
        super().close()
        self.page.odd += self._open


def read_page(text: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page
