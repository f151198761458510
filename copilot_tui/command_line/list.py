"""`copilot-tui list`: which conversations there are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.count import Count
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.moments import age_now, iso
from copilot_tui.command_line.opened_store import read_store
from copilot_tui.command_line.output import put, put_json, tell
from copilot_tui.command_line.shown_numbers import heading_of, shown_numbers
from copilot_tui.text import elide
from copilot_tui.wrapping import width_of

if TYPE_CHECKING:
    from copilot_tui.store.listing import Listed

_EXAMPLES = """\
examples:
  copilot-tui list                        all, the newest first
  copilot-tui list --limit 10             the newest ten
  copilot-tui list --deleted              what is in the trash
  copilot-tui list --database ~/chats.db  those in a backup
  copilot-tui list --json | jq -r 'select(.pinned) | .title'

Each line has the number, by which other commands know the conversation, when it was last
written in, how many messages it has on all branches, * if it is pinned, and the title,
which a terminal shows as far as there is room. Of a number with more than 7 digits it shows
the last ones after a …, and these will do for other commands.

With --json each line is an object: number, title, created, updated and deleted (times in
UTC; null if not deleted), messages, pinned, unread, profile, provider, model. These three are
empty unless they were chosen for the conversation: it then follows the settings, and
show --json says who gave each answer.
"""
_HEADING = "  last         messages    title"
_NARROW_HEADING = "  last           title"

_NARROW = 60
"""Columns of a terminal; with less the messages are not counted, so that there is a title."""

_SHORTEST_TITLE = 16


@click.command("list", cls=Command, epilog=_EXAMPLES)
@click.option("--limit", type=Count(), metavar="COUNT", help="Only so many.")
@click.option("--deleted", is_flag=True, help="Those in the trash instead.")
@click.option("--json", "as_objects", is_flag=True, help="Print an object a line.")
@database_option
def command(*, limit: int | None, deleted: bool, as_objects: bool, database: str | None) -> None:
    """List the conversations, the newest first."""
    from copilot_tui.paths import Paths

    with read_store(Paths.default(), database) as store:
        found = store.listing.conversations(limit=limit, deleted=deleted)
    if not found:
        tell("The trash is empty." if deleted else "There are no conversations yet.")
    width = None if as_objects or sys.stdout is None else width_of(sys.stdout)
    if as_objects:
        for listed in found:
            put_json(_as_object(listed))
        return
    numbers = shown_numbers([listed.conversation.id for listed in found], whole=width is None)
    if found and width is not None:
        put(heading_of(numbers, _HEADING if width >= _NARROW else _NARROW_HEADING))
    for number, listed in zip(numbers, found, strict=True):
        put(_as_line(number, listed, width))


def _as_line(number: str, listed: Listed, width: int | None) -> str:
    """One line, cut at the end of a terminal's; `width` is None where there is none."""
    from copilot_tui.chat.conversation import UNTITLED

    entry = listed.conversation
    pin = "*" if entry.pinned else " "
    title = entry.title or UNTITLED
    count = "" if width is not None and width < _NARROW else f"{listed.messages:>8}  "
    start = f"{number}  {age_now(entry.updated):<11}  {count}{pin} "
    if width is None:
        return start + title
    return start + elide(title, max(width - len(start), _SHORTEST_TITLE))


def _as_object(listed: Listed) -> dict[str, object]:
    entry = listed.conversation
    return {
        "number": entry.id,
        "title": entry.title,
        "created": iso(entry.created),
        "updated": iso(entry.updated),
        "deleted": iso(entry.deleted_at),
        "messages": listed.messages,
        "pinned": entry.pinned,
        "unread": entry.unread,
        "profile": entry.profile,
        "provider": entry.provider,
        "model": entry.model,
    }
