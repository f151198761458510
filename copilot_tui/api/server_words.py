"""What a server says about its own failure, out of whatever form it says it in."""

from __future__ import annotations

import json
import re

from copilot_tui.api.json_value import parse_json
from copilot_tui.api.secret_names import HIDDEN
from copilot_tui.text import elide, one_line

LENGTH = 300
"""Characters kept: a sentence or two, not a page."""

_DEPTH = 4
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|head|body|h1|p|div)\b", re.I | re.S)
_UNREAD = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.I | re.S)
_TAG = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(
    r"</?(?:title|head|body|h[1-6]|p|div|center|hr|br|pre|ul|ol|li|table|tr|address)\b[^<>]*>", re.I
)
_ENDS = (".", "!", "?", ":", ";", ",", "…")
_MOST_BLOCKS = 10
"""Of a web page; more than ten would not fit into `LENGTH` anyway, if they say anything."""

_KEYS = ("error", "message", "detail", "msg", "error_description")


def words_of(value: object, secrets: tuple[str, ...] = ()) -> str:
    """The server's own words in a parsed error, as one clean line.

    Knows `{"error": {"message": …}}`, `{"error": "…"}`, `{"message": …}` and FastAPI's
    `{"detail": "…"}` and `{"detail": [{"loc": …, "msg": …}]}`; anything else is shown as
    JSON.

    Args:
        value: a parsed JSON value.
        secrets: texts that must not be shown, such as the API key.
    """
    return _presentable(_words(value, _DEPTH), secrets)


def words_of_body(body: bytes, secrets: tuple[str, ...] = ()) -> str:
    """The server's own words in the body of an HTTP error: JSON, HTML or plain text."""
    text = body.decode("utf-8", "replace")
    try:
        return words_of(parse_json(text), secrets)
    except ValueError:
        return _presentable(_words_of_page(text) if _HTML.match(text) else text, secrets)


def _words_of_page(page: str) -> str:
    """What stands on a web page, without what its title, heading and text say once more."""
    blocks = _BLOCK.split(one_line(_UNREAD.sub(" ", page)))
    said: list[str] = []
    for block in filter(None, (one_line(_TAG.sub(" ", block)) for block in blocks)):
        if any(block in other for other in said):
            continue
        said = [*(other for other in said if other not in block), block]
        if len(said) == _MOST_BLOCKS:
            break
    *before, last = said or [""]
    return " ".join([*(each if each.endswith(_ENDS) else f"{each}." for each in before), last])


def _presentable(text: str, secrets: tuple[str, ...]) -> str:
    line = one_line(text)
    for secret in secrets:
        line = line.replace(secret, HIDDEN)
    return elide(line, LENGTH)


def _words(value: object, depth: int) -> str:
    if isinstance(value, str):
        return value
    if depth == 0 or not value:
        return ""
    if isinstance(value, dict):
        found = (_words(value.get(key), depth - 1) for key in _KEYS)
        return next(filter(None, found), "") or _as_json(value)
    if isinstance(value, list):
        return "; ".join(filter(None, (_problem(item, depth - 1) for item in value[:10])))
    return _as_json(value)


def _problem(item: object, depth: int) -> str:
    """One entry of FastAPI's list: the field that it is about, and what is wrong with it."""
    words = _words(item, depth)
    place = item.get("loc") if isinstance(item, dict) else None
    if isinstance(place, list) and place and isinstance(place[-1], str):
        return f"{place[-1]}: {words}"
    return words


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
