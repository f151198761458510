"""A file as a part of a message in Markdown."""

from __future__ import annotations

import re
from pathlib import PurePath

_LANGUAGES = {
    "bash": "bash",
    "cjs": "javascript",
    "cs": "csharp",
    "h": "c",
    "hpp": "cpp",
    "htm": "html",
    "js": "javascript",
    "kt": "kotlin",
    "md": "markdown",
    "mjs": "javascript",
    "pl": "perl",
    "ps1": "powershell",
    "py": "python",
    "pyi": "python",
    "rb": "ruby",
    "rs": "rust",
    "tf": "hcl",
    "ts": "typescript",
    "txt": "text",
    "yml": "yaml",
    "zsh": "bash",
}
"""Where the extension is not what highlighters call the language."""

_NAMES = {"dockerfile": "dockerfile", "makefile": "makefile", "justfile": "make"}
_PLAIN_WORD = re.compile(r"[a-z][a-z0-9+#]{0,11}")
_TICKS = re.compile("`+")


def fenced_block(name: str, text: str, text_language: str = "") -> str:
    """The name of a file and, below it, its text in a fence, ending in a newline.

    The fence is longer than any row of backticks inside, so nothing in the file ends it
    (CommonMark 0.31, section 4.5).
    """
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    title = name if "`" in name else f"`{name}`"
    shown_as = text_language or language(name)
    return f"{title}:\n{fence}{shown_as}\n{text.removesuffix(chr(10))}\n{fence}\n"


def language(name: str) -> str:
    """What highlighters call the language of a file of this name; empty when unknown."""
    path = PurePath(name.lower())
    extension = path.suffix[1:]
    if not extension:
        return _NAMES.get(path.name, "")
    found = _LANGUAGES.get(extension, extension)
    return found if _PLAIN_WORD.fullmatch(found) else ""
