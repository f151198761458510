"""Drawing the end of a message that is still being written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.blocks import BlockKind, BlockSplitter, split
from copilot_tui.ui.render.line import Line
from copilot_tui.ui.render.markdown import gap_before, render_block
from copilot_tui.ui.render.tail import TailRenderer
from tests.ui.drawing import DARK

WIDTH = 40

REPLY = """\
# Answer

Some **words** that go on for more than one line, and `code` in them.

1. first
   ```python
   x = \"\"\"a
   b\"\"\"
   ```
2. second

| a | b |
|---|---|
| 1 | 2 |

```js
/* open
```

> end
"""

MATH = """\
We have $x_1 + \\frac{a}{b}$ and \\(\\alpha\\), for $5 or $6:
$$
a
+ b
= c
$$
1. so
   \\[ x = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} \\]
2. $$y$$ and $$z$$

```math
\\sqrt{x}
```

$$ never closed
- x

\\[
x
\\] and the rest
"""


def whole(text: str) -> list[Line]:
    lines: list[Line] = []
    previous = None
    number = 0
    for block in split(text):
        number += block.kind is BlockKind.FENCE
        code_number = number if block.kind is BlockKind.FENCE else None
        lines += [Line((), "")] * gap_before(previous, block)
        lines += render_block(block, WIDTH, DARK, code_number=code_number)
        previous = block
    return lines


(BLANK,) = [
    line for line in TailRenderer(WIDTH, DARK).render(split("a\n\nb")).lines if not line.text
]


class Log:
    """Keeps lines as a message log would: what settled, and the tail below it."""

    def __init__(self) -> None:
        self.splitter = BlockSplitter()
        self.renderer = TailRenderer(WIDTH, DARK)
        self.settled: list[Line] = []
        self.tail: list[Line] = []
        self.count = 0
        self.codes = 0

    def append(self, text: str) -> None:
        self.splitter.append(text)
        self.draw()

    def finish(self) -> None:
        self.splitter.finish()
        self.draw()

    def draw(self) -> None:
        settled = self.splitter.settled
        has_settled = self.count < len(settled)
        for index in range(self.count, len(settled)):
            block = settled[index]
            is_fence = block.kind is BlockKind.FENCE
            self.codes += is_fence
            self.settled += [BLANK] * gap_before(settled[index - 1] if index else None, block)
            self.settled += self.renderer.settle(block, self.codes if is_fence else None)
        self.count = len(settled)
        previous = settled[-1] if settled else None
        drawing = self.renderer.render(
            self.splitter.tail, previous=previous, code_number=self.codes + 1
        )
        first = drawing.first_changed
        if not has_settled:
            assert drawing.lines[:first] == self.tail[:first]
        self.tail = drawing.lines


@given(st.lists(st.integers(1, 40), min_size=1))
def test_a_streamed_reply_ends_up_as_it_is_drawn_at_once(steps: list[int]) -> None:
    log = Log()
    position = 0
    while position < len(REPLY):
        step = steps[position % len(steps)]
        log.append(REPLY[position : position + step])
        position += step
    log.finish()
    assert log.settled == whole(REPLY)
    assert log.tail == []


@pytest.mark.parametrize("cut", range(1, len(MATH)))
def test_formulas_cut_anywhere_end_up_as_they_are_drawn_at_once(cut: int) -> None:
    log = Log()
    log.append(MATH[:cut])
    log.append(MATH[cut:])
    log.finish()
    assert log.settled == whole(MATH)


def test_formulas_that_come_character_by_character_end_up_as_they_are_drawn_at_once() -> None:
    log = Log()
    for character in MATH:
        log.append(character)
    log.finish()
    assert log.settled == whole(MATH)


def test_a_formula_is_its_source_until_it_is_closed() -> None:
    log = Log()
    source = "$$\n\\frac{a}{b}\n+ \\sqrt{c}\n$$"
    for length, character in enumerate(source[:-1], start=1):
        log.append(character)
        shown = "\n".join(line.text for line in log.tail)
        assert shown == source[:length].rstrip()
    log.append(source[-1])
    assert [line.text for line in log.tail] == ["  a/b + √c"]


@pytest.mark.parametrize("delta", ["", " ", "!"])
def test_only_the_last_line_of_a_paragraph_changes(delta: str) -> None:
    splitter = BlockSplitter()
    renderer = TailRenderer(10, DARK)
    splitter.append("one two three four")
    lines = renderer.render(splitter.tail).lines
    splitter.append(delta)
    drawing = renderer.render(splitter.tail)
    assert drawing.first_changed == (len(lines) - 1 if delta.strip() else len(lines))


def test_a_block_that_vanishes_or_appears_is_a_change() -> None:
    renderer = TailRenderer(20, DARK)
    one, two = split("a\n\nb")
    assert renderer.render([one]).first_changed == 0
    assert renderer.render([one, two]).first_changed == 1
    assert renderer.render([one]).first_changed == 1
    assert renderer.render([two]).first_changed == 0
    assert renderer.render([two], previous=one).first_changed == 0


def test_a_fence_with_another_number_is_drawn_again() -> None:
    renderer = TailRenderer(20, DARK)
    blocks = split("```\na\n```\n")
    assert "⧉ 1" in renderer.render(blocks).lines[0].text
    drawing = renderer.render(blocks, code_number=2)
    assert "⧉ 2" in drawing.lines[0].text
    assert drawing.first_changed == 0


def test_settling_a_fence_draws_none_of_its_lines_again() -> None:
    splitter = BlockSplitter()
    renderer = TailRenderer(20, DARK)
    splitter.append("```\na\nb\n```\n")
    lines = renderer.render(splitter.tail).lines
    splitter.append("\nend")
    splitter.append("\n\nmore")
    settled = renderer.settle(splitter.settled[0], 1)
    assert all(one is other for one, other in zip(lines, settled, strict=True))


def test_another_text_at_the_same_place_is_drawn_afresh() -> None:
    renderer = TailRenderer(20, DARK)
    renderer.render(split("```py\na = 1\n"))
    lines = renderer.render(split("```js\nlet b\n")).lines
    assert [line.content.strip() for line in lines] == ["", "let b"]
