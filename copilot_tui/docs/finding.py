"""Finding words in the pages of documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.chat.search_query import parse_query
from copilot_tui.chat.snippet import Snippet, snippet
from copilot_tui.docs.pages import KEYS_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copilot_tui.chat.search_query import Term
    from copilot_tui.docs.pages import Page, Section

MOST_HITS: Final = 40
"""More than anybody reads."""

_IN_TITLE: Final = 3
_IN_HEADING: Final = 2
_MARKS: Final = re.compile(r"[*`#]+|\|(?: ?-+ ?\|)*|^- ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PageHit:
    """A place in a page.

    Attributes:
        section: where it is.
        start: of the hit in the text of the page, in code points.
        snippet: the sentence around it.
    """

    section: Section
    start: int
    snippet: Snippet


def find_in_pages(pages: Iterable[Page], query: str) -> Sequence[PageHit]:
    """The sections that hold all words of a query, those with them in their headings first.

    The tables of all keys are left out: whoever asks has the commands themselves.
    """
    terms = parse_query(query)
    if not terms:
        return ()
    weighed: list[tuple[int, PageHit]] = []
    for page in pages:
        for number, section in enumerate(page.sections):
            text = section.heading if section.page == KEYS_PAGE else section.text
            if weight := _weight(section, text, terms, is_first=number == 0):
                weighed.append((weight, _hit(section, text, terms)))
    weighed.sort(key=lambda found: -found[0])
    return [hit for _, hit in weighed[:MOST_HITS]]


def _weight(section: Section, text: str, terms: Sequence[Term], *, is_first: bool) -> int:
    """How well a section answers; 0 where it does not hold all words."""
    title, heading = section.title.casefold(), section.heading.casefold()
    body = text.casefold()
    if not all(term.text in body or term.text in title for term in terms):
        return 0
    if is_first and all(term.text in title for term in terms):
        return _IN_TITLE
    return _IN_HEADING if all(term.text in heading for term in terms) else 1


def _hit(section: Section, text: str, terms: Sequence[Term]) -> PageHit:
    folded = text.casefold()
    longest = max(terms, key=lambda term: len(term.text))
    place = max(0, folded.find(longest.text)) if len(folded) == len(text) else 0
    below = text.partition("\n")[2]
    found = snippet(_MARKS.sub("", below).strip(), terms)
    return PageHit(section, section.start + place, found)
