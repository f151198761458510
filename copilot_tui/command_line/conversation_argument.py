"""Which conversation a word of the command line means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.errors import ConfigError, Gone, NotFound
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.store.store import Store

LAST: Final = "last"
"""Means the conversation that was turned to last."""

_MOST_NAMED = 10
_LIST = "copilot-tui list shows all with their numbers."


def find_conversation(store: Store, name: str, *, with_deleted: bool = False) -> Conversation:
    """The conversation that is called so.

    Args:
        store: to look in.
        name: its number, a part of its title in any case, its whole title, or `LAST`.
        with_deleted: whether a number may be that of one in the trash.

    Raises:
        NotFound: there is none.
        ConfigError: there are several.
        StoreError: they cannot be read.
    """
    name = one_line(name)
    if not name:
        raise ConfigError("The name of the conversation is empty.", _LIST)
    if name.casefold() == LAST:
        return last_conversation(store)
    numbered = _numbered(store, name, with_deleted=with_deleted)
    return numbered if numbered is not None else _titled(store, name)


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


def _titled(store: Store, name: str) -> Conversation:
    part = name.casefold()
    entries = store.conversations.entries()
    titles = [title.casefold() for title in entries.titles]
    found = [at for at, title in enumerate(titles) if part in title]
    found = [at for at in found if titles[at] == part] or found
    if not found:
        raise NotFound(f'There is no conversation "{name}".', _LIST)
    if len(found) > 1:
        named = [f"{entries[at].id}  {entries[at].title}" for at in found[:_MOST_NAMED]]
        more = ["…"] if len(found) > _MOST_NAMED else []
        raise ConfigError(
            f'"{name}" is part of {len(found)} titles.',
            "Name one of them by its number.",
            detail="\n".join([*named, *more]),
        )
    return store.conversations.get(entries[found[0]].id)
