"""The styles that text is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.color import Color, ColorParseError
from rich.color_triplet import ColorTriplet
from rich.style import Style

from copilot_tui.ui.render.syntax import (
    SyntaxStyles,
    plain_syntax_styles,
    syntax_styles,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.chat.line_lexer import TokenType

READABLE_CONTRAST = 4.5
"""The least contrast ratio of text to its ground (WCAG 2.1, level AA)."""

_NO_STYLE = Style()


@dataclass(frozen=True, slots=True)
class Palette:
    """A style for every part of a message.

    Only `code` and `inline_code` have a ground; the rest shows whatever it is drawn on.

    Attributes:
        headings: for the levels 1 to 6.
        code: the ground of code, under every cell of a fence.
        syntax: by token type; see `syntax_style`.
    """

    text: Style
    muted: Style
    accent: Style
    headings: tuple[Style, Style, Style, Style, Style, Style]
    strong: Style
    emphasis: Style
    strike: Style
    inline_code: Style
    math: Style
    code: Style
    code_label: Style
    link: Style
    quote: Style
    quote_bar: Style
    rule: Style
    table_header: Style
    table_border: Style
    list_marker: Style
    syntax: SyntaxStyles

    def syntax_style(self, token: TokenType) -> Style:
        """The style of a token type, or of the nearest of its parents that has one."""
        while token:
            if token in self.syntax:
                return self.syntax[token]
            token = token[:-1]
        return _NO_STYLE

    @classmethod
    def from_theme(cls, variables: Mapping[str, str], *, dark: bool) -> Palette:
        """Make a palette of a Textual theme's variables.

        Args:
            variables: names and colours, as in `App.theme_variables`; of them are used
                `background`, `foreground`, `text-accent` or `accent`, and `panel`.
            dark: whether the theme is dark.

        A theme of the terminal's own colours, which are not known here, gets `plain`.
        """
        ground = _triplet(variables.get("background", ""))
        foreground = _triplet(variables.get("foreground", ""))
        if ground is None or foreground is None:
            return cls.plain()
        accent = _triplet(variables.get("text-accent", "")) or _triplet(variables.get("accent", ""))
        panel = _triplet(variables.get("panel", "")) or foreground
        code_ground = _blend(ground, panel, 0.5) if panel != foreground else ground
        if contrast(code_ground, ground) < 1.05:
            code_ground = _blend(ground, foreground, 0.07)

        def adjust(colour: str) -> Color:
            triplet = _triplet(colour) or foreground
            return Color.from_triplet(_readable(triplet, code_ground, foreground))

        return cls._coloured(
            text=foreground,
            muted=_readable(_blend(foreground, ground, 0.4), code_ground, foreground),
            faint=_blend(foreground, ground, 0.7),
            accent=_readable(accent or foreground, code_ground, foreground),
            code_ground=code_ground,
            syntax=syntax_styles(adjust, dark=dark),
        )

    @classmethod
    def plain(cls) -> Palette:
        """A palette without colours, for NO_COLOR and for the terminal's own colours."""
        bold, dim, italic = Style(bold=True), Style(dim=True), Style(italic=True)
        return cls(
            text=_NO_STYLE,
            muted=dim,
            accent=bold,
            headings=_headings(bold, _NO_STYLE, dim),
            strong=bold,
            emphasis=italic,
            strike=Style(strike=True),
            inline_code=bold,
            math=_NO_STYLE,
            code=_NO_STYLE,
            code_label=dim,
            link=Style(underline=True),
            quote=italic,
            quote_bar=dim,
            rule=dim,
            table_header=bold,
            table_border=dim,
            list_marker=_NO_STYLE,
            syntax=plain_syntax_styles(),
        )

    @classmethod
    def _coloured(
        cls,
        *,
        text: ColorTriplet,
        muted: ColorTriplet,
        faint: ColorTriplet,
        accent: ColorTriplet,
        code_ground: ColorTriplet,
        syntax: SyntaxStyles,
    ) -> Palette:
        plain, quiet, border = _style(text), _style(muted), _style(faint)
        coloured = _style(accent)
        return cls(
            text=plain,
            muted=quiet,
            accent=coloured,
            headings=_headings(coloured + Style(bold=True), plain, quiet),
            strong=Style(bold=True),
            emphasis=Style(italic=True),
            strike=quiet + Style(strike=True),
            inline_code=coloured + Style(bgcolor=Color.from_triplet(code_ground)),
            math=coloured,
            code=plain + Style(bgcolor=Color.from_triplet(code_ground)),
            code_label=quiet,
            link=coloured + Style(underline=True),
            quote=quiet,
            quote_bar=coloured,
            rule=border,
            table_header=Style(bold=True),
            table_border=border,
            list_marker=coloured,
            syntax=syntax,
        )


def _headings(
    strong: Style, plain: Style, quiet: Style
) -> tuple[Style, Style, Style, Style, Style, Style]:
    """Six levels that differ without their colours; the first also has a rule below it."""
    bold, italic = Style(bold=True), Style(italic=True)
    return (
        strong,
        strong + Style(underline=True),
        strong,
        plain + bold + italic,
        plain + italic,
        quiet + italic,
    )


def _triplet(colour: str) -> ColorTriplet | None:
    """Read a colour such as #1e1e1e, without its opacity if it has one."""
    try:
        return Color.parse(colour[:7]).triplet if colour.startswith("#") else None
    except ColorParseError:
        return None


def _style(colour: ColorTriplet) -> Style:
    return Style(color=Color.from_triplet(colour))


def _blend(one: ColorTriplet, other: ColorTriplet, share: float) -> ColorTriplet:
    """Mix two colours, with `share` of the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return ColorTriplet(red, green, blue)


def _readable(colour: ColorTriplet, ground: ColorTriplet, towards: ColorTriplet) -> ColorTriplet:
    """Move a colour towards another until it can be read on its ground."""
    for step in range(11):
        candidate = _blend(colour, towards, step / 10)
        if contrast(candidate, ground) >= READABLE_CONTRAST:
            return candidate
    return towards


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.1 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: ColorTriplet) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
