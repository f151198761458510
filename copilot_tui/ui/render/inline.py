"""What stands inside a paragraph: emphasis, code, formulas, links and images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.style import Style

from copilot_tui.chat.addresses import addresses
from copilot_tui.chat.markdown_parser import FORMULA
from copilot_tui.chat.picture import ATTACHMENT
from copilot_tui.text import elide, safe_url
from copilot_tui.ui.render.formula import inline_formula
from copilot_tui.ui.render.line import Span

if TYPE_CHECKING:
    from markdown_it.token import Token

    from copilot_tui.ui.render.palette import Palette

SHOWN_URL_LENGTH = 80
"""Code points shown of an address that stands beside its text."""

_SHOWN_HOST = re.compile(r"\s*(?:https?://|(?=www\.))(?:www\.)?([^\s/:?#]+)", re.IGNORECASE)
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>$", re.IGNORECASE)


class InlineRenderer:
    """Turns the inline tokens of one paragraph into lines of styled text."""

    def __init__(self, palette: Palette, base: Style) -> None:
        self._palette = palette
        self._styles = [base]
        self._lines: list[list[Span]] = [[]]
        self._link: _Link | None = None
        self._marks = {
            "strong_open": palette.strong,
            "em_open": palette.emphasis,
            "s_open": palette.strike,
        }

    def lines(self, tokens: list[Token]) -> list[list[Span]]:
        """The lines that hard and soft breaks make; soft ones are kept, as chats do."""
        for token in tokens:
            self._read(token)
        return self._lines

    def _read(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._add_text(token.content)
        elif kind in self._marks:
            self._styles.append(self._styles[-1] + self._marks[kind])
        elif kind in ("strong_close", "em_close", "s_close"):
            self._styles.pop()
        elif kind == "code_inline":
            self._add(token.content, self._styles[-1] + self._palette.inline_code)
        elif kind == FORMULA:
            style = self._styles[-1] + self._palette.math + self._palette.emphasis
            self._add(inline_formula(token.content, token.markup), style)
        elif kind in ("softbreak", "hardbreak"):
            self._lines.append([])
        elif kind == "link_open":
            self._open_link(str(token.attrs.get("href", "")))
        elif kind == "link_close":
            self._close_link()
        elif kind == "image":
            self._add_image(token)
        elif kind == "html_inline" and _LINE_BREAK_TAG.match(token.content):
            self._lines.append([])
        else:
            self._add(token.content, self._styles[-1] + self._palette.muted)

    def _add(self, text: str, style: Style) -> None:
        url = self._link.url if self._link else None
        if self._link:
            self._link.text += text
        first, *others = text.replace("\t", "    ").split("\n")
        self._lines[-1].append(Span(first, style, url))
        self._lines.extend([Span(other, style, url)] for other in others)

    def _add_text(self, text: str) -> None:
        style = self._styles[-1]
        if self._link is not None or "://" not in text:
            self._add(text, style)
            return
        for part, url in addresses(text):
            if url is None:
                self._add(part, style)
            else:
                shown = style + self._palette.link + Style(link=url)
                self._lines[-1].append(Span(part, shown, url))

    def _open_link(self, href: str) -> None:
        url = safe_url(href)
        style = self._styles[-1]
        if url is not None:
            style = style + self._palette.link + Style(link=url)
        self._styles.append(style)
        self._link = _Link(href, url)

    def _close_link(self) -> None:
        self._styles.pop()
        link, self._link = self._link, None
        if link is not None and (link.url is None or link.pretends()):
            address = elide(link.href, SHOWN_URL_LENGTH)
            self._add(f" ({address})", self._styles[-1] + self._palette.muted)

    def _add_image(self, token: Token) -> None:
        source = str(token.attrs.get("src", ""))
        url = safe_url(source)
        style = self._styles[-1]
        label = f"🖼 {token.content or 'image'}"
        if url is None or self._link is not None:
            self._add(label, style)
        else:
            linked = style + self._palette.link + Style(link=url)
            self._lines[-1].append(Span(label, linked, url))
        if url is None and not source.startswith(ATTACHMENT):
            address = elide(source, SHOWN_URL_LENGTH)
            self._add(f" ({address})", style + self._palette.muted)


class _Link:
    """A link that is being read."""

    __slots__ = ("href", "text", "url")

    def __init__(self, href: str, url: str | None) -> None:
        self.href = href
        self.url = url
        self.text = ""

    def pretends(self) -> bool:
        """Whether the text looks like the address of another server than the link's."""
        shown = _SHOWN_HOST.match(self.text)
        if shown is None:
            return False
        return shown[1].lower() != (urlsplit(self.href).hostname or "").removeprefix("www.")
