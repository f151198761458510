"""The colours of code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from rich.color import Color
from rich.style import Style

from copilot_tui.chat.line_lexer import TokenType

SyntaxStyles: TypeAlias = Mapping[TokenType, Style]

_DARK = {
    "keyword": "#c3a6e8",
    "number": "#dba982",
    "string": "#a5c793",
    "escape": "#86c5cc",
    "function": "#8db8ec",
    "type": "#dfc58c",
    "tag": "#e6969f",
    "comment": "#8b949e",
}
_LIGHT = {
    "keyword": "#7539ab",
    "number": "#964b00",
    "string": "#2c6e2f",
    "escape": "#00666f",
    "function": "#1b57a3",
    "type": "#6f5000",
    "tag": "#a82a3b",
    "comment": "#5f666e",
}

_ROLES: Mapping[TokenType, str] = {
    ("Keyword",): "keyword",
    ("Keyword", "Constant"): "number",
    ("Keyword", "Type"): "type",
    ("Operator", "Word"): "keyword",
    ("Literal", "Number"): "number",
    ("Literal", "Date"): "number",
    ("Literal", "String"): "string",
    ("Literal", "String", "Affix"): "keyword",
    ("Literal", "String", "Escape"): "escape",
    ("Literal", "String", "Interpol"): "escape",
    ("Literal", "String", "Regex"): "escape",
    ("Name", "Attribute"): "type",
    ("Name", "Builtin"): "escape",
    ("Name", "Class"): "type",
    ("Name", "Constant"): "number",
    ("Name", "Decorator"): "escape",
    ("Name", "Exception"): "type",
    ("Name", "Function"): "function",
    ("Name", "Namespace"): "type",
    ("Name", "Tag"): "tag",
    ("Name", "Variable"): "tag",
    ("Generic", "Deleted"): "tag",
    ("Generic", "Inserted"): "string",
    ("Generic", "Subheading"): "function",
    ("Generic", "Prompt"): "comment",
}
_SHAPES: SyntaxStyles = {
    ("Generic", "Emph"): Style(italic=True),
    ("Generic", "Heading"): Style(bold=True),
    ("Generic", "Strong"): Style(bold=True),
}


def syntax_styles(adjust: Callable[[str], Color], *, dark: bool) -> SyntaxStyles:
    """Calm colours for code.

    Args:
        adjust: makes a colour, such as #8db8ec, readable on the ground it is to stand on.
        dark: whether that ground is dark.
    """
    colours = {role: adjust(colour) for role, colour in (_DARK if dark else _LIGHT).items()}
    styles = {token: Style.from_color(colours[role]) for token, role in _ROLES.items()}
    styles["Comment",] = Style.from_color(colours["comment"]) + Style(italic=True)
    return MappingProxyType(styles | dict(_SHAPES))


def plain_syntax_styles() -> SyntaxStyles:
    """Code told apart by weight and slant alone."""
    return MappingProxyType(
        {
            **_SHAPES,
            ("Comment",): Style(italic=True, dim=True),
            ("Keyword",): Style(bold=True),
            ("Name", "Tag"): Style(bold=True),
            ("Generic", "Deleted"): Style(strike=True),
            ("Generic", "Inserted"): Style(bold=True),
        }
    )
