"""Which words are completed."""

from __future__ import annotations

import pytest

from copilot_tui.ui.completion import Completion, CompletionRow
from copilot_tui.ui.completion_word import CompletionKind, CompletionWord, word_at

COMMAND, FILE = CompletionKind.COMMAND, CompletionKind.FILE


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("/", "", CompletionWord(COMMAND, 0, 0, "")),
        ("/n", "ew", CompletionWord(COMMAND, 0, 0, "new")),
        ("", "/new", None),
        ("/new ", "", None),
        ("/etc/pa", "", None),
        (" /new", "", None),
        ("@", "", CompletionWord(FILE, 0, 0, "")),
        ("see (@src/a-b_c.py", ")", CompletionWord(FILE, 0, 5, "src/a-b_c.py")),
        ("see @src", "/more", CompletionWord(FILE, 0, 4, "src")),
        ("⟦a.py: 1 line⟧@b", "", CompletionWord(FILE, 0, 14, "b")),
        ("me@home", "", None),
        ("@done ", "", None),
        ("@x⟦chip⟧", "", None),
    ],
)
def test_a_slash_alone_and_an_at_sign_at_a_words_start_are_completed(
    before: str, after: str, expected: CompletionWord | None
) -> None:
    found = word_at(before + after, 0, len(before), is_only_line=True)
    assert found == expected
    if found is not None:
        assert (before + after)[found.start : found.end] == found.text


def test_a_slash_is_no_command_among_other_lines_but_an_at_sign_is_a_path() -> None:
    assert word_at("/new", 1, 4, is_only_line=False) is None
    assert word_at("@new", 1, 4, is_only_line=False) == CompletionWord(FILE, 1, 0, "new")


def test_the_cursor_of_a_list_goes_round_and_an_empty_one_has_none() -> None:
    rows = tuple(CompletionRow(name, name) for name in "abc")
    assert Completion(rows).moved(-1).cursor == 2
    assert Completion(rows, cursor=2).moved(1).cursor == 0
    assert Completion((), note="Looking").moved(1) == Completion((), note="Looking")
