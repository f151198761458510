"""The styles of everything in the log that is not Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.color import Color

from copilot_tui.ui.render.palette import READABLE_CONTRAST, Palette, contrast

if TYPE_CHECKING:
    from collections.abc import Mapping

MUTED_CONTRAST = 3.0
"""The least contrast ratio of what is said quietly (WCAG 2.1 asks it of large text)."""


@dataclass(frozen=True, slots=True)
class LogStyle:
    """Styles for names, times, bars and notes around the text of messages.

    Only the grounds, the scrollbar and the badge have a ground.

    Attributes:
        palette: styles of the Markdown.
        base: ground of the log, and plain text on it.
        user: ground of what the user said.
        cursor: ground of a reply under the cursor.
        user_cursor: ground of a message of the user under the cursor.
        selected: ground of the messages that are selected by keys.
        cursor_bar: the bar before the message under the cursor and the selected ones.
        user_bar: the bar before a message of the user.
        text: plain text.
        user_name: "You".
        reply_name: who answers.
        muted: times, folded reasoning, a stopped reply.
        error: what went wrong.
        hit: what was searched for; laid over the text.
        current_hit: the one of them that was gone to.
        lit_code: the block of code that was copied; laid over it.
        thumb: the scrollbar's thumb.
        badge: "new text below".
        key: keys in the empty state.
    """

    palette: Palette
    base: Style
    user: Style
    cursor: Style
    user_cursor: Style
    selected: Style
    cursor_bar: Style
    user_bar: Style
    text: Style
    user_name: Style
    reply_name: Style
    muted: Style
    error: Style
    hit: Style
    current_hit: Style
    lit_code: Style
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
        warning = _colour(variables, "warning") or accent
        tint = ground.blend(accent, 0.10 if dark else 0.08)
        text, accent, error = (_readable(colour, tint) for colour in (text, accent, error))
        return cls(
            palette=Palette.from_theme(variables, dark=dark),
            base=_style(text, ground),
            user=_style(text, tint),
            cursor=_style(text, ground.blend(text, 0.06)),
            user_cursor=_style(text, ground.blend(accent, 0.18 if dark else 0.15)),
            selected=_style(text, ground.blend(accent, 0.30 if dark else 0.25)),
            cursor_bar=_style(accent),
            user_bar=_style(accent),
            text=_style(text),
            user_name=_style(accent, bold=True),
            reply_name=_style(text, bold=True),
            muted=_style(_readable(text.blend(ground, 0.42), tint, MUTED_CONTRAST)),
            error=_style(error),
            hit=_style(text, ground.blend(warning, 0.35)) + Style(underline=True),
            current_hit=_style(_readable(ground, warning), warning, bold=True),
            lit_code=_style(None, ground.blend(accent, 0.22)),
            thumb=_style(ground.blend(text, 0.25), ground),
            badge=_style(ground, accent, bold=True),
            key=_style(accent, bold=True),
        )

    @classmethod
    def plain(cls) -> LogStyle:
        """Styles without colours."""
        bold, dim = Style(bold=True), Style(dim=True)
        return cls(
            palette=Palette.plain(),
            base=Style(),
            user=Style(),
            cursor=Style(),
            user_cursor=Style(),
            selected=Style(reverse=True),
            cursor_bar=bold,
            user_bar=bold,
            text=Style(),
            user_name=bold,
            reply_name=bold,
            muted=dim,
            error=bold,
            hit=Style(underline=True, bold=True),
            current_hit=Style(reverse=True, bold=True),
            lit_code=Style(reverse=True),
            thumb=Style(),
            badge=Style(reverse=True),
            key=bold,
        )


def _colour(variables: Mapping[str, str], name: str) -> Color | None:
    value = variables.get(name, "")
    return Color.parse(value) if value.startswith("#") else None


def _readable(colour: Color, ground: Color, least: float = READABLE_CONTRAST) -> Color:
    """Move a colour away from its ground until it can be read on it."""
    away = ground.get_contrast_text(1.0)
    on = ColorTriplet(*ground.rgb)
    steps = (colour.blend(away, step / 10) for step in range(11))
    return next((step for step in steps if contrast(ColorTriplet(*step.rgb), on) >= least), away)


def _style(colour: Color | None, ground: Color | None = None, *, bold: bool | None = None) -> Style:
    return Style(color=_rich(colour), bgcolor=_rich(ground), bold=bold)


def _rich(colour: Color | None) -> RichColor | None:
    return None if colour is None else RichColor.from_rgb(*colour.rgb)
