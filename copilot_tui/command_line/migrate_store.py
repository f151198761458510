"""`copilot-tui migrate-store`: all conversations copied to another place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from copilot_tui.command_line.complaint import complain
from copilot_tui.command_line.database_option import DatabaseName
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.migration_places import (
    check_apart,
    check_usable,
    opened_source,
    opened_target,
    place_of,
)
from copilot_tui.command_line.migration_words import (
    put_wrapped,
    tell_ended,
    tell_left_out,
    tell_result,
    tell_what_next,
    would,
)
from copilot_tui.command_line.progress import Progress
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import StoreError

if TYPE_CHECKING:
    from copilot_tui.command_line.migration_places import Place
    from copilot_tui.store.moving.copying import Copying
    from copilot_tui.store.store import Store

_INDEXED_AT_ONCE: Final = 250
_GOES_ON: Final = "What is copied already stays there: run the same again, and it goes on."
_EXAMPLES: Final = """\
examples:
  copilot-tui migrate-store --to postgresql://ann@db.example.org/chats
  copilot-tui migrate-store --to postgresql://ann@db.example.org/chats --dry-run
  copilot-tui migrate-store --from postgresql://ann@db/chats --to ~/chats.db

Copies conversations with all their branches, settings, drafts, pictures and times, the prompt
history and the trash. Without --from they come from where the settings say. They stay there as
they are, and conversations that are at the other place already stay there: one that was gone on
with on both sides gets branches.

It can be ended at any moment, also by a power cut: run it again, and it goes on. At the end both
sides are compared by checksums, and messages are made findable, which the app does as well
when it is ended before. A conversation in which a reply comes in just then is left out
and named. The settings are not changed; what to put into them is told.

Exit status: 0, 1 when something was left out or differs, 2 for a wrong word or a file that is
something else, 4 when one of the two places cannot be used.
"""


@click.command("migrate-store", cls=Command, epilog=_EXAMPLES)
@click.option(
    "--to",
    "target",
    type=DatabaseName(),
    metavar="WHERE",
    required=True,
    help="Where to: postgresql://user@host/database, or a file.",
)
@click.option(
    "--from",
    "source",
    type=DatabaseName(),
    metavar="WHERE",
    help="From where; without it, from where the settings say.",
)
@click.option("--dry-run", is_flag=True, help="Change nothing, only count.")
def command(*, target: str, source: str | None, dry_run: bool) -> int:
    """Copy all conversations to another place, such as from a file to a server.

    What is there already stays, and what is copied already is not copied again.
    """
    from copilot_tui.paths import Paths

    paths = Paths.default()
    there, here = place_of(paths, target, "--to"), place_of(paths, source, "--from")
    check_apart(here, there)
    check_usable(there)
    with opened_source(here) as ours, opened_target(there, is_read=dry_run) as theirs:
        copying = ours.copying_to(theirs)
        if dry_run:
            put_wrapped(would(copying.count(), here.shown, there.shown))
            tell_left_out(copying.amount.busy)
            return ExitStatus.DONE
        return _migrate(copying, here, there, theirs)


def _migrate(copying: Copying, here: Place, there: Place, theirs: Store) -> int:
    amount = copying.amount
    try:
        with Progress("messages copied", amount.messages) as progress:
            copying.run(progress.add)
        with Progress("messages compared", amount.messages) as progress:
            compared = copying.compare(progress.add)
        is_whole = tell_result(amount, compared, here.shown, there.shown)
        tell_left_out(amount.busy)
        if compared.is_whole:
            tell_what_next(there)
        # Who has waited long enough may end it now: the app goes on with it by itself.
        _make_findable(theirs)
    except StoreError as error:
        error.todo = f"{error.todo} {_GOES_ON}".strip()
        return complain(error)
    except KeyboardInterrupt:
        tell_ended()
        raise
    return ExitStatus.DONE if is_whole else ExitStatus.FAILED


def _make_findable(theirs: Store) -> None:
    left = theirs.search.waiting()
    with Progress("messages made findable", left) as progress:
        while theirs.search.backfill_in_bulk(_INDEXED_AT_ONCE):
            before, left = left, theirs.search.waiting()
            progress.add(max(before - left, 0))
