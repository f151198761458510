"""Files as fenced blocks."""

from __future__ import annotations

import pytest

from copilot_tui.files.fenced_block import fenced_block, language


def test_a_file_stands_in_a_fence_below_its_name() -> None:
    assert fenced_block("src/main.py", "print()\n") == "`src/main.py`:\n```python\nprint()\n```\n"


def test_nothing_inside_ends_the_fence() -> None:
    block = fenced_block("README.md", "```sh\nls\n```\n and `````")
    assert block.splitlines()[1] == "``````markdown"
    assert block.splitlines()[-1] == "``````"


def test_a_name_with_a_backtick_is_left_as_it_is() -> None:
    assert fenced_block("a`b", "x").startswith("a`b:\n```\nx\n```\n")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.rs", "rust"),
        ("a.go", "go"),
        ("src/Dockerfile", "dockerfile"),
        ("Makefile", "makefile"),
        ("LICENSE", ""),
        ("odd.exten sion", ""),
        (".gitignore", ""),
        ("A.PY", "python"),
    ],
)
def test_the_language_follows_from_the_name(name: str, expected: str) -> None:
    assert language(name) == expected
