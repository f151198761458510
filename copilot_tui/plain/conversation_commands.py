"""Commands about whole conversations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import UNTITLED, Conversation
from copilot_tui.chat.fuzzy import FuzzyIndex
from copilot_tui.plain.command_line import optional_number
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.plain.remembered import Undo
from copilot_tui.plain.words import moment, title
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.plain.chat import Chat
    from copilot_tui.store.entry import Entry

LISTED = 10
"""Conversations in a list."""


def new(chat: Chat, argument: str) -> None:
    """Start a conversation of its own, with a first message if one is given."""
    chat.start_new()
    if argument:
        chat.send(argument)


def conversations(chat: Chat, argument: str) -> None:
    """List the conversations opened last."""
    entries = _others(chat)[: optional_number(argument) or LISTED]
    if not entries:
        chat.say("There is no other conversation.")
    chat.listed = [entry.id for entry in entries]
    chat.number(_lines(chat, entries))


def switch(chat: Chat, argument: str) -> None:
    """Go to a conversation by its number in the last list, or by words of its title."""
    entries = _others(chat)
    if argument.isdecimal():
        _open(chat, _by_number(chat, int(argument), entries))
        return
    if argument:
        found = FuzzyIndex([entry.title for entry in entries])
        entries = [entries[at] for at in chat.call(found.best(argument, LISTED))]
        if not entries:
            raise CommandProblem(f"No title matches “{argument}”.", "/search looks in the text.")
        if len(entries) == 1:
            _open(chat, entries[0].id)
            return
    elif not entries:
        raise CommandProblem("There is no other conversation.")
    entries = entries[:LISTED]
    chat.listed = [entry.id for entry in entries]
    chosen = chat.choose(chat.listed, _lines(chat, entries))
    if chosen is not None:
        _open(chat, chosen)


def rename(chat: Chat, argument: str) -> None:
    """Give the conversation another title."""
    conversation = chat.opened
    new_title = one_line(argument) or one_line(chat.question("Title: "))
    if not new_title:
        chat.say("The title stays as it is.")
        return
    chat.conversation = chat.call(chat.library.rename(conversation.id, new_title))
    chat.say(f"Now called {title(chat.conversation)}.")


def pin(chat: Chat, argument: str) -> None:
    """Keep the conversation on top of the list, or no longer."""
    del argument
    conversation = chat.opened
    pinned = not conversation.pinned
    chat.conversation = chat.call(chat.library.set_pinned(conversation.id, pinned=pinned))
    chat.say("Pinned." if pinned else "No longer pinned.")


def duplicate(chat: Chat, argument: str) -> None:
    """Go on in a copy with all branches."""
    name = one_line(argument) or f"{chat.opened.title or UNTITLED} (copy)"
    copy = chat.call(chat.library.duplicate(chat.opened.id, title=name))
    chat.engine.complete_index()
    _open(chat, copy.id)


def delete(chat: Chat, argument: str) -> None:
    """Put the conversation into the trash."""
    del argument
    conversation = chat.opened
    chat.follower.stop(conversation.id)
    chat.call(chat.library.delete(conversation.id))
    chat.undos.append(Undo(title(conversation), lambda: _restore(chat, conversation)))
    chat.say(f"Deleted {title(conversation)}. /undo brings it back.")
    chat.start_new()


def undo(chat: Chat, argument: str) -> None:
    """Bring back what was deleted last."""
    del argument
    if not chat.undos:
        raise CommandProblem("Nothing was deleted since the start.")
    last = chat.undos[-1]
    last.run()
    chat.undos.remove(last)
    chat.say(f"{last.words} is back.")


def _restore(chat: Chat, conversation: Conversation) -> None:
    chat.call(chat.library.restore(conversation.id))
    _open(chat, conversation.id)


def _open(chat: Chat, conversation: int) -> None:
    chat.open(chat.call(chat.library.open(conversation)))


def _by_number(chat: Chat, number: int, entries: Sequence[Entry]) -> int:
    listed = chat.listed or [entry.id for entry in entries[:LISTED]]
    if not 1 <= number <= len(listed):
        raise CommandProblem(f"There is no number {number} in the list.", "/conversations lists.")
    return listed[number - 1]


def _others(chat: Chat) -> list[Entry]:
    """All conversations but the open one, the one opened last first."""
    known = None if chat.conversation is None else chat.conversation.id
    return [entry for entry in chat.call(chat.library.entries()) if entry.id != known]


def _lines(chat: Chat, entries: Sequence[Entry]) -> list[str]:
    return [_line(chat, entry) for entry in entries]


def _line(chat: Chat, entry: Entry) -> str:
    marks = (
        ("answering", chat.follower.is_running(entry.id)),
        ("unread", entry.unread),
        ("draft", entry.has_draft),
        ("pinned", entry.pinned),
    )
    said = [moment(entry.updated, datetime.now()), *(mark for mark, is_so in marks if is_so)]
    return f"{entry.title or UNTITLED} ({', '.join(said)})"
