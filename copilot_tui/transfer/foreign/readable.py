"""What stands in a reply for what a tool was asked and what it answered."""

from __future__ import annotations

import json
import re

from copilot_tui.text import one_line

_TICKS = re.compile("`+")
_DEEPEST = 5
_BELOW = "(below)"
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#-]{0,15}")


def fenced(text: str, language: str = "") -> str:
    """A text in a fence that nothing in it ends (CommonMark 0.31, section 4.5)."""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    word = language if _WORD.fullmatch(language) else ""
    return f"{fence}{word}\n{text.removesuffix(chr(10))}\n{fence}"


def tool_call(name: str, asked: object, language: str = "") -> str:
    """That a tool was asked something.

    Texts of several lines, such as a document that it is to write, stand below the rest, as
    in JSON nobody can read them.

    Args:
        name: of the tool.
        asked: a text, that of JSON too, or any value of JSON.
        language: that a text is in.
    """
    value = _as_object(asked) if isinstance(asked, str) else asked
    if isinstance(value, str):
        return f"Asked {_named(name)}:\n{fenced(value, language)}"
    texts: list[str] = []
    short = _without_long_texts(value, texts, _DEEPEST)
    return joined(f"Asked {_named(name)}:\n{fenced(as_json(short), 'json')}", *texts)


def tool_answer(name: str, answer: str) -> str:
    """What a tool answered."""
    return f"{_named(name, 'A tool')} answered:\n{fenced(answer)}"


def as_json(value: object) -> str:
    """A value of JSON to be read by people."""
    try:
        return json.dumps(value, ensure_ascii=False, indent=2, default=str)
    except (ValueError, RecursionError):
        return ""


def joined(*parts: str) -> str:
    """Texts as paragraphs, without the empty ones."""
    return "\n\n".join(part for part in parts if part.strip())


def _as_object(text: str) -> object:
    """The object that a text is as JSON, or the text."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def _without_long_texts(value: object, texts: list[str], deepest: int) -> object:
    """The value without its texts of several lines, which are put behind `texts`."""
    if isinstance(value, list) and deepest:
        return [_without_long_texts(item, texts, deepest - 1) for item in value]
    if not isinstance(value, dict) or not deepest:
        return value
    short: dict[object, object] = {}
    for key, item in value.items():
        if isinstance(item, str) and "\n" in item:
            texts.append(f"`{one_line(str(key)).replace('`', '')}`:\n{fenced(item, _word(value))}")
            short[key] = _BELOW
        else:
            short[key] = _without_long_texts(item, texts, deepest - 1)
    return short


def _word(value: dict[object, object]) -> str:
    """The language of the texts in an object, where it says so: "code/python" is a type."""
    language, kind = value.get("language"), value.get("type")
    if isinstance(language, str):
        return language
    return kind.removeprefix("code/") if isinstance(kind, str) and kind[:5] == "code/" else ""


def _named(name: str, otherwise: str = "a tool") -> str:
    name = one_line(name).replace("`", "")
    return f"`{name}`" if name else otherwise
