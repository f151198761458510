"""Commands that look for words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.chat.quotation import author
from copilot_tui.chat.search_query import parse_query
from copilot_tui.chat.snippet import snippet
from copilot_tui.plain.command_line import optional_number
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.plain.remembered import Place
from copilot_tui.plain.words import count, moment

if TYPE_CHECKING:
    from copilot_tui.plain.chat import Chat

HITS = 10
"""Hits in a list of them."""

AROUND = 2
"""Messages that are printed when a hit is opened: it and what follows."""


def find(chat: Chat, argument: str) -> None:
    """List the messages of this conversation that hold some words."""
    conversation = chat.opened
    words = argument or chat.question("Words: ")
    found = set(chat.call(chat.library.find_in(conversation.id, words))) if words else set()
    terms = parse_query(words)
    hits = [(at, each) for at, each in enumerate(chat.path(), 1) if each.id in found]
    chat.say(f"{count(len(hits), 'message')} with “{words}”.")
    for number, message in hits[-HITS:]:
        chat.say(f"{number}. {author(message)}: {snippet(message.content, terms).text}")
    if len(hits) > HITS:
        chat.say(f"These are the last {HITS}.")


def search(chat: Chat, argument: str) -> None:
    """List the messages of all conversations that hold some words, best first."""
    words = argument or chat.question("Words: ")
    hits = chat.call(chat.library.search(words, limit=HITS)) if words else []
    chat.hits = [Place(hit.conversation.id, hit.message) for hit in hits]
    now = datetime.now()
    chat.number(
        f"{hit.conversation.title or UNTITLED} ({moment(hit.created, now)}): {hit.snippet.text}"
        for hit in hits
    )
    chat.say("/open 1 goes to the first." if hits else f"Nothing holds “{words}”.")


def open_hit(chat: Chat, argument: str) -> None:
    """Go to a hit of the last /search."""
    number = optional_number(argument) or 1
    if not 1 <= number <= len(chat.hits):
        raise CommandProblem(f"There is no hit {number}.", "/search words lists hits.")
    hit = chat.hits[number - 1]
    opened = chat.call(chat.library.open_at(hit.conversation, hit.message))
    at = next(at for at, each in enumerate(opened.messages) if each.id == hit.message)
    chat.open(opened, shown=opened.messages[at : at + AROUND])
    follow = len(opened.messages) - at - AROUND
    if follow > 0:
        chat.say(f"({count(follow, 'later message')}; /messages prints the newest)")
