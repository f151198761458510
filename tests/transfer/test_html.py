"""One page that needs nothing else, and in which no text is anything but text."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.text import clean, safe_url
from copilot_tui.transfer.formats.html import HtmlText
from copilot_tui.transfer.formats.html_style import DARK, LIGHT
from copilot_tui.transfer.record import Picture, PictureUse
from tests.transfer.page import Page, Tag, read_page
from tests.transfer.support import DIGEST, PNG, TARGET, conversation, message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.transfer.record import ConversationRecord, MessageRecord

ALLOWED = {
    "html": "lang",
    "head": "",
    "title": "",
    "style": "",
    "body": "",
    "header": "",
    "main": "",
    "footer": "",
    "article": "id class aria-labelledby",
    "details": "",
    "summary": "",
    "meta": "charset http-equiv content name",
    "dl": "",
    "dt": "",
    "dd": "",
    "p": "class",
    "h1": "",
    "h2": "id",
    "h3": "",
    "h4": "",
    "h5": "",
    "h6": "",
    "div": "class lang dir",
    "a": "href rel class",
    "img": "src alt width height",
    "strong": "",
    "em": "",
    "del": "",
    "code": "",
    "span": "class",
    "figure": "class",
    "figcaption": "",
    "ul": "",
    "ol": "start",
    "li": "",
    "blockquote": "",
    "table": "",
    "thead": "",
    "tbody": "",
    "tr": "",
    "th": "scope class",
    "td": "class",
    "hr": "",
    "br": "",
    "pre": "tabindex role aria-label class",
}
"""All tags that a page may have, and their attributes."""

HOSTILE = [
    *("<script>alert(1)</script>", "</style><script>", "<img src=x onerror=alert(1)>"),
    *(
        "</div></article></main>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?php",
        "</title>",
        "&lt;",
        "&#60;",
    ),
    *("[x](javascript:alert(1))", "[x](data:text/html,<script>)", "![x](javascript:x)"),
    *(
        '[x](http://a.b/" onclick="x)',
        "<http://a.b/'onmouseover='x>",
        "![](file:///etc/passwd)",
    ),
    *("[x](https://a.b 't\"')", '![x"onerror="y](http://a.b/c.png)', "http://a.b/\"'<>x"),
    *(
        "```html\n<script>\n```\n",
        '```"><script>\n',
        "~~~ \"'<b>\n",
        "$<b>x</b>$",
        "$$\n<b>\n$$\n",
    ),
    *(
        "| a | <b> |\n|--:|:-:|\n| <i> | \"' |\n",
        "- [ ] <s>\n",
        "1. a\n   - b\n",
        "> <q>\n",
        "# <h1>\n",
    ),
    *(
        "\n",
        "\n\n",
        "    <pre>\n",
        "\\<b>",
        "<br>",
        "<details open ontoggle=x>",
        "***",
        "~~",
        "`",
        "\t",
    ),
    *(
        "<div>\n<p>html</p>\n</div>\n\n",
        "<details open ontoggle=x>",
        "\x00",
        "\ud800",
        "javascript:x",
    ),
    *("[x](ftp://a.b/c)", "[x](about:blank)", "![y](blob:z)", "[x](//evil.example)"),
    *("[x](relative.html)", "[x](#m1)", "![y](x.png)", "[x](http://me@a.b)"),
]
TEXTS = (
    st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=10).map("".join).map(clean)
)


def page_of(record: ConversationRecord, *, branches: bool = False) -> Page:
    return read_page("".join(HtmlText(branches=branches).pieces(record)))


def said(text: str, **changes: object) -> MessageRecord:
    return replace(message("said"), role=Role.ASSISTANT, content=text, **changes)  # type: ignore[arg-type]


def page_with(text: str) -> Page:
    return page_of(conversation("Chat", said(text)))


def check_harmless(page: Page) -> None:
    """Nothing is on the page but what we have put there, and it leads nowhere by itself."""
    assert page.odd == []
    for tag in page.tags:
        # A table stands in a box that can be scrolled by the keyboard.
        allowed = ALLOWED[tag.name].split() + ["tabindex", "role", "aria-label"] * (
            tag.name == "div"
        )
        assert set(tag.attributes) <= set(allowed), tag
    for link in page.named("a"):
        href = link.attributes["href"]
        assert href.startswith("#m") or safe_url(href) == href
    for image in page.named("img"):
        assert re.fullmatch(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]*", image.attributes["src"])


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_text_becomes_markup(text: str, title: str, name: str, error: str) -> None:
    asked = replace(message("asked"), content=text)
    answer = said(text, parent=asked.uid, reasoning=text, error=error, model=name, provider=name)
    record = replace(
        conversation(title, asked, answer), system_prompt=text, model=name, provider=name
    )
    for branches in (False, True):
        check_harmless(page_of(record, branches=branches))


@pytest.mark.parametrize("text", HOSTILE)
def test_neither_does_any_that_is_meant_to(text: str) -> None:
    check_harmless(page_with(clean(f"before {text}\n\n{text}\n\nafter")))


@pytest.mark.parametrize(
    "address", ["ftp://a.b/c", "about:blank", "//evil.example", "relative.html", "http://me@a.b"]
)
def test_what_is_no_web_address_is_shown_and_leads_nowhere(address: str) -> None:
    page = page_with(f"[words]({address})")

    assert page.named("a") == []
    assert f"words ({address})" in page.text


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200).map(clean))
def test_every_character_of_code_is_on_the_page(code: str) -> None:
    page = page_with(f"````````````python\n{code}\n````````````\n")
    assert "`" in code or code.strip("\n") in page.text


def test_the_page_needs_neither_script_nor_network_and_says_so() -> None:
    page = page_with("Hello")
    (policy,) = [tag for tag in page.named("meta") if "http-equiv" in tag.attributes]
    digest = b64encode(sha256(page.style.encode()).digest()).decode()

    assert policy.attributes["http-equiv"] == "Content-Security-Policy"
    assert policy.attributes["content"].startswith("default-src 'none'; img-src data:")
    assert f"'sha256-{digest}'" in policy.attributes["content"]
    assert "unsafe" not in policy.attributes["content"]
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_the_page_has_landmarks_and_headings_in_order() -> None:
    asked = message("asked")
    page = page_of(conversation("Chat", asked, said("# One\n\n## Two\n", parent=asked.uid)))
    headings = [tag.name for tag in page.tags if re.fullmatch("h[1-6]", tag.name)]

    assert page.tags[0] == Tag("html", {"lang": "en"})
    assert headings == ["h1", "h2", "h2", "h3", "h4"]
    assert [len(page.named(name)) for name in ("header", "main", "footer")] == [1, 1, 1]
    ids = [tag.attributes["id"] for tag in page.tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    assert {tag.attributes["aria-labelledby"] for tag in page.named("article")} <= set(ids)


def test_it_can_be_printed_and_follows_day_and_night() -> None:
    style = page_with("x").style

    assert "@media print" in style
    assert "prefers-color-scheme:dark" in style


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["day", "night"])
def test_every_colour_of_text_can_be_read(colours: Mapping[str, str]) -> None:
    for ground in ("ground", "raised"):
        for name in set(colours) - {"ground", "raised", "line"}:
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_code_is_highlighted_by_the_classes_of_pygments() -> None:
    page = page_with("```python\ndef f(): return 'x'  # why\n```\n")
    classes = {tag.attributes["class"] for tag in page.named("span")}

    assert {"k", "nf", "s1", "c1"} <= classes
    assert page.named("pre")[0].attributes["aria-label"] == "Code, python"


def test_tables_lists_and_formulas_are_drawn() -> None:
    page = page_with(
        "| a | b |\n|---|--:|\n| 1 | 2 |\n\n3. three\n   - [x] done\n4. four\n\n"
        "So $x^2$:\n\n$$\n\\frac{a}{b}\n$$\n"
    )

    assert [tag.attributes.get("class") for tag in page.named("td")] == [None, "right"]
    assert [tag.attributes for tag in page.named("ol")] == [{"start": "3"}]
    assert "☑ done" in page.text
    assert "x²" in page.text
    assert page.named("pre")[0].attributes["aria-label"] == r"\frac{a}{b}"


def test_pictures_stand_in_the_page_with_their_words() -> None:
    picture = Picture(DIGEST, "image/png", "cat.png", 3, 4, 5.5, PNG)
    shown = said(f"![a cat]({TARGET}) ![]({TARGET})", pictures=(PictureUse(TARGET, DIGEST),))
    page = page_of(replace(conversation("Chat", shown), pictures=(picture,)))

    assert [tag.attributes["alt"] for tag in page.named("img")] == ["a cat", "cat.png"]
    assert page.named("img")[0].attributes["src"].endswith(b64encode(PNG).decode())


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", 'image/png" onerror="x'])
def test_what_could_be_more_than_a_picture_is_only_named(kind: str) -> None:
    picture = Picture(DIGEST, kind, "cat", 3, 4, 5.5, PNG)
    shown = said(f"![a cat]({TARGET})", pictures=(PictureUse(TARGET, DIGEST),))
    page = page_of(replace(conversation("Chat", shown), pictures=(picture,)))

    assert page.named("img") == []
    assert "a cat" in page.text


def test_reasoning_is_folded_and_an_error_stands_below() -> None:
    page = page_of(
        conversation("Chat", said("x", reasoning="hm", error="It broke.", status=Status.FAILED))
    )

    assert [tag.name for tag in page.tags if tag.name == "details"] == ["details"]
    assert "hm" in page.text
    assert "It broke." in page.text
    assert "failed" in page.text


def test_a_text_that_is_nested_too_deeply_to_be_parsed_comes_as_it_is() -> None:
    deep = f"{'> ' * 100}deep"

    assert deep in page_with(deep).text
