"""Code comes out of an answer block by block, however the answer is cut into pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.asking.code_blocks import CodeBlocks

ANSWER = """\
Words and `code` within them.

```py
print(1)

```

- in a list:
  ~~~sh
  ls
    -l
  ~~~

> ```
> quoted
> ```

    indented

```

```

````md
```
inside
```
````
```never closed
last"""
CODES = ["print(1)\n", "ls\n  -l\n", "```\ninside\n```\n", "last\n"]

LINES = st.sampled_from(["```", "```py", "~~~", "````", "", "x", "  y", "- z", "> ```", "    w"])


def codes(*pieces: str) -> list[str]:
    blocks = CodeBlocks()
    return [code for piece in pieces for code in blocks.add(piece)] + blocks.rest()


def test_only_fenced_code_is_taken_without_its_fence_and_indent() -> None:
    assert codes(ANSWER) == CODES


@given(st.lists(st.integers(0, len(ANSWER)), max_size=12))
def test_where_the_answer_is_cut_makes_no_difference(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(ANSWER)]
    assert codes(*(ANSWER[a:b] for a, b in pairwise(places))) == CODES


@given(st.lists(LINES, max_size=14))
def test_it_makes_no_difference_in_any_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert codes(*text) == codes(*text.splitlines(keepends=True)) == codes(text)


def test_a_block_is_given_once_as_soon_as_its_fence_is_closed() -> None:
    blocks = CodeBlocks()

    assert blocks.add("```\nx\n``") == []
    assert blocks.add("`") == []
    assert blocks.add("\n") == ["x\n"]
    assert blocks.add("\n\nmore\n") == []
    assert blocks.rest() == []
