"""An exported page on paper, where nothing can be scrolled or followed."""

from __future__ import annotations

import re
from dataclasses import replace

from copilot_tui.chat.conversation import Role
from copilot_tui.transfer.formats.html import HtmlText
from tests.transfer.page import Page, read_page
from tests.transfer.support import conversation, message


def page_of(text: str) -> Page:
    said = replace(message("said"), role=Role.ASSISTANT, content=text)
    return read_page("".join(HtmlText(branches=False).pieces(conversation("Chat", said))))


def test_short_code_stays_together_and_long_code_does_not_leave_pages_empty() -> None:
    short, long = ("\n".join(["```", *["line"] * lines, "```\n"]) for lines in (20, 21))

    assert page_of(short).named("figure")[0].attributes == {"class": "short"}
    assert page_of(long).named("figure")[0].attributes == {}
    (kept,) = re.findall(r"([^\n}]*)\{break-inside:avoid\}", page_of("").style)
    assert kept.split(",") == ["tr", "img", "blockquote", ".short"]


def test_an_address_is_told_once() -> None:
    page = page_of("[words](http://a.b/1) <http://a.b/2> http://a.b/3")

    assert [tag.attributes.get("class") for tag in page.named("a")] == [None, "bare", "bare"]
    assert 'a[href^="http"]:not(.bare)::after{content:" (" attr(href) ")"' in page.style


def test_nothing_is_cut_off_or_dark() -> None:
    paper = page_of("").style.partition("@media print{")[2]

    assert "pre{white-space:pre-wrap;overflow:visible" in paper
    assert "td{overflow-wrap:anywhere}" in paper
    assert re.search(r"img\{max-height:\d+cm;width:auto\}", paper)
    assert "color-scheme:light}" in paper
