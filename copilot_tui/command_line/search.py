"""`copilot-tui search`: where something was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.conversation_argument import ConversationName, find_conversation
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.moments import age_now, iso
from copilot_tui.command_line.opened_store import read_store
from copilot_tui.command_line.output import put, put_json
from copilot_tui.text import clean, elide, one_line

if TYPE_CHECKING:
    from copilot_tui.store.search import Hit

MOST = 50
"""Hits that are printed where no other number is asked for."""

_TITLE_WIDTH = 30

_EXAMPLES = """\
examples:
  copilot-tui search oslo train               messages with both words
  copilot-tui search '"night train"'          messages with this phrase
  copilot-tui search train --conversation 12  only in that conversation
  copilot-tui search train --json | jq .snippet

The best hits come first, of all branches. Each line has the number of the conversation,
when the message was written, the title and the sentence around the hit. The exit status is
5 without a hit.

With --json each line is an object: conversation (its number), title, message (its number),
role, created (time in UTC), snippet, matches (start and end of each hit in the snippet).
"""


@click.command("search", cls=Command, epilog=_EXAMPLES)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=MOST, metavar="COUNT", help="At most so many."
)
@click.option(
    "--conversation", type=ConversationName(), metavar="NAME", help="Only in this conversation."
)
@click.option("--json", "as_objects", is_flag=True, help="Print a hit a line, as an object.")
def command(
    words: tuple[str, ...], *, limit: int, conversation: str | None, as_objects: bool
) -> None:
    """Find messages by their words, in all conversations."""
    from copilot_tui.errors import NotFound
    from copilot_tui.paths import Paths

    query = clean(" ".join(words))
    with read_store(Paths.default()) as store:
        within = None if conversation is None else find_conversation(store, conversation).id
        while store.search.backfill():
            pass
        hits = store.search.messages(query, limit=limit, conversation=within)
    if not hits:
        raise NotFound(f'Nothing was found for "{one_line(query)}".', "Try fewer words.")
    for hit in hits:
        if as_objects:
            put_json(_as_object(hit))
        else:
            put(_as_line(hit))


def _as_line(hit: Hit) -> str:
    from copilot_tui.chat.conversation import UNTITLED

    title = elide(hit.conversation.title or UNTITLED, _TITLE_WIDTH)
    return (
        f"{hit.conversation.id:>6}  {age_now(hit.created):<10}  "
        f"{title:<{_TITLE_WIDTH}}  {hit.snippet.text}"
    )


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
