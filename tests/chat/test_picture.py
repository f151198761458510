"""Pictures in the text of a message."""

from __future__ import annotations

import time
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.picture import (
    MOST_PICTURES,
    attached_digests,
    find_pictures,
    message_parts,
    picture_markdown,
    without_pictures,
)

DIGEST = sha256(b"one").hexdigest()
OTHER = sha256(b"other").hexdigest()


def found(text: str) -> list[tuple[str, str]]:
    """What the pictures of a text are called, and where they are."""
    return [(reference.alt, reference.target) for reference in find_pictures(text)]


@pytest.mark.parametrize(
    ("text", "pictures"),
    [
        ("no picture", []),
        ("a ![b](c.png) d", [("b", "c.png")]),
        ("![](/media/1.png)", [("", "/media/1.png")]),
        ("![a](b)![c](d)", [("a", "b"), ("c", "d")]),
        ('![a](b.png "title")', [("a", "b.png")]),
        ("![a](<b c.png>)", [("a", "b c.png")]),
        ("![a [b] c](d)", [("a [b] c", "d")]),
        (r"![a\]b](c)", [("a]b", "c")]),
        ("![a](b_(c).png)", [("a", "b_(c).png")]),
        ("[![a](b)](https://c)", [("a", "b")]),
        ("- one\n- ![a](b)\n", [("a", "b")]),
        ("| x |\n| --- |\n| ![a](b) |\n", [("a", "b")]),
        ("> ![a](b)", [("a", "b")]),
        (r"\![a](b)", []),
        ("![a] (b)", []),
        ("![a](b", []),
        ("`![a](b)`", []),
        ("``![a](b) ` ``", []),
        ("` ![a](b)", [("a", "b")]),
        (r"\` ![a](b) `", [("a", "b")]),
        (r"\`` ![a](b)", [("a", "b")]),
        ("```\n![a](b)\n```\n", []),
        ("    ![a](b)\n", []),
        ("~~~\n![a](b)\n~~~\n![c](d)", [("c", "d")]),
    ],
)
def test_pictures_are_found_as_markdown_shows_them(
    text: str, pictures: list[tuple[str, str]]
) -> None:
    assert found(text) == pictures


def test_a_picture_is_found_whose_data_stand_in_the_text() -> None:
    target = "data:image/png;base64," + "QUJD" * 100_000
    assert found(f"Here: ![a]({target}) and more") == [("a", target)]


def test_the_span_of_a_picture_cuts_it_out() -> None:
    text = "# Title\n\n" + "words " * 3000 + "![a](b)\n\nand ![c](d)."
    cut = [text[slice(*reference.span)] for reference in find_pictures(text)]
    assert cut == ["![a](b)", "![c](d)"]


def test_only_so_many_pictures_are_looked_at() -> None:
    assert len(find_pictures("![a](b)" * 1000)) == MOST_PICTURES


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.isprintable))
def test_any_name_comes_back_from_its_reference(name: str) -> None:
    name = " ".join(name.split()) or "x"
    (reference,) = find_pictures(f"see {picture_markdown(name, DIGEST)}.")
    assert (reference.alt, reference.digest) == (name, DIGEST)


@pytest.mark.parametrize(
    "piece",
    [
        "![",
        "![a](",
        "![a](b ",
        "![[",
        "![a]",
        "![](a(b)",
        "`![",
        "` `` ",
        '![a](b "',
        "\\",
        "![a [b]",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.perf_counter()
        find_pictures(text)
        return time.perf_counter() - start

    seconds(1000)
    # In proportion it would be 8 times as long; quadratic, 64 times.
    assert min(seconds(160_000), seconds(160_000)) < 30 * max(seconds(20_000), 0.005)


def test_a_message_is_its_text_and_its_pictures_in_their_order() -> None:
    one, other = picture_markdown("a.png", DIGEST), picture_markdown("b.png", OTHER)
    text = f"Is {other} like {one} or like {other}?"
    assert message_parts(text, {DIGEST, OTHER}) == (
        "Is [picture b.png] like [picture a.png] or like [picture b.png]?",
        (OTHER, DIGEST),
    )


def test_a_picture_that_is_the_only_one_needs_no_name_at_an_end() -> None:
    one = picture_markdown("a.png", DIGEST)
    assert message_parts(f"What is this?\n\n{one}\n", {DIGEST}) == ("What is this?", (DIGEST,))
    assert message_parts(one, {DIGEST}) == ("", (DIGEST,))
    assert message_parts(f"Is {one} blue?", {DIGEST}) == ("Is [picture a.png] blue?", (DIGEST,))


def test_of_a_picture_that_cannot_be_sent_the_name_is() -> None:
    one = picture_markdown("a.png", DIGEST)
    assert message_parts(f"See {one}, please", {OTHER}) == ("See [picture a.png], please", ())
    assert without_pictures(f"{one}{one}") == "[picture a.png][picture a.png]"
    assert without_pictures(f"so{one}what") == "so [picture a.png] what"


def test_a_message_without_kept_pictures_stays_as_it_is() -> None:
    text = "  code\n\n![a](https://example.org/b.png) \n"
    assert message_parts(text, {DIGEST}) == (text, ())
    assert without_pictures(text) == text


def test_each_kept_picture_is_named_once() -> None:
    one, other = picture_markdown("a", DIGEST), picture_markdown("b", OTHER)
    text = f"{other} {one} {other} ![c](/media/d) `{one}`"
    assert attached_digests(text) == (OTHER, DIGEST)
