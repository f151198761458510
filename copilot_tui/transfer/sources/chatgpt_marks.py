"""The references in ChatGPT's texts, which are links, names or nothing to be read.

They stand between private characters, U+E200 and U+E201 with U+E202 between their parts, and
before 2025 between black lenticular brackets. What a reference means stands beside the text;
the names of things, and titles of links, stand in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.text import one_line, safe_url
from copilot_tui.transfer.foreign.json_items import Unreadable, parsed
from copilot_tui.transfer.foreign.values import list_in, object_in, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.transfer.foreign.values import JsonObject

# The last one may have been cut off with its reply.
_REFERENCE = re.compile(
    "\ue200[^\ue200\ue201]*+\ue201|\ue200[^\ue200\ue201\n]{0,200}\\Z|【[^【】]{1,80}†[^【】]{1,80}】"
)
_MARKS = re.compile("[\ue200-\ue206]")
_SEPARATOR = "\ue202"


def without_marks(text: str, metadata: JsonObject) -> str:
    """The text with its references as links.

    Args:
        text: of one message.
        metadata: of the same.
    """
    if "\ue200" not in text and "【" not in text:
        return text
    links = dict(_links(text, metadata))

    def read(found: re.Match[str]) -> str:
        mark = found[0]
        if mark[0] != "\ue200":
            return links.get(mark) or mark
        return links.get(mark) or _named(mark.strip("\ue200\ue201").split(_SEPARATOR))

    return _MARKS.sub("", _REFERENCE.sub(read, text))


def _links(text: str, metadata: JsonObject) -> Iterator[tuple[str, str]]:
    """What marks mean; only those that are marks, as a footnote's is a single space."""
    for citation in map(object_in, list_in(metadata.get("citations"))):
        start, end = citation.get("start_ix"), citation.get("end_ix")
        source = object_in(citation.get("metadata"))
        url, title = text_in(source.get("url")), text_in(source.get("title"))
        if isinstance(start, int) and isinstance(end, int) and safe_url(url):
            yield text[start:end], f"({_link(title, url)})"
    for reference in map(object_in, list_in(metadata.get("content_references"))):
        yield text_in(reference.get("matched_text")), text_in(reference.get("alt"))


def _named(parts: list[str]) -> str:
    """What a mark says by itself; what only points to a search says nothing."""
    kind, *values = parts
    if kind == "entity" and values:
        return _entity(values[0])
    if kind == "url" and len(values) > 1 and safe_url(values[1]):
        return _link(values[0], values[1])
    return one_line(values[0]) if kind in ("url", "link_title") and values else ""


def _link(title: str, url: str) -> str:
    words = one_line(title).replace("[", "").replace("]", "") or "source"
    return f"[{words}]({url.replace('(', '%28').replace(')', '%29')})"


def _entity(payload: str) -> str:
    """A list of its kind, its name and more, or the name alone."""
    try:
        fields = list_in(parsed(payload.encode("utf-8", "replace")))
    except Unreadable:
        return one_line(payload)
    return one_line(text_in(fields[1])) if len(fields) > 1 else ""
