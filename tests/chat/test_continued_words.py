"""What of a reply was there before."""

from __future__ import annotations

from copilot_tui.chat.continued_words import ContinuedWords


def test_a_later_version_began_with_all_of_the_one_that_broke_off() -> None:
    words = ContinuedWords()
    words.add(7, b"one two ", b"hm")

    assert words.words_before(7, b"one two three", b"hm") == (2, 1)
    assert words.words_before(7, b"one two three", b"") == (2, 0)
    assert words.words_before(7, b"another one", b"hm") == (0, 0)
    assert words.words_before(8, b"one two three", b"hm") == (0, 0)


def test_a_last_word_that_was_cut_in_two_is_no_part_of_it() -> None:
    words = ContinuedWords()
    words.add(7, b"one two thr", b"")

    assert words.words_before(7, b"one two three four", b"") == (3, 0), "as it stands"
    assert words.words_before(7, b"one two four", b"") == (2, 0)
    assert words.words_before(7, b"one", b"") == (0, 0)


def test_the_longest_one_counts_and_empty_ones_do_not() -> None:
    words = ContinuedWords()
    for text in (b"one ", b"one two ", b"", b" \n", b"three"):
        words.add(7, text, b"")

    assert words.words_before(7, b"one two three", b"") == (2, 0)
    assert words.words_before(7, b"two", b"") == (0, 0)
