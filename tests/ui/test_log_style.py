"""The log can be read in every theme."""

from __future__ import annotations

import pytest
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme

from copilot_tui.ui.log_style import MUTED_CONTRAST, LogStyle
from copilot_tui.ui.render.palette import READABLE_CONTRAST, contrast
from copilot_tui.ui.theme import OWN_THEMES

THEMES = [*BUILTIN_THEMES.values(), *OWN_THEMES]
COLOURED = [theme for theme in THEMES if not theme.ansi]


def style_of(theme: Theme) -> LogStyle:
    """The styles of a theme."""
    variables = theme.to_color_system().generate()
    return LogStyle.from_theme(variables, dark=theme.dark, plain=theme.ansi)


def ratio(text: Style, ground: Style) -> float:
    """The contrast of a text on the ground of another style."""
    assert text.color is not None
    assert ground.bgcolor is not None
    colours = text.color.triplet, ground.bgcolor.triplet
    assert isinstance(colours[0], ColorTriplet)
    assert isinstance(colours[1], ColorTriplet)
    return contrast(colours[0], colours[1])


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_text_can_be_read_on_the_log_and_on_the_tint_of_the_user(theme: Theme) -> None:
    style = style_of(theme)
    for ground in (style.base, style.user):
        for text in (style.text, style.user_name, style.reply_name, style.error, style.key):
            assert ratio(text, ground) >= READABLE_CONTRAST
        assert ratio(style.muted, ground) >= MUTED_CONTRAST
    assert ratio(style.badge, style.badge) >= READABLE_CONTRAST


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_text_can_be_read_under_the_cursor_and_in_a_selection(theme: Theme) -> None:
    style = style_of(theme)
    for ground in (style.cursor, style.user_cursor, style.selected, style.hit, style.current_hit):
        least = READABLE_CONTRAST if ground is style.current_hit else MUTED_CONTRAST
        text = style.current_hit if ground is style.current_hit else style.text
        assert ratio(text, ground) >= least


@pytest.mark.parametrize(
    "theme", [theme for theme in THEMES if theme.ansi], ids=lambda theme: theme.name
)
def test_a_theme_of_the_terminals_own_colours_is_drawn_without_any(theme: Theme) -> None:
    assert style_of(theme) == LogStyle.plain()
