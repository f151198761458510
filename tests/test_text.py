"""The trust boundary for text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.text import clean, elide, one_line, safe_url, slug

BIDI = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


def test_controls_become_their_visible_pictures() -> None:
    assert clean("a\x1b]52;c;AAAA\x07b") == "a␛]52;c;AAAA␇b"


def test_newline_and_tab_stay_and_carriage_returns_go() -> None:
    assert clean("a\tb\r\nc\rd") == "a\tb\ncd"


def test_odd_line_separators_become_newlines() -> None:
    assert clean("a\u2028b\u2029c\x85d") == "a\nb\nc\nd"


def test_c1_controls_and_lone_surrogates_become_replacement_characters() -> None:
    assert clean("\x9b31m\ud83d") == "\ufffd31m\ufffd"


def test_bidirectional_overrides_are_removed() -> None:
    assert clean("a" + "".join(BIDI) + "b") == "ab"


def test_ordinary_text_of_every_script_is_left_as_it_is() -> None:
    text = "Привет 日本語 नमस्ते 👩‍👩‍👧 e\u0301 שלום \u200f\n\tend"
    assert clean(text) is text


@given(st.text(), st.text())
def test_cleaning_pieces_equals_cleaning_the_whole(left: str, right: str) -> None:
    assert clean(left) + clean(right) == clean(left + right)


@given(st.text(alphabet=st.characters()))
def test_nothing_unsafe_is_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(
        character in "\n\t" or (ord(character) >= 0x20 and not 0x7F <= ord(character) < 0xA0)
        for character in cleaned
    )
    cleaned.encode("utf-8")


def test_one_line_folds_white_space() -> None:
    assert one_line("  a\n\n b\t c\u2028d ") == "a b c d"


def test_elide_marks_the_cut() -> None:
    assert elide("conversation", 6) == "conve…"
    assert elide("short", 6) == "short"


def test_slug_is_a_safe_file_name() -> None:
    assert slug("Über ../../etc/passwd & Co.") == "uber-etc-passwd-co"
    assert slug("日本") == "untitled"


@pytest.mark.parametrize(
    "url", ["https://example.com/a?b=c#d", "http://127.0.0.1:1337", "mailto:a@b.example"]
)
def test_web_and_mail_addresses_may_be_opened(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a b",
        "http://a\x1b[2J",
        "https:",
        "http://[",
        "ftp://a",
        "https://bank.example@evil.example/",
        "https://user:word@evil.example/",
        "https://@evil.example/",
        "https://evil.example\\@bank.example/",
        "https:\\\\evil.example",
        "https:///path",
        "https://:80/",
        "mailto:",
        "mailto://evil.example",
        "https://a.example/\u200b",
        "https://a.example/\u00a0",
        "https://a.example/\u202egnp",
        "https://a.example/" + "x" * 2_000,
    ],
)
def test_other_addresses_may_not_be_opened(url: str) -> None:
    assert safe_url(url) is None
