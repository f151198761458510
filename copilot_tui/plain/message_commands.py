"""Commands about single messages, which are known by their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.continuation import can_continue
from copilot_tui.chat.conversation import Message, Role
from copilot_tui.chat.picture import without_pictures
from copilot_tui.chat.quotation import quotation
from copilot_tui.plain.chat import EXCHANGE, Chat
from copilot_tui.plain.command_line import number_and_rest, optional_number
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.plain.remembered import Undo
from copilot_tui.plain.words import count, title

if TYPE_CHECKING:
    from copilot_tui.store.removal import Removed

SHOWN = 10
"""Messages that /messages prints."""

_SEE = "/messages prints the numbers."


@dataclass(frozen=True, slots=True)
class Numbered:
    """A message and its number.

    Attributes:
        message: the message.
        number: its place on the visible path, from 1.
    """

    message: Message
    number: int


def messages(chat: Chat, argument: str) -> None:
    """Print the newest messages with their numbers."""
    path = chat.path()
    shown = path[-(optional_number(argument) or SHOWN) :]
    versions = chat.call(chat.library.versions([message.id for message in shown]))
    first = len(path) - len(shown) + 1
    for number, message in enumerate(shown, first):
        chat.show(message, number=number, version=versions.get(message.id))


def edit(chat: Chat, argument: str) -> None:
    """Send another version of one of the user's messages."""
    number, text = number_and_rest(argument)
    chosen = pick(chat, number, Role.USER)
    if not text:
        chat.say(f"Message {chosen.number}: {without_pictures(chosen.message.content)}")
        text = chat.question("New text: ", chosen.message.content)
    if not text.strip():
        chat.say("The message stays as it is.")
        return
    chat.send(text, replaces=chosen.message)


def retry(chat: Chat, argument: str) -> None:
    """Ask for another answer; the old one is kept."""
    number = optional_number(argument)
    if number is None:
        question = chat.call(chat.library.question_to_retry(chat.opened.id))
    else:
        question = _question_of(chat, pick(chat, number))
    if question is None:
        raise CommandProblem("There is no message to answer here.")
    chat.follower.ask(question)


def continue_(chat: Chat, argument: str) -> None:
    """Let an answer that broke off go on where it stopped."""
    chosen = pick(chat, optional_number(argument), Role.ASSISTANT)
    question = _question_of(chat, chosen)
    if question is None or not can_continue(chosen.message):
        raise CommandProblem(f"Message {chosen.number} has nothing to go on from.", "/retry asks.")
    chat.follower.ask(question, continues=chosen.message.id)


def back(chat: Chat, argument: str) -> None:
    """Show the version before this one."""
    _walk(chat, argument, -1)


def forward(chat: Chat, argument: str) -> None:
    """Show the version after this one."""
    _walk(chat, argument, 1)


def quote(chat: Chat, argument: str) -> None:
    """Put a message into the next one as a quotation."""
    chosen = pick(chat, optional_number(argument))
    chat.outbox.pieces.append(quotation([chosen.message]))
    chat.say(f"(message {chosen.number} is quoted in your next message; /unsend takes it out)")


def remove(chat: Chat, argument: str) -> None:
    """Delete one message alone."""
    chosen = pick(chat, optional_number(argument))
    _require_rest(chat)
    removed = chat.call(chat.library.remove_message(chosen.message.id))
    _offer_undo(chat, f"Message {chosen.number}", removed)
    chat.say(f"Deleted message {chosen.number}. /undo brings it back.")


def cut(chat: Chat, argument: str) -> None:
    """Delete a message and all after it."""
    chosen = pick(chat, optional_number(argument))
    _require_rest(chat)
    removed = chat.call(chat.library.delete_rest(chosen.message.id))
    _offer_undo(chat, f"Message {chosen.number} with all after it", removed)
    chat.say(f"Deleted message {chosen.number} and all after it. /undo brings them back.")


def pick(chat: Chat, number: int | None, role: Role | None = None) -> Numbered:
    """The message with this number, or the last one.

    Args:
        chat: with the open conversation.
        number: None takes the last message that fits.
        role: who must have written it; None leaves that open.

    Raises:
        CommandProblem: there is none.
    """
    path = chat.path()
    if number is None:
        fitting = [at for at, each in enumerate(path, 1) if role in (None, each.role)]
        if not fitting:
            raise CommandProblem("There is no such message here yet.")
        number = fitting[-1]
    if not 1 <= number <= len(path):
        raise CommandProblem(f"There is no message {number} here.", _SEE)
    message = path[number - 1]
    if role is not None and message.role is not role:
        whose = "yours" if role is Role.USER else "an answer"
        raise CommandProblem(f"Message {number} is not {whose}.", _SEE)
    return Numbered(message, number)


def _question_of(chat: Chat, chosen: Numbered) -> Message | None:
    if chosen.message.role is Role.USER:
        return chosen.message
    above = next((each for each in chat.path() if each.id == chosen.message.parent), None)
    return above if above is not None and above.role is Role.USER else None


def _offer_undo(chat: Chat, words: str, removed: Removed) -> None:
    def bring_back() -> None:
        chat.call(chat.library.undo_remove(removed))

    chat.undos.append(Undo(f"{words} in {title(chat.opened)}", bring_back))


def _require_rest(chat: Chat) -> None:
    if chat.follower.is_answering:
        raise CommandProblem("This conversation still answers.", "/stop stops it.")


def _walk(chat: Chat, argument: str, step: int) -> None:
    _require_rest(chat)
    number = optional_number(argument)
    chosen = pick(chat, number)
    versions = chat.call(chat.library.version_ids(chosen.message.id))
    at_version = versions.index(chosen.message.id) + step
    if not 0 <= at_version < len(versions):
        there = count(len(versions), "version")
        raise CommandProblem(f"Message {chosen.number} has {there}, none further that way.")
    opened = chat.call(chat.library.show_version(chat.opened.id, versions[at_version]))
    chat.conversation = opened.conversation
    place = next(at for at, each in enumerate(opened.messages) if each.id == versions[at_version])
    chat.show(opened.messages[place], number=chosen.number, version=(at_version + 1, len(versions)))
    for message in opened.messages[place + 1 : place + EXCHANGE]:
        chat.show(message, number=chosen.number + 1)
