"""Words are counted as `str.split` finds them, whatever the bytes are."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from copilot_tui.chat.word_count import words_in

SPACED = st.text(st.sampled_from("ab \n\t\r\v\f\x1c\x1d\x1e\x1f\x00ß中\u00a0\u3000\u2028\x85"))


@given(SPACED | st.text())
@example("one  two\nthree ")
@example("\u3000全角\u3000空白\u3000")
def test_there_are_as_many_words_as_a_split_makes(text: str) -> None:
    clean = text.encode("utf-8", "replace")

    assert words_in(clean) == len(clean.decode("utf-8").split())


@given(st.binary())
def test_what_is_no_text_is_counted_too(data: bytes) -> None:
    assert words_in(data) == len(data.decode("utf-8", "replace").split())
