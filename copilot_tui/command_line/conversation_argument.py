"""Which conversation a word of the command line means."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from click.types import StringParamType

from copilot_tui.command_line.shown_numbers import CUT, shown_numbers, typed_ending
from copilot_tui.errors import ConfigError, Gone, NotFound, StoreError, StoreUnreachable
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click
    from click.shell_completion import CompletionItem

    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.store.entry import Entry
    from copilot_tui.store.store import Store

LAST: Final = "last"
"""Means the conversation that was turned to last."""

_MOST_NAMED = 10
_MOST_OFFERED = 200
_MOST_COMPARED = 10_000
"""Conversations whose titles are looked at, to see which of them are the same."""
_LIST = "copilot-tui list shows all with their numbers."


class ConversationName(StringParamType):
    """What a conversation is called on the command line, which the shell completes."""

    name = "conversation"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Titles that begin so, in any case; numbers where a title would not do.

        They stand for titles that several have, and come once a digit is typed.
        """
        del param
        try:
            known = _known_titles(ctx.params.get("database"))
        except (ConfigError, StoreError):
            return []
        return _offered(known, incomplete)


def _offered(known: Sequence[tuple[int, str]], begun: str) -> list[CompletionItem]:
    """What goes on with a word, each of which means one conversation and no other.

    Args:
        known: numbers and titles, the ones turned to last first.
        begun: what was typed of it.
    """
    from click.shell_completion import CompletionItem

    from copilot_tui.chat.conversation import UNTITLED

    folded = begun.casefold()
    counts = Counter(title.casefold() for _, title in known)
    # These words mean something else first.
    taken = {LAST, *(str(row) for row, _ in known)}
    titles = [CompletionItem(LAST, help="the last conversation")] if LAST.startswith(folded) else []
    numbers: list[CompletionItem] = []
    for row, title in known[:_MOST_OFFERED]:
        name = title.casefold()
        begins_so = name.startswith(folded)
        is_clear = counts[name] == 1 and name not in taken and name[:1] not in ("", "-")
        if begins_so and is_clear:
            titles.append(CompletionItem(title, help=f"number {row}"))
        if (begins_so and not is_clear) or (begun.isdecimal() and str(row).startswith(begun)):
            numbers.append(CompletionItem(str(row), help=title or UNTITLED))
    # A shell goes on with what all have in common, and titles have nothing in common with numbers.
    is_open = not begun or begun.isdecimal() or not titles
    return [*titles, *numbers] if is_open else titles


def _known_titles(database: str | None) -> list[tuple[int, str]]:
    """Numbers and titles, the ones turned to last first; none of a server, as that takes long.

    Args:
        database: what `--database` says; None where it says nothing.

    Raises:
        ConfigError: that, the environment or the file names no database.
        StoreError: they cannot be read.
    """
    from copilot_tui.command_line.opened_store import chosen_by
    from copilot_tui.paths import Paths
    from copilot_tui.store.listing import glance_at_titles

    setting, paths = chosen_by(Paths.default(), database)
    if setting.address is not None:
        return []
    return list(glance_at_titles(paths.database, _MOST_COMPARED))


def find_conversation(store: Store, name: str, *, with_deleted: bool = False) -> Conversation:
    """The conversation that is called so.

    Args:
        store: to look in.
        name: its number, the last digits of a long one, a part of its title in any case, its
            whole title, or `LAST`.
        with_deleted: whether a number may be that of one in the trash.

    Raises:
        NotFound: there is none.
        ConfigError: there are several.
        StoreUnreachable: there is none on this machine, and the server is away.
        StoreError: they cannot be read.
    """
    name = one_line(name)
    if not name:
        raise ConfigError("The name of the conversation is empty.", _LIST)
    try:
        return _found(store, name, with_deleted=with_deleted)
    except NotFound as missing:
        if not store.stands_in:
            raise
        raise StoreUnreachable(
            "That conversation is not on this machine, and the server cannot be reached now.",
            "Try again when it answers.",
        ) from missing


def _found(store: Store, name: str, *, with_deleted: bool) -> Conversation:
    if name.casefold() == LAST:
        return last_conversation(store)
    # Zeros in front stand there where the last digits begin with them.
    lookups = (_ended, _numbered) if name.startswith("0") else (_numbered, _ended)
    for look_up in lookups:
        found = look_up(store, name, with_deleted=with_deleted)
        if found is not None:
            return found
    return _titled(store, name)


def last_conversation(store: Store) -> Conversation:
    """The conversation that was turned to last.

    Raises:
        NotFound: there is none yet.
    """
    newest = store.conversations.recent(limit=1)
    if not newest:
        raise NotFound("There is no conversation yet.", "Start one: copilot-tui")
    return newest[0]


def _numbered(store: Store, name: str, *, with_deleted: bool) -> Conversation | None:
    if not (name.isascii() and name.isdecimal() and len(name) < 19):
        return None
    try:
        found = store.conversations.get(int(name))
    except Gone:
        return None
    return found if with_deleted or found.deleted_at is None else None


def _ended(store: Store, name: str, *, with_deleted: bool) -> Conversation | None:
    digits = typed_ending(name)
    if digits is None:
        return None
    limit = _MOST_NAMED + 1
    found = store.listing.ending_in(digits, limit=limit, with_deleted=with_deleted)
    if len(found) > 1:
        raise ConfigError(
            f"The numbers of several conversations end in {digits}.",
            "Type more digits, as they stand here.",
            detail=_named(found),
        )
    if not found:
        return None
    # With the sign in front it is no word of a title.
    titled = store.listing.titled_with(digits, limit=limit) if name == digits else []
    if others := [each for each in titled if each.id != found[0].id]:
        raise ConfigError(
            f"A number ends in {digits}, and it stands in a title.",
            f"Name one of them by its number, with the {CUT} where it has one.",
            detail=_named([*found, *others]),
        )
    return found[0]


def _named(found: Sequence[Conversation | Entry]) -> str:
    from copilot_tui.chat.conversation import UNTITLED

    numbers = shown_numbers([each.id for each in found])
    lines = [
        f"{number.strip()}  {each.title or UNTITLED}"
        for number, each in zip(numbers, found, strict=True)
    ]
    return "\n".join([*lines[:_MOST_NAMED], *(["…"] if len(lines) > _MOST_NAMED else [])])


def _titled(store: Store, name: str) -> Conversation:
    part = name.casefold()
    entries = store.conversations.entries()
    titles = [title.casefold() for title in entries.titles]
    found = [at for at, title in enumerate(titles) if part in title]
    found = [at for at in found if titles[at] == part] or found
    if not found:
        raise NotFound(f'There is no conversation "{name}".', _LIST)
    if len(found) > 1:
        named = [entries[at] for at in found[: _MOST_NAMED + 1]]
        raise ConfigError(
            f'"{name}" is part of {len(found)} titles.',
            "Name one of them by its number.",
            detail=_named(named),
        )
    return store.conversations.get(entries[found[0]].id)
