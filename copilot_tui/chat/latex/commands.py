"""The commands of LaTeX that take arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.chat.latex.atom import Atom, Kind, box, is_compound, is_single, line
from copilot_tui.chat.latex.box import bracketed, framed
from copilot_tui.chat.latex.environments import read_environment
from copilot_tui.chat.latex.letters import ACCENTS, ALPHABETS, accented
from copilot_tui.chat.latex.scripts import superscript
from copilot_tui.chat.latex.symbols import NEGATED, SYMBOLS
from copilot_tui.chat.latex.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.chat.latex.reader import Reader

Command: TypeAlias = "Callable[[Reader, str], list[Atom]]"
"""Reads the arguments of a command, given its name without the backslash."""

_VULGAR_FRACTIONS = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾"}
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_NEGATION = "\u0338"


def _fraction(reader: Reader, _name: str) -> list[Atom]:
    above, below = reader.argument(), reader.argument()
    numerator, denominator = line(above, tight=True), line(below, tight=True)
    if sign := _VULGAR_FRACTIONS.get(f"{numerator}/{denominator}"):
        return [Atom(Kind.ORDINARY, sign, compound=True)]
    if not numerator or not denominator:
        raise Unreadable
    if is_compound(above):
        numerator = f"({numerator})"
    if not is_single(below):
        denominator = f"({denominator})"
    return [Atom(Kind.FRACTION, f"{numerator}/{denominator}", compound=True)]


def _root(reader: Reader, _name: str) -> list[Atom]:
    option = reader.option()
    index = line(option, tight=True) if option else ""
    content = reader.argument()
    inside = line(content, tight=True)
    sign = _ROOTS.get(index) or superscript(index).removeprefix("^") + "√"
    if inside.isdecimal() or (len(content) == 1 and is_single(content)):
        return [Atom(Kind.ROOT, sign + inside, compound=True)]
    return [Atom(Kind.ORDINARY, f"{sign}({inside})")]


def _binomial(reader: Reader, _name: str) -> list[Atom]:
    return [Atom(Kind.ORDINARY, f"C({reader.argument_line()}, {reader.argument_line()})")]


def _text(reader: Reader, _name: str) -> list[Atom]:
    if reader.next != "{":
        return reader.argument()
    words = reader.raw().replace("$", "").replace("~", " ").replace("\\", "")
    space_before, space_after = words[:1].isspace(), words[-1:].isspace()
    shown = " ".join(words.split())
    return [Atom(Kind.TEXT, f"{' ' * space_before}{shown}{' ' * space_after}")]


def _content(reader: Reader, _name: str) -> list[Atom]:
    content = reader.argument(tight=False)
    return [Atom(Kind.ORDINARY, reader.draw(content), compound=is_compound(content))]


def _operator(reader: Reader, _name: str) -> list[Atom]:
    if reader.next == "*":
        reader.take()
    return [Atom(Kind.FUNCTION, reader.argument_line())]


def _accent(reader: Reader, name: str) -> list[Atom]:
    content = reader.argument()
    shown = accented(line(content, tight=True), ACCENTS[name])
    if shown is None:
        raise Unreadable
    return [Atom(Kind.ORDINARY, shown, compound=is_compound(content))]


def _alphabet(reader: Reader, name: str) -> list[Atom]:
    content = reader.argument(tight=False)
    shown = reader.draw(content).translate(ALPHABETS[name])
    return [Atom(Kind.ORDINARY, shown, compound=is_compound(content))]


def _negation(reader: Reader, _name: str) -> list[Atom]:
    (first, *rest) = reader.argument() or [Atom(Kind.ORDINARY, "")]
    shown = NEGATED.get(first.text, first.text + _NEGATION)
    return [replace(first, text=shown), *rest]


def _delimited(reader: Reader, _name: str) -> list[Atom]:
    opening = _delimiter(reader)
    with reader.nested():
        content = reader.atoms("\\right")
    reader.take()
    closing = _delimiter(reader)
    if any(atom.box for atom in content):
        shown = f"{opening}{reader.draw(content)}{closing}"
        return [Atom(Kind.ORDINARY, shown, box=bracketed(opening, box(content), closing))]
    return [Atom(Kind.OPEN, opening), *content, Atom(Kind.CLOSE, closing)]


def _delimiter(reader: Reader) -> str:
    token = reader.take()
    if token == ".":
        return ""
    if token.startswith("\\"):
        symbol = SYMBOLS.get(token[1:])
        return symbol.text if symbol else token
    return {"<": "⟨", ">": "⟩"}.get(token, token)


def _modulo(reader: Reader, _name: str) -> list[Atom]:
    return [Atom(Kind.SPACE, " "), Atom(Kind.ORDINARY, f"(mod {reader.argument_line()})")]


def _arrow(reader: Reader, name: str) -> list[Atom]:
    below = reader.option()
    above = reader.argument_line()
    head = "→" if "right" in name else "←"
    return [Atom(Kind.RELATION, head, sub=line(below, tight=True) if below else "", sup=above)]


def _stacked(reader: Reader, name: str) -> list[Atom]:
    script = reader.argument_line()
    *before, last = reader.argument() or [Atom(Kind.ORDINARY, "")]
    if any(atom.kind not in (Kind.FUNCTION, Kind.SPACE) for atom in before):
        content = line([*before, last], tight=True)
        before, last = [], Atom(Kind.ORDINARY, content, compound=True)
    return [*before, replace(last, sub=script) if name == "underset" else replace(last, sup=script)]


def _frame(reader: Reader, _name: str) -> list[Atom]:
    content = reader.argument(tight=False)
    return [Atom(Kind.ORDINARY, f"[{reader.draw(content)}]", box=framed(box(content)))]


def _tag(reader: Reader, _name: str) -> list[Atom]:
    return [Atom(Kind.SPACE, f"   ({' '.join(reader.raw().split())})")]


def _dropped(reader: Reader, _name: str) -> list[Atom]:
    reader.raw()
    return []


COMMANDS: dict[str, Command] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), _fraction),
    "sqrt": _root,
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    **dict.fromkeys(("text", "textrm", "textbf", "textit", "texttt", "textsf", "mbox"), _text),
    **dict.fromkeys(("mathrm", "mathit", "mathsf", "mathtt", "mathnormal"), _content),
    "operatorname": _operator,
    **dict.fromkeys(ACCENTS, _accent),
    **dict.fromkeys(ALPHABETS, _alphabet),
    "not": _negation,
    "left": _delimited,
    **dict.fromkeys(("pmod", "pod"), _modulo),
    **dict.fromkeys(("xrightarrow", "xleftarrow"), _arrow),
    **dict.fromkeys(("overset", "stackrel", "underset"), _stacked),
    **dict.fromkeys(("overbrace", "underbrace", "substack"), _content),
    "boxed": _frame,
    "tag": _tag,
    **dict.fromkeys(("label", "color", "textcolor"), _dropped),
    "begin": read_environment,
}
"""How each command is read, by its name without the backslash."""
