"""The prompt library: Markdown files in the configuration's folder `prompts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.text import clean, elide, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES: Final = 200_000
"""A longer file is no prompt: it would fill the context of most models."""

MAX_FILES: Final = 1000
"""How many files are read at most, so that a wrong link does not read a whole disk."""

_TITLE_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file of the library.

    Attributes:
        title: of its first line when that is a heading, else the file's name; behind the
            folder's name when it stands in one.
        text: the rest, clean; empty when there is a problem.
        path: of the file.
        problem: why it cannot be used; empty when it can.
    """

    title: str
    text: str
    path: Path
    problem: str = ""


def load(folder: Path) -> list[Prompt]:
    """Read the library, sorted by title, with the files that cannot be used at the end.

    Markdown files in the folder and in those right below it are read, but none whose name
    begins with a dot. A folder that does not exist is an empty library.
    """
    prompts = [_read(folder, path) for path in _files(folder)]
    return sorted(prompts, key=lambda it: (bool(it.problem), it.title.casefold(), it.path))


def how_to_make(folder: Path) -> str:
    """One sentence on how to begin a library, for when it is empty."""
    return f"Put Markdown files into {one_line(str(folder))}; each becomes a prompt."


def _files(folder: Path) -> Iterator[Path]:
    found = 0
    for pattern in ("*.md", "*/*.md"):
        for path in folder.glob(pattern):
            if any(part.startswith(".") for part in path.relative_to(folder).parts):
                continue
            if found == MAX_FILES:
                return
            found += 1
            yield path


def _read(folder: Path, path: Path) -> Prompt:
    named = one_line(path.relative_to(folder).with_suffix("").as_posix())
    try:
        if path.exists() and not path.is_file():  # Opening a pipe would wait for its other end.
            return Prompt(named, "", path, "is not a file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Prompt(named, "", path, f"cannot be read: {error.strerror or error}")
    if len(raw) > MAX_BYTES:
        return Prompt(named, "", path, f"is longer than {MAX_BYTES // 1000} KB")
    try:
        text = clean(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Prompt(named, "", path, "is not UTF-8 text")
    title, body = _split(text)
    if not body:
        return Prompt(named, "", path, "is empty")
    if title and path.parent != folder:
        title = f"{one_line(path.parent.name)}/{title}"
    return Prompt(title or named, body, path)


def _split(text: str) -> tuple[str, str]:
    """The heading on the first line, which is no part of the prompt, and the rest."""
    first, _, rest = text.lstrip("\n").partition("\n")
    if first.startswith("# "):
        return elide(one_line(first[2:]), _TITLE_LENGTH), rest.strip("\n").rstrip()
    return "", text.strip("\n").rstrip()
