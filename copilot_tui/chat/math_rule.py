"""Formulas as a rule of the Markdown parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.inline_math import formula_at
from copilot_tui.chat.markdown_parser import FORMULA

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline


def add_math_rule(parser: MarkdownIt) -> None:
    """Teach a parser formulas; before backslashes are taken for escapes."""
    parser.inline.ruler.before("escape", FORMULA, _read_formula)


def _read_formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    formula = formula_at(state.src, state.pos)
    if formula is None or state.pos + len(formula.source) > state.posMax:
        return False
    if not silent:
        token = state.push(FORMULA, "", 0)
        token.content = formula.latex
        token.markup = formula.source
    state.pos += len(formula.source)
    return True
