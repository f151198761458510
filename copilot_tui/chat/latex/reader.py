"""LaTeX source as the atoms of a formula."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.latex.atom import Atom, Kind, line
from copilot_tui.chat.latex.commands import COMMANDS
from copilot_tui.chat.latex.symbols import CHARACTERS, SYMBOLS
from copilot_tui.chat.latex.tokens import tokenize
from copilot_tui.chat.latex.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.chat.latex.environments import Rows

MAX_NESTING = 40
"""Groups and arguments inside each other; what is deeper is not converted."""

_ROW_END = "\\\\"
_NO_BASE = frozenset({Kind.SPACE, Kind.SIGN, Kind.BINARY, Kind.PUNCTUATION, Kind.OPEN})


class Reader:
    """Reads a formula from its start to its end, looking at each token once.

    Args:
        source: LaTeX, as it stands between the marks of a formula.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = tokenize(source)
        self._at = 0
        self._depth = 0
        self._tight = 0

    @property
    def next(self) -> str | None:
        """The token that comes next, which is left where it is; None at the end."""
        return self._tokens[self._at].text if self._at < len(self._tokens) else None

    def take(self) -> str:
        """The next token.

        Raises:
            Unreadable: the source has ended.
        """
        if self._at >= len(self._tokens):
            raise Unreadable
        self._at += 1
        return self._tokens[self._at - 1].text

    def atoms(self, *ends: str | None) -> list[Atom]:
        """Read up to one of the tokens `ends`, of which None is the end of the source.

        Raises:
            Unreadable: there is no such token, or a brace that does not belong there.
        """
        atoms: list[Atom] = []
        while (token := self.next) not in ends:
            if token is None:
                raise Unreadable
            self._read_into(atoms)
        return atoms

    def argument(self, *, tight: bool = True) -> list[Atom]:
        """Read the group or the single token that comes next.

        Args:
            tight: whether its operators are drawn without space around them.

        Raises:
            Unreadable: nothing comes, or it is nested too deeply.
        """
        with self.nested(tight=tight):
            if self.next == "{":
                self.take()
                atoms = self.atoms("}")
                self.take()
                return atoms
            atoms = []
            self._read_into(atoms)
            return atoms

    def argument_line(self) -> str:
        """Read an argument and draw it on one line."""
        return line(self.argument(), tight=True)

    def option(self) -> list[Atom] | None:
        """Read an argument in square brackets, if one comes next."""
        if self.next != "[":
            return None
        self.take()
        with self.nested(tight=True):
            atoms = self.atoms("]")
        self.take()
        return atoms

    def raw(self, opening: str = "{", closing: str = "}") -> str:
        """The source of the group that comes next, without its braces; empty if none does."""
        if self.next != opening:
            return ""
        start = self._tokens[self._at].end
        depth = 0
        while True:
            token = self.take()
            depth += (token == opening) - (token == closing)
            if not depth:
                return self._source[start : self._tokens[self._at - 1].start]

    def rows(self, *ends: str) -> Rows:
        """Read rows of cells; without `ends` up to the end of the source, see `atoms`."""
        rows: Rows = [[]]
        while True:
            rows[-1].append(self.atoms("&", _ROW_END, *(ends or (None,))))
            if self.next is None or self.next in ends:
                break
            if self.take() == _ROW_END:
                self.option()
                rows.append([])
        return rows if any(rows[-1]) else rows[:-1]

    @contextmanager
    def nested(self, *, tight: bool = False) -> Iterator[None]:
        """Read one level deeper.

        Args:
            tight: whether operators are drawn without space around them there.

        Raises:
            Unreadable: it is too deep.
        """
        if self._depth >= MAX_NESTING:
            raise Unreadable
        self._depth += 1
        self._tight += tight
        yield
        self._depth -= 1
        self._tight -= tight

    def draw(self, atoms: list[Atom]) -> str:
        """Draw atoms on one line as is right for where the reader stands."""
        return line(atoms, tight=self._tight > 0)

    def _read_into(self, atoms: list[Atom]) -> None:
        """Read what the next token begins, and what it changes of the atom before it."""
        token = self.next
        if token in ("^", "_"):
            self.take()
            self._add_script(atoms, token)
        elif token == "'":
            self.take()
            base = _base_of(atoms)
            if base.compound or base.sup:
                base = Atom(base.kind, base.shown)
            atoms.append(replace(base, text=base.text + "′"))
        elif token == "{":
            atoms.append(self._group())
        elif token is not None and token.startswith("\\"):
            atoms += self._command()
        else:
            character = self.take()
            if character in "}&":
                raise Unreadable
            atoms.append(CHARACTERS.get(character) or Atom(Kind.ORDINARY, character))

    def _add_script(self, atoms: list[Atom], mark: str) -> None:
        base = _base_of(atoms)
        script = self.argument_line()
        if base.sup if mark == "^" else base.sub:
            raise Unreadable
        atoms.append(replace(base, sup=script) if mark == "^" else replace(base, sub=script))

    def _group(self) -> Atom:
        atoms = self.argument(tight=False)
        if len(atoms) == 1:
            kind = atoms[0].kind
            ordinary = kind in (Kind.BINARY, Kind.RELATION, Kind.PUNCTUATION)
            return replace(atoms[0], kind=Kind.ORDINARY) if ordinary else atoms[0]
        return Atom(Kind.ORDINARY, self.draw(atoms), compound=len(atoms) > 1)

    def _command(self) -> list[Atom]:
        token = self._tokens[self._at]
        self._at += 1
        name = token.text[1:]
        if name in SYMBOLS:
            return [SYMBOLS[name]]
        if name in COMMANDS:
            return COMMANDS[name](self, name)
        kind = Kind.ORDINARY if self.next == "{" else Kind.FUNCTION
        while self.next == "{":
            self.raw()
        end = self._tokens[self._at - 1].end
        return [Atom(kind, " ".join(self._source[token.start : end].split()))]


def _base_of(atoms: list[Atom]) -> Atom:
    """Take the atom that scripts belong to from the end of `atoms`."""
    if not atoms or atoms[-1].kind in _NO_BASE:
        return Atom(Kind.ORDINARY, "")
    base = atoms.pop()
    if base.kind in (Kind.FRACTION, Kind.ROOT):
        return replace(base, kind=Kind.ORDINARY, compound=True)
    return base
