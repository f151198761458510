"""Putting typed lines together to one text."""

from __future__ import annotations

from dataclasses import dataclass

QUOTES = '"""'
_CONTINUES = "\\"


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that is whole.

    Attributes:
        text: as it was typed.
        is_quoted: whether it stood between quotes, and is no command whatever it says.
    """

    text: str
    is_quoted: bool = False


class Entry:
    r"""What is typed until it is a whole text.

    A line that ends in a backslash goes on with the next one. Three double quotes begin
    a text of several lines, and three more end it.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._quoted = False

    @property
    def is_open(self) -> bool:
        """Whether more lines are needed."""
        return bool(self._lines) or self._quoted

    @property
    def text(self) -> str:
        """What has come so far."""
        return "\n".join(self._lines)

    def add(self, line: str) -> Typed | None:
        """Take a line in, without its end; return the text once it is whole."""
        if self._quoted:
            return self._add_quoted(line)
        if not self._lines and line.lstrip().startswith(QUOTES):
            self._quoted = True
            first = line.lstrip().removeprefix(QUOTES)
            return self._add_quoted(first) if first.strip() else None
        if line.endswith(_CONTINUES):
            self._lines.append(line.removesuffix(_CONTINUES))
            return None
        self._lines.append(line)
        return Typed(self.take())

    def take(self) -> str:
        """Return what has come so far, and begin anew."""
        text = self.text
        self._lines.clear()
        self._quoted = False
        return text

    def _add_quoted(self, line: str) -> Typed | None:
        if not line.rstrip().endswith(QUOTES):
            self._lines.append(line)
            return None
        if last := line.rstrip().removesuffix(QUOTES):
            self._lines.append(last)
        return Typed(self.take(), is_quoted=True)
