"""`copilot-tui list`: which conversations there are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.help import Command
from copilot_tui.command_line.moments import age_now, iso
from copilot_tui.command_line.opened_store import read_store
from copilot_tui.command_line.output import put, put_json, tell

if TYPE_CHECKING:
    from copilot_tui.store.listing import Listed

_EXAMPLES = """\
examples:
  copilot-tui list                        all, the newest first
  copilot-tui list --limit 10             the newest ten
  copilot-tui list --deleted              what is in the trash
  copilot-tui list --json | jq -r 'select(.pinned) | .title'

Each line has the number, by which other commands know the conversation, when it was last
written in, how many messages it has on all branches, * if it is pinned, and the title.

With --json each line is an object: number, title, created, updated and deleted (times in
UTC; null if not deleted), messages, pinned, unread, profile, provider, model.
"""
_HEADING = "number  last        messages    title"


@click.command("list", cls=Command, epilog=_EXAMPLES)
@click.option("--limit", type=click.IntRange(min=1), metavar="COUNT", help="Only so many.")
@click.option("--deleted", is_flag=True, help="Those in the trash instead.")
@click.option("--json", "as_objects", is_flag=True, help="Print an object a line.")
def command(*, limit: int | None, deleted: bool, as_objects: bool) -> None:
    """List the conversations, the newest first."""
    from copilot_tui.paths import Paths

    with read_store(Paths.default()) as store:
        found = store.listing.conversations(limit=limit, deleted=deleted)
    if not found:
        tell("The trash is empty." if deleted else "There are no conversations yet.")
    elif not as_objects and sys.stdout is not None and sys.stdout.isatty():
        put(_HEADING)
    for listed in found:
        if as_objects:
            put_json(_as_object(listed))
        else:
            put(_as_line(listed))


def _as_line(listed: Listed) -> str:
    from copilot_tui.chat.conversation import UNTITLED

    entry = listed.conversation
    pin = "*" if entry.pinned else " "
    title = entry.title or UNTITLED
    return f"{entry.id:>6}  {age_now(entry.updated):<10}  {listed.messages:>8}  {pin} {title}"


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
