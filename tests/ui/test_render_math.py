"""Formulas among the Markdown of a message."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.ui.render.palette import Palette
from tests.ui.drawing import DARK, any_text, draw, is_sound, joined, page

UNTOUCHED = [
    "It costs $5 and $10.",
    "from $5-$10, $5–$10 or $5/$10",
    "$HOME and $PATH:$HOME/bin",
    "${HOME}/${USER} and $(pwd)/$(ls)",
    'all of "$@" and "$*", or $1,$2',
    "kill $$ and echo $$",
    'my ($a, $b) = @x; print "$a$b"; $h->{$k} = $$ref{$k}; @{$x}{$y}',
    "the variables $name or the other$ are set",
    "US$5 and AU$6",
    "$20 in cash and 30$",
    "a $ b $ c",
    "an unclosed $x + y",
]

SNIPPETS = ["$", "$$", "\\(", "\\)", "\\[", "\\]", "\\frac{a}{b}", "`", "\n", "|", "> ", "- ", "x "]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_prices_shell_variables_and_perl_stay_text(text: str) -> None:
    assert page(text, 200) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("so $x^2$.", "so x²."),
        ("the $n$th, $k$-th and ($x$)", "the nth, k-th and (x)"),
        ("设$x_1$为", "设x₁为"),
        (r"so \(\alpha_i\) and \[ x = 1 \] too", "so αᵢ and x = 1 too"),
        ("so $$x = 1$$ too", "so x = 1 too"),
        ("**$a_1$** _and_ $b_1$", "a₁ and b₁"),
        ("$a*b*c$ and $a_b$", "a * b * c and a_b"),
        (r"$\{1\}$ but \$5 and \$6", "{1} but $5 and $6"),
        ("$a<b$ and $c>d$", "a < b and c > d"),
        ("$5x$ and $10", "5x and $10"),
        ("`$x^2$` and ``\\(y\\)``", "$x^2$ and \\(y\\)"),
        ("$5 or `x$`", "$5 or x$"),
        ("# The $x^2$ rule", "The x² rule\n━━━━━━━━━━━"),
        ("- $x^2$\n- [ ] $y$", " • x²\n ☐ y"),
        ("> so $x^2$\n> $$\n> y\n> $$", "▎ so x²\n▎ y"),
        (r"see \[1\] and \[x\]", "see [1] and [x]"),
        (r"$\frac{a$ stays", r"$\frac{a$ stays"),
    ],
)
def test_a_formula_in_text_is_drawn_in_its_line(text: str, shown: str) -> None:
    assert page(text, 200) == shown


def test_formulas_in_tables_and_links_are_drawn() -> None:
    table = "| name | formula |\n|--|--|\n| area | $\\pi r^2$ |\n| price | $5 |"
    assert [row.split() for row in page(table).split("\n")[2:]] == [
        ["area", "πr²"],
        ["price", "$5"],
    ]
    (line,) = draw("[see $x_1$](https://a.b)")
    assert [(line.text[start:end], url) for start, end, url in line.links] == [
        ("see x₁", "https://a.b")
    ]


def test_a_formula_on_its_own_lines_is_indented_and_stands_apart() -> None:
    text = "so\n$$\na\n+ b\n= \\frac{1}{2}\n$$\nand \\[x\\]:\n\\[ x^2. \\],\nend"
    assert page(text) == "so\n\n  a + b = ½\n\nand [x]:\n\n  x².,\n\nend"


def test_the_text_after_a_formula_on_its_last_line_is_drawn_below_it() -> None:
    assert page("$$\nx\n$$, where **x** is") == "  x,\n\nwhere x is"


def test_a_matrix_in_a_list_stands_in_its_item() -> None:
    text = "1. so\n   $$\n   \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}\n   $$\n2. $$y$$\n"
    assert page(text) == " 1. so\n      ⎛ 1 ⎞\n      ⎝ 2 ⎠\n 2. y"


def test_a_formula_without_its_end_or_of_unknown_shape_is_its_source() -> None:
    for source in ("$$\n\\alpha_1 *a*\n- b", "\\[\n\\frac{a}\n\\]", "$$\n$$", "$$\n\\begin{x}\n$$"):
        assert page(f"{source}\n\n# z").startswith(source)


def test_a_closed_fence_of_math_is_a_formula_that_keeps_its_number() -> None:
    label, formula = page("```math\n\\frac{a}{b}\n```", 30).split("\n")
    assert (label.split(), formula.strip()) == (["math", "⧉", "1"], "a/b")
    assert "\\frac" in page("```math\n\\frac{a}{b}\n")
    assert "\\frac" in page("```latex\n\\frac{a}{b}\n```\n")
    assert page("> ```math\n> \\frac{a}{b}\n> ```").endswith("a/b")


def test_a_long_formula_is_broken_between_its_parts_and_copied_whole() -> None:
    latex = " + ".join(f"x_{{{number}}}" for number in range(10, 30))
    lines = draw(f"$$\n{latex}\n$$", 30)
    assert len(lines) > 3
    assert all(line.text.startswith("  ") and line.strip.cell_length <= 30 for line in lines)
    assert joined(lines) == latex.translate(
        {ord(digit): low for digit, low in zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True)}
        | dict.fromkeys(map(ord, "_{}"))
    )


def test_the_indentation_of_a_formula_is_not_copied() -> None:
    lines = draw("\\[\n\\begin{aligned} x &= 1 \\\\ y &= 2 \\end{aligned}\n\\]")
    assert joined(lines) == "x = 1\ny = 2"


def test_formulas_are_told_from_text_by_their_style() -> None:
    for palette in (DARK, Palette.plain()):
        text, formula, *_ = draw("so $x$", palette=palette)[0].strip
        assert text.style != formula.style
    assert Palette.plain().math.color is None


@given(st.lists(st.sampled_from(SNIPPETS), max_size=30).map("".join), st.integers(2, 60))
def test_any_mixture_of_marks_is_drawn_soundly(text: str, width: int) -> None:
    assert all(is_sound(line, width) for line in draw(text, width))


@given(any_text, st.sampled_from(["$", "$$"]))
def test_any_text_between_dollars_is_drawn_soundly(text: str, mark: str) -> None:
    assert all(is_sound(line, 40) for line in draw(f"a {mark}{text}{mark}\n{mark}{text}{mark}", 40))


@pytest.mark.parametrize("mark", ["$x ", "$", "$$ ", "\\(", "\\[", "\\[\n", "$$\n", "\\(x$", "$`"])
def test_unclosed_marks_of_formulas_by_the_thousand_are_drawn(mark: str) -> None:
    assert draw(mark * 3_000, 80)


def test_nothing_of_formulas_is_loaded_before_the_first_one() -> None:
    program = (
        "import sys\n"
        "from tests.ui.drawing import draw\n"
        "draw('plain *text* with `code`')\n"
        "loaded = [name for name in sys.modules if '.latex' in name or 'inline_math' in name]\n"
        "draw('$x$')\n"
        "print(loaded, 'copilot_tui.chat.latex.formula' in sys.modules)\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert printed == "[] True\n"
