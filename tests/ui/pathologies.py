"""Texts that are meant to make a Markdown parser or a highlighter slow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

Pathology: TypeAlias = Callable[[int], str]
"""Makes a text of about so many characters."""


def again(unit: str, before: str = "", after: str = "") -> Pathology:
    """The same again and again, between two other texts."""
    return lambda size: before + (unit * (size // len(unit) + 1))[:size] + after


def inside(opening: str, closing: str, before: str = "", after: str = "") -> Pathology:
    """All openings, then all closings."""
    pair = len(opening) + len(closing)
    return lambda size: before + opening * (size // pair) + closing * (size // pair) + after


def wide_table(size: int) -> str:
    """A table of three lines."""
    return "\n".join((cell * (size // (3 * len(cell)))) + "|" for cell in ("|a", "|-", "|b"))


def growing_ticks(size: int) -> str:
    """Rows of backticks of all lengths, none of which is closed."""
    return "".join("`" * count + "a" for count in range(1, int((2 * size) ** 0.5)))


def stairs(unit: str) -> Pathology:
    """Lists inside each other, as deep as they are long."""
    return lambda size: "\n".join("  " * depth + unit for depth in range(int(size**0.5)))


PATHOLOGIES: Mapping[str, Pathology] = {
    # Links and images
    "brackets": inside("[", "]"),
    "open brackets": again("["),
    "open images": again("!["),
    "links in links": inside("[", "](x)"),
    "images in images": inside("![", "](x)"),
    "links": again("[a](http://b.c) "),
    "links without space": again("[a](b)"),
    "open targets": again("[a](<b"),
    "open titles": again('[a](b "'),
    "open parentheses": again("(", "[a]("),
    "references": again("[a]: b\n"),
    "references in a row": again("[a]:"),
    "addresses": again("http://a.b "),
    "a long address": again("a", "http://"),
    "closing parentheses": again(")", "http://a.b/"),
    "closing stops": again(".", "http://a.b/"),
    "autolinks": again("<http://a.b> "),
    # Emphasis and code
    "emphasis": again("*a*"),
    "strong": again("**a**"),
    "open emphasis": again("*a "),
    "emphasis in emphasis": inside("*a ", "b*"),
    "all emphasis": again("*a _b **c __d "),
    "never closed": again("a**b"),
    "odd stars": again("***a"),
    "stars and lines": again("a*b_"),
    "strikethrough": again("~~a~~"),
    "open code": again("`a"),
    "code": again("`a` "),
    "growing code": growing_ticks,
    # HTML, entities, escapes
    "open tags": again("<"),
    "tags": again("<a b='c'>"),
    "open comments": again("<!-- "),
    "open instructions": again("<?"),
    "character data": again("<![CDATA["),
    "entities": again("&amp;"),
    "open entities": again("&aaaaaaa"),
    "backslashes": again("\\"),
    "hard breaks": again("a\\\n"),
    "hard breaks by spaces": again("a  \n"),
    # Formulas
    "dollars": again("$"),
    "formulas": again("$x$ "),
    "open formulas": again("$$a "),
    "formulas in parentheses": again("\\(x\\) "),
    "open formulas in brackets": again("\\["),
    "fractions in fractions": inside("\\frac{1}{", "}", "$", "$"),
    "open fractions": again("\\frac{", "$", "$"),
    "groups": inside("{", "}", "$", "$"),
    "scripts": again("x^", "$", "$"),
    "a long formula": again("\\alpha+\\frac{1}{2} & x \\\\ ", "$$\n", "\n$$\n"),
    "a wide matrix": again("a & ", "$$\\begin{matrix}", "\\end{matrix}$$\n"),
    # Quotes and lists
    "quotes in quotes": again(">"),
    "quotes with spaces": again("> "),
    "lines of a quote": again("> a\n"),
    "a list": again("- a\n"),
    "lists in lists": stairs("- a"),
    "lists on a line": again("- "),
    "numbers on a line": again("1. - "),
    "quotes and lists": again("> - "),
    # Tables
    "a long table": again("|c|d|\n", "|a|b|\n|-|-|\n"),
    "a wide table": wide_table,
    "a table of links": again("|*c*|[d](http://e.f)|\n", "|a|b|\n|-|-|\n"),
    "a table of one line": again("|", "|a|\n|-|\n"),
    "empty rows": again("|\n", f"{'|a' * 100}|\n{'|-' * 100}|\n"),
    # Code blocks
    "a giant line of code": again("x = 1; ", "```python\n", "\n```\n"),
    "short lines of code": again("x = 1\n", "```python\n", "```\n"),
    "deep JSON": again("[{", "```json\n"),
    "quotes in a shell": again("'\\''", "```bash\n"),
    "open comments in C": again("/* a\n", "```c\n"),
    "Markdown in a fence": again("*a [b", "```markdown\n", "\n```"),
    "fences": again("```\na\n```\n"),
    "open fences": again("```"),
    "indented code": again("    code\n"),
    # Lines
    "headings": again("# a\n"),
    "underlined headings": again("a\n=\n"),
    "rules": again("---\n"),
    "number signs": again("#"),
    "blank lines": again("\n"),
    "spaces": again(" "),
    "tabs": again("\t"),
    "one word": again("a"),
    "wide letters": again("漢"),
    "accents": again("\u0301", "a"),
    "joiners": again("👩\u200d"),
    "families": again("👩\u200d👧 "),
}
