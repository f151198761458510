"""The parts of a formula, and the space that stands between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from copilot_tui.chat.latex.box import Box, beside
from copilot_tui.chat.latex.scripts import subscript, superscript

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Kind(StrEnum):
    """What a part of a formula is, after the classes of TeX (The TeXbook, chapter 17)."""

    ORDINARY = "ordinary"
    TEXT = "text"
    SIGN = "sign"
    BINARY = "binary"
    RELATION = "relation"
    FUNCTION = "function"
    LARGE = "large operator"
    OPEN = "open"
    CLOSE = "close"
    PUNCTUATION = "punctuation"
    SPACE = "space"
    FRACTION = "fraction"
    ROOT = "root"


_OPERANDS = frozenset({Kind.ORDINARY, Kind.CLOSE, Kind.FRACTION, Kind.ROOT, Kind.TEXT})
_BEGINS_OPERAND = frozenset({Kind.ORDINARY, Kind.OPEN, Kind.FRACTION, Kind.ROOT, Kind.TEXT})
_ENDS_OPERAND = frozenset({None, Kind.RELATION, Kind.CLOSE, Kind.PUNCTUATION})
_SPACED = frozenset({Kind.RELATION, Kind.BINARY})
_OPERATORS = frozenset({Kind.FUNCTION, Kind.LARGE})
_COMPOUND = _SPACED | _OPERATORS | {Kind.FRACTION, Kind.SPACE, Kind.PUNCTUATION}


@dataclass(frozen=True, slots=True)
class Atom:
    """One part of a formula.

    Attributes:
        kind: decides the space around it.
        text: it on one line, without its scripts.
        sub: the text of its subscript.
        sup: the text of its superscript.
        box: it on several lines, without its scripts, if it takes them.
        compound: whether `text` needs parentheses before it can have scripts.
    """

    kind: Kind
    text: str
    sub: str = ""
    sup: str = ""
    box: Box | None = None
    compound: bool = False

    @property
    def shown(self) -> str:
        """It on one line, with its scripts."""
        if not self.sub and not self.sup:
            return self.text
        base = f"({self.text})" if self.compound else self.text
        return base + subscript(self.sub) + superscript(self.sup)

    @property
    def shown_box(self) -> Box:
        """It on as many lines as it takes."""
        if self.box is None:
            return Box((self.shown,))
        return self.box.with_scripts(subscript(self.sub), superscript(self.sup))

    @property
    def ends_in_bare_script(self) -> bool:
        """Whether what follows directly could be taken for a part of its last script."""
        return self.shown[-2:-1] in ("^", "_")


def line(atoms: Sequence[Atom], *, tight: bool = False) -> str:
    """A formula on one line, without space around its operators if `tight`."""
    parts: list[str] = []
    for space, atom in _spaced(atoms, tight):
        parts += [" " * space, atom.shown]
    return "".join(parts).replace("′′′", "‴").replace("′′", "″")


def box(atoms: Sequence[Atom]) -> Box:
    """A formula on as many lines as it takes."""
    if all(atom.box is None for atom in atoms):
        return Box((line(atoms),))
    boxes: list[Box] = []
    after_box = False
    for space, atom in _spaced(atoms, tight=False):
        apart = boxes and (after_box or atom.box) and atom.kind is Kind.ORDINARY
        boxes += [Box((" " * max(space, bool(apart)),)), atom.shown_box]
        after_box = atom.box is not None
    return beside(boxes)


def is_compound(atoms: Sequence[Atom]) -> bool:
    """Whether there is an operator or a space outside all parentheses."""
    depth = 0
    for atom in _with_signs(atoms):
        depth += (atom.kind is Kind.OPEN) - (atom.kind is Kind.CLOSE)
        if not depth and (atom.kind in _COMPOUND or " " in atom.text):
            return True
    return False


def is_single(atoms: Sequence[Atom]) -> bool:
    """Whether nobody could take only a part of the atoms for a denominator."""
    if len(atoms) == 1:
        return not is_compound(atoms) and not atoms[0].compound
    texts = [atom.text for atom in atoms]
    if len(atoms) == 2 and (texts[0] in "d∂" or texts[1] == "!"):
        return not is_compound(atoms)
    if all(text.isdecimal() or text == "." for text in texts):
        return True
    rest = atoms[1:] if atoms[0].kind is Kind.ORDINARY else atoms
    depth = 0
    for index, atom in enumerate(rest):
        depth += (atom.kind is Kind.OPEN) - (atom.kind is Kind.CLOSE)
        if not depth:
            return index == len(rest) - 1 and atom.kind is Kind.CLOSE
    return False


def _with_signs(atoms: Sequence[Atom]) -> Iterator[Atom]:
    """The atoms, where an operator that has not two operands is a sign."""
    visible = [atom.kind for atom in atoms if atom.kind is not Kind.SPACE]
    place = 0
    for atom in atoms:
        if atom.kind is Kind.BINARY and not atom.text.isalpha():
            before = visible[place - 1] if place else None
            after = visible[place + 1] if place + 1 < len(visible) else None
            if before not in _OPERANDS or after in _ENDS_OPERAND:
                atom = replace(atom, kind=Kind.SIGN)
        place += atom.kind is not Kind.SPACE
        yield atom


def _spaced(atoms: Sequence[Atom], tight: bool) -> Iterator[tuple[int, Atom]]:
    """Each atom with the number of spaces before it, fractions in parentheses where needed."""
    listed = list(_with_signs(atoms))
    for index, atom in enumerate(listed):
        before = listed[index - 1] if index else None
        after = listed[index + 1] if index + 1 < len(listed) else None
        if atom.kind is Kind.FRACTION and _touches(before, after):
            atom = replace(atom, text=f"({atom.text})", kind=Kind.ORDINARY)
            listed[index] = atom
        if before is None or _is_in_number(listed, index):
            yield 0, atom
        else:
            yield _gap(before, atom, tight), atom


def _touches(before: Atom | None, after: Atom | None) -> bool:
    """Whether a fraction between the two would seem to go on in one of them."""
    if before is not None and (before.kind in _OPERANDS or before.kind is Kind.FUNCTION):
        return before.text[-1:] != " "
    if after is None or after.text[:1] == " ":
        return False
    return after.kind in _BEGINS_OPERAND or after.kind in _OPERATORS


def _is_in_number(atoms: Sequence[Atom], index: int) -> bool:
    """Whether the atom goes on with a number after a comma, as in 1,000."""
    return (
        index > 1
        and atoms[index - 1].text == ","
        and atoms[index].text.isdecimal()
        and atoms[index - 2].text.isdecimal()
    )


def _gap(before: Atom, atom: Atom, tight: bool) -> int:
    one, other = before.kind, atom.kind
    if Kind.SPACE in (one, other) or "/" in (before.text, atom.text):
        return 0
    if one in _SPACED or other in _SPACED:
        is_word = before.text.isalpha() and one in _SPACED
        return int(not tight or (is_word or (atom.text.isalpha() and other in _SPACED)))
    if one is Kind.PUNCTUATION:
        return int(not tight and other is not Kind.CLOSE)
    if other in _OPERATORS:
        return int(one in _OPERANDS or one in _OPERATORS)
    if one in _OPERATORS:
        if one is Kind.FUNCTION and (other is Kind.OPEN or atom.text.startswith("(")):
            return int(before.shown.endswith(")"))
        return int(other in _BEGINS_OPERAND or other is Kind.SIGN)
    joined = one is Kind.ROOT or before.ends_in_bare_script
    return int(joined and other in _BEGINS_OPERAND)
