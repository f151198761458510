"""The styles of everything in the log that is not Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from copilot_tui.ui.render.palette import Palette


@dataclass(frozen=True, slots=True)
class LogStyle:
    """Styles for names, times, bars and notes around the text of messages.

    Attributes:
        palette: styles of the Markdown.
        base: plain text on the ground of the log.
        user: text of the user, on its tint.
        user_bar: the bar before it.
        user_name: "You".
        reply_name: who answers.
        muted: times, folded reasoning, a stopped reply.
        error: what went wrong.
        thumb: the scrollbar's thumb.
        badge: "new text below".
        key: keys in the empty state.
    """

    palette: Palette
    base: Style
    user: Style
    user_bar: Style
    user_name: Style
    reply_name: Style
    muted: Style
    error: Style
    thumb: Style
    badge: Style
    key: Style

    @classmethod
    def from_theme(cls, variables: Mapping[str, str], *, dark: bool, plain: bool) -> LogStyle:
        """Make the styles of a theme's variables.

        Args:
            variables: names and colours, as in `App.theme_variables`.
            dark: whether the theme is dark.
            plain: whether there are no colours to rely on.
        """
        ground = _colour(variables, "background")
        text = _colour(variables, "foreground")
        accent = _colour(variables, "accent")
        error = _colour(variables, "error")
        if plain or ground is None or text is None or accent is None or error is None:
            return cls.plain()
        tint = ground.blend(accent, 0.10 if dark else 0.08)
        muted = text.blend(ground, 0.42)
        return cls(
            palette=Palette.from_theme(variables, dark=dark),
            base=_style(text, ground),
            user=_style(text, tint),
            user_bar=_style(accent, tint),
            user_name=_style(accent, tint, bold=True),
            reply_name=_style(text, ground, bold=True),
            muted=_style(muted, ground),
            error=_style(error, ground),
            thumb=_style(ground.blend(text, 0.25), ground),
            badge=_style(ground, accent, bold=True),
            key=_style(accent, ground, bold=True),
        )

    @classmethod
    def plain(cls) -> LogStyle:
        """Styles without colours."""
        bold, dim = Style(bold=True), Style(dim=True)
        return cls(
            palette=Palette.plain(),
            base=Style(),
            user=Style(),
            user_bar=bold,
            user_name=bold,
            reply_name=bold,
            muted=dim,
            error=bold,
            thumb=Style(),
            badge=Style(reverse=True),
            key=bold,
        )


def _colour(variables: Mapping[str, str], name: str) -> Color | None:
    value = variables.get(name, "")
    return Color.parse(value) if value.startswith("#") else None


def _style(colour: Color, ground: Color, *, bold: bool | None = None) -> Style:
    return Style(color=_rich(colour), bgcolor=_rich(ground), bold=bold)


def _rich(colour: Color) -> RichColor:
    return RichColor.from_rgb(*colour.rgb)
