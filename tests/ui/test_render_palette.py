"""Styles that can be read in any theme and without colour."""

from __future__ import annotations

from dataclasses import fields

import pytest
from rich.style import Style
from textual.theme import BUILTIN_THEMES

from copilot_tui.ui.render.palette import READABLE_CONTRAST, Palette, contrast
from tests.ui.drawing import DARK, draw

COLOURED = [name for name in BUILTIN_THEMES if "ansi" not in name]


def styles(palette: Palette) -> list[Style]:
    single = [getattr(palette, field.name) for field in fields(palette)]
    return [
        *(style for style in single if isinstance(style, Style)),
        *palette.headings,
        *palette.syntax.values(),
    ]


@pytest.mark.parametrize("name", COLOURED)
def test_text_can_be_read_on_the_ground_of_code_in_every_theme(name: str) -> None:
    theme = BUILTIN_THEMES[name]
    palette = Palette.from_theme(theme.to_color_system().generate(), dark=theme.dark)
    ground = palette.code.bgcolor
    assert ground is not None
    assert ground.triplet is not None
    most = palette.text.color
    assert most is not None
    assert most.triplet is not None
    least = min(READABLE_CONTRAST, contrast(most.triplet, ground.triplet))
    for style in [palette.text, palette.muted, palette.link, *palette.syntax.values()]:
        if style.color is not None and style.color.triplet is not None:
            assert contrast(style.color.triplet, ground.triplet) >= least


def test_code_has_a_ground_that_differs_from_the_background() -> None:
    assert DARK.code.bgcolor is not None
    assert DARK.code.bgcolor.triplet != (0x12, 0x12, 0x12)
    same = Palette.from_theme(
        {"background": "#ffffff", "foreground": "#000000", "panel": "#ffffff"}, dark=False
    )
    assert same.code.bgcolor is not None
    assert same.code.bgcolor.triplet != (255, 255, 255)


def test_the_plain_palette_has_no_colours() -> None:
    assert all(style.color is None and style.bgcolor is None for style in styles(Palette.plain()))


@pytest.mark.parametrize("variables", [{}, {"background": "ansi_default", "foreground": "red"}])
def test_a_theme_of_unknown_colours_gets_the_plain_palette(variables: dict[str, str]) -> None:
    assert Palette.from_theme(variables, dark=True) == Palette.plain()


def test_a_token_type_without_a_style_takes_that_of_its_parent() -> None:
    keyword = DARK.syntax_style(("Keyword",))
    assert DARK.syntax_style(("Keyword", "Declaration", "Odd")) == keyword
    assert DARK.syntax_style(("Unknown",)) == Style()


def test_only_code_has_a_ground() -> None:
    lines = draw("# a\n**b** *c* [d](http://e.f)\n> g\n\n- h\n\n| i |\n|--|\n| j |\n\n---\n")
    grounds = [segment.style.bgcolor for line in lines for segment in line.strip if segment.style]
    assert grounds
    assert not any(grounds)
