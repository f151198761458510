"""What stands inside a paragraph as HTML; nothing but what is named here becomes a tag."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from copilot_tui.chat.addresses import addresses
from copilot_tui.chat.markdown_parser import FORMULA
from copilot_tui.text import safe_url

if TYPE_CHECKING:
    from markdown_it.token import Token

    from copilot_tui.transfer.record import ConversationRecord, MessageRecord, Picture

_TAGS: Final = {"strong_open": "<strong>", "em_open": "<em>", "s_open": "<del>"}
_TAGS_CLOSED: Final = {"strong_close": "</strong>", "em_close": "</em>", "s_close": "</del>"}
_LINE_BREAK_TAG: Final = re.compile(r"<br\s*/?>$", re.IGNORECASE)
_DRAWN: Final = re.compile(r"image/(?:png|jpeg|gif|webp|avif|bmp)")
"""Kinds of pictures that hold nothing but a picture."""

Pictures = Mapping[str, "Picture"]
"""By what a Markdown image names as its target."""


def pictures_of(record: ConversationRecord, message: MessageRecord) -> Pictures:
    """The pictures that a message shows."""
    if not message.pictures:
        return {}
    from markdown_it.common.normalize_url import normalizeLink

    known = {picture.digest: picture for picture in record.pictures}
    shown = {use.target: known[use.digest] for use in message.pictures if use.digest in known}
    # The parser gives addresses in their normal form.
    return {normalizeLink(target): picture for target, picture in shown.items()} | shown


def inline_html(tokens: Sequence[Token], pictures: Pictures) -> str:
    """The inline tokens of one paragraph."""
    parts: list[str] = []
    ends: list[str] = []
    for token in tokens:
        kind = token.type
        if kind == "link_open":
            is_bare = token.markup == "autolink"
            opened, closed = _link(str(token.attrs.get("href", "")), is_bare=is_bare)
            parts.append(opened)
            ends.append(closed)
        elif kind == "link_close":
            parts.append(ends.pop() if ends else "")
        elif kind == "text":
            parts.append(escape(token.content) if ends else _text(token.content))
        else:
            parts.append(_leaf(token, pictures))
    return "".join(parts)


def _leaf(token: Token, pictures: Pictures) -> str:
    kind = token.type
    if kind in _TAGS:
        return _TAGS[kind]
    if kind in _TAGS_CLOSED:
        return _TAGS_CLOSED[kind]
    if kind == "code_inline":
        return f"<code>{escape(token.content)}</code>"
    if kind == FORMULA:
        return _formula(token)
    if kind in ("softbreak", "hardbreak") or (
        kind == "html_inline" and _LINE_BREAK_TAG.match(token.content)
    ):
        return "<br>\n"
    if kind == "image":
        return _image(str(token.attrs.get("src", "")), token.content, pictures)
    return escape(token.content)


def _text(text: str) -> str:
    if "://" not in text:
        return escape(text)
    parts: list[str] = []
    for part, url in addresses(text):
        opened, closed = ("", "") if url is None else _link(url, is_bare=True)
        parts.append(f"{opened}{escape(part)}{closed}")
    return "".join(parts)


def _link(href: str, *, is_bare: bool = False) -> tuple[str, str]:
    """What stands before and behind the text of a link.

    Args:
        href: where it leads.
        is_bare: whether its text is the address, which need not be told again on paper.
    """
    url = safe_url(href)
    if url is None:
        return "", f" ({escape(href)})"
    kind = ' class="bare"' if is_bare else ""
    return f'<a href="{escape(url)}"{kind} rel="noopener noreferrer nofollow">', "</a>"


def _formula(token: Token) -> str:
    from copilot_tui.chat.latex.formula import formula_line

    shown = formula_line(token.content) or token.markup
    return f'<span class="math">{escape(shown)}</span>'


def _image(source: str, alternative: str, pictures: Pictures) -> str:
    picture = pictures.get(source)
    if picture is not None and _DRAWN.fullmatch(picture.media_type):
        data = b64encode(picture.data).decode("ascii")
        words = alternative or picture.name or "Picture without a description"
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        return f'<img src="data:{picture.media_type};base64,{data}" alt="{escape(words)}"{size}>'
    opened, closed = _link(source)
    return f"{opened}🖼 {escape(alternative or 'image')}{closed}"
