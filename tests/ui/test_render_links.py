"""Links: where they lead, and what is said about it."""

from __future__ import annotations

import pytest

from copilot_tui.chat.addresses import addresses
from tests.ui.drawing import draw, joined


def links(text: str, width: int = 200) -> list[tuple[str, str]]:
    return [
        (line.text[start:end], url) for line in draw(text, width) for start, end, url in line.links
    ]


def drawn_links(text: str) -> set[str | None]:
    return {
        segment.style.link
        for line in draw(text, 200)
        for segment in line.strip
        if segment.style and segment.style.link
    }


def test_a_link_shows_its_text_and_leads_to_its_address() -> None:
    assert links("see [the *guide*](https://a.b/c) now") == [("the guide", "https://a.b/c")]
    assert drawn_links("see [the *guide*](https://a.b/c) now") == {"https://a.b/c"}


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](file:///etc/passwd)",
        "[x](ftp://a.b/c)",
        "[x](/media/photo.png)",
        "[x](vbscript:x)",
        "![x](data:image/png;base64,AAAA)",
        "![x](../secret.png)",
        "<ftp://a.b/c>",
    ],
)
def test_an_address_that_must_not_be_opened_is_shown_but_is_no_link(text: str) -> None:
    assert links(text) == []
    assert drawn_links(text) == set()
    address = text.partition("](")[2].removesuffix(")") or text.strip("<>")
    assert address in joined(draw(text, 200))


def test_a_link_whose_text_names_another_server_tells_where_it_leads() -> None:
    shown = joined(draw("[https://bank.com](https://evil.com/x)", 200))
    assert shown == "https://bank.com (https://evil.com/x)"
    assert joined(draw("[https://a.b/c](https://a.b/c?d)", 200)) == "https://a.b/c"
    assert joined(draw("[main.py](https://a.b/main.py)", 200)) == "main.py"


def test_an_image_is_a_link_with_its_description() -> None:
    assert links("![a cat](https://a.b/cat.png)") == [("🖼 a cat", "https://a.b/cat.png")]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.b/c_d_e.", "https://a.b/c_d_e"),
        ("(https://a.b/c)", "https://a.b/c"),
        ("https://a.b/c_(d)", "https://a.b/c_(d)"),
        ("**https://a.b/c**", "https://a.b/c"),
        ("看https://a.b/c。好", "https://a.b/c"),
        ("<https://a.b/c>", "https://a.b/c"),
        ("HTTP://a.b", "HTTP://a.b"),
    ],
)
def test_an_address_in_prose_is_a_link(text: str, address: str) -> None:
    assert [url for _, url in links(text)] == [address]


@pytest.mark.parametrize("text", ["http://", "xhttp://a.b", "a://b", "`https://a.b`", "ssh://a.b"])
def test_what_only_resembles_an_address_is_no_link(text: str) -> None:
    assert links(text) == []


def test_the_pieces_of_a_text_with_addresses_are_the_text() -> None:
    text = "a http://b.c, http://d.e/f) g http://"
    assert "".join(piece for piece, _ in addresses(text)) == text


def test_a_link_that_wraps_is_a_link_on_every_line() -> None:
    found = links("[one two three four](https://a.b/c)", 9)
    assert {url for _, url in found} == {"https://a.b/c"}
    assert len(found) == 3


def test_links_in_tables_and_quotes_are_found() -> None:
    assert links("| a | b |\n|--|--|\n| x | [y](http://c.d/e) |") == [("y", "http://c.d/e")]
    assert links("> see [y](http://c.d/e)") == [("y", "http://c.d/e")]
