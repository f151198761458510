"""What stands in a reply for what a tool was asked and what it answered."""

from __future__ import annotations

import json
import re

from copilot_tui.text import one_line

_TICKS = re.compile("`+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#-]{0,15}")


def fenced(text: str, language: str = "") -> str:
    """A text in a fence that nothing in it ends (CommonMark 0.31, section 4.5)."""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    word = language if _WORD.fullmatch(language) else ""
    return f"{fence}{word}\n{text.removesuffix(chr(10))}\n{fence}"


def tool_call(name: str, asked: object, language: str = "") -> str:
    """That a tool was asked something.

    Args:
        name: of the tool.
        asked: a text, or any value of JSON.
        language: that a text is in.
    """
    if isinstance(asked, str):
        return f"Asked {_named(name)}:\n{fenced(asked, language)}"
    return f"Asked {_named(name)}:\n{fenced(as_json(asked), 'json')}"


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


def _named(name: str, otherwise: str = "a tool") -> str:
    name = one_line(name).replace("`", "")
    return f"`{name}`" if name else otherwise
