"""Lines put together to one text."""

from __future__ import annotations

import pytest

from copilot_tui.plain.entry import Entry, Typed


def enter(*lines: str) -> list[Typed | None]:
    """What each line makes of the entry."""
    entry = Entry()
    return [entry.add(line) for line in lines]


def test_a_line_is_a_text() -> None:
    assert enter("Hello", "again") == [Typed("Hello"), Typed("again")]


def test_a_backslash_at_the_end_goes_on_in_the_next_line() -> None:
    assert enter("one\\", "two\\", "three") == [None, None, Typed("one\ntwo\nthree")]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (('"""', "one", "", "two\\", '"""'), "one\n\ntwo\\"),
        (('"""one', 'two"""'), "one\ntwo"),
        (('"""one"""',), "one"),
        (('"""', "/quit", '"""'), "/quit"),
    ],
)
def test_three_quotes_begin_and_end_a_text_of_several_lines(
    lines: tuple[str, ...], text: str
) -> None:
    assert enter(*lines)[-1] == Typed(text, is_quoted=True)


def test_an_entry_is_open_until_its_last_line() -> None:
    entry = Entry()
    seen = []
    for line in ('"""', "one", '"""'):
        entry.add(line)
        seen.append(entry.is_open)

    assert seen == [True, True, False]


def test_what_has_come_so_far_can_be_taken() -> None:
    entry = Entry()
    entry.add('"""')
    entry.add("one")

    assert entry.take() == "one"
    assert not entry.is_open
