"""`copilot-tui search`: where something was said."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.conversation_argument import ConversationName, find_conversation
from copilot_tui.command_line.count import Count
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.moments import age_now, iso
from copilot_tui.command_line.opened_store import read_store
from copilot_tui.command_line.output import put, put_json
from copilot_tui.command_line.shown_numbers import shown_numbers
from copilot_tui.errors import ConfigError, NotFound
from copilot_tui.store.repeating import repeated
from copilot_tui.text import clean, elide, one_line
from copilot_tui.wrapping import width_of, wrapped

if TYPE_CHECKING:
    from copilot_tui.store.search import Hit

MOST = 50
"""Hits that are printed where no other number is asked for."""

_TITLE_WIDTH = 30
_SHORTEST_TITLE = 16

_EXAMPLES = """\
examples:
  copilot-tui search oslo train               messages with both words
  copilot-tui search '"night train"'          messages with this phrase
  copilot-tui search train --conversation 12  only in that conversation
  copilot-tui search train --json | jq .snippet

The best hits come first, of all branches. Each line has the number of the conversation,
when the message was written, the title and the sentence around the hit, which stands below
on a terminal. The exit status is 5 without a hit.

With --json each line is an object: conversation (its number), title, message (its number),
role, created (time in UTC), snippet, matches (start and end of each hit in the snippet).
"""


@click.command("search", cls=Command, epilog=_EXAMPLES)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=Count(), default=MOST, metavar="COUNT", help="At most so many.")
@click.option(
    "--conversation", type=ConversationName(), metavar="NAME", help="Only in this conversation."
)
@click.option("--json", "as_objects", is_flag=True, help="Print a hit a line, as an object.")
@database_option
def command(
    words: tuple[str, ...],
    *,
    limit: int,
    conversation: str | None,
    as_objects: bool,
    database: str | None,
) -> None:
    """Find messages by their words, in all conversations."""
    from copilot_tui.paths import Paths

    query = clean(" ".join(words))
    _check(query)
    with read_store(Paths.default(), database) as store:
        within = None if conversation is None else find_conversation(store, conversation).id
        while not store.is_passing and store.if_writable(lambda: repeated(store.search.backfill)):
            pass
        hits = store.search.messages(
            query, limit=limit, conversation=within, reads_waiting=store.is_passing
        )
    if not hits:
        raise _nothing(query)
    width = None if as_objects or sys.stdout is None else width_of(sys.stdout)
    numbers = shown_numbers([hit.conversation.id for hit in hits], whole=width is None)
    for number, hit in zip(numbers, hits, strict=True):
        if as_objects:
            put_json(_as_object(hit))
        else:
            put(_as_line(number, hit) if width is None else _as_paragraph(number, hit, width))


def _check(query: str) -> None:
    """Refuse what nothing can be found by.

    Raises:
        ConfigError: it has no word.
    """
    from copilot_tui.chat.search_query import parse_query

    if not parse_query(query):
        shown = one_line(query)
        where = f" in: {shown}" if shown else "."
        raise ConfigError(f"There is no word to search for{where}", "Name one.")


def _nothing(query: str) -> NotFound:
    from copilot_tui.chat.search_query import parse_query

    todo = (
        "Try fewer words." if len(parse_query(query)) > 1 else "Try another word, or its beginning."
    )
    return NotFound(f'Nothing was found for "{one_line(query)}".', todo)


def _as_line(number: str, hit: Hit) -> str:
    from copilot_tui.chat.conversation import UNTITLED

    title = elide(hit.conversation.title or UNTITLED, _TITLE_WIDTH)
    return f"{number}  {age_now(hit.created):<11}  {title:<{_TITLE_WIDTH}}  {hit.snippet.text}"


def _as_paragraph(number: str, hit: Hit, width: int) -> str:
    """For a terminal: the sentence stands below, broken at its words."""
    from copilot_tui.chat.conversation import UNTITLED

    below = " " * (len(number) + len("  "))
    start = f"{number}  {age_now(hit.created):<11}  "
    title = elide(hit.conversation.title or UNTITLED, max(width - len(start), _SHORTEST_TITLE))
    return f"{start}{title}\n{wrapped(below + hit.snippet.text, width)}"


def _as_object(hit: Hit) -> dict[str, object]:
    return {
        "conversation": hit.conversation.id,
        "title": hit.conversation.title,
        "message": hit.message,
        "role": hit.role.value,
        "created": iso(hit.created),
        "snippet": hit.snippet.text,
        "matches": [list(place) for place in hit.snippet.ranges],
    }
