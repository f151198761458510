"""Commands that take text out of the chat, and those that put some in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.blocks import BlockKind, split
from copilot_tui.chat.conversation import Message, Role
from copilot_tui.chat.picture import without_pictures
from copilot_tui.plain.command_line import number_and_rest, optional_number
from copilot_tui.plain.message_commands import Numbered, pick
from copilot_tui.plain.outbox import joined
from copilot_tui.plain.problem import CommandProblem
from copilot_tui.plain.words import count

if TYPE_CHECKING:
    from copilot_tui.plain.chat import Chat

_CODE = (BlockKind.FENCE, BlockKind.INDENTED_CODE)


def copy(chat: Chat, argument: str) -> None:
    """Copy a message as Markdown."""
    chosen = pick(chat, optional_number(argument))
    _copy(chat, chosen.message.content, f"message {chosen.number}")


def code(chat: Chat, argument: str) -> None:
    """Copy a code block of a message."""
    number, rest = number_and_rest(argument)
    chosen = _with_code(chat) if number is None else pick(chat, number)
    blocks = _code_of(chosen.message)
    which = optional_number(rest) or 1
    if not 1 <= which <= len(blocks):
        raise CommandProblem(
            f"Message {chosen.number} has {count(len(blocks), 'code block')}.",
            "/code 4 2 copies the second one of message 4.",
        )
    _copy(chat, blocks[which - 1], f"code block {which} of message {chosen.number}")


def draft(chat: Chat, argument: str) -> None:
    """Put the unsent text that was left here into the next message."""
    del argument
    if not chat.outbox.draft:
        raise CommandProblem("No unsent text was left here.")
    chat.say(without_pictures(chat.outbox.draft))
    chat.outbox.pieces.append(chat.outbox.draft)
    chat.outbox.draft = ""
    chat.say("(goes with your next message; /unsend takes it out)")


def unsend(chat: Chat, argument: str) -> None:
    """Take back messages that wait for the reply, and what was to go with the next one."""
    del argument
    waiting = [] if chat.conversation is None else chat.outbox.take_waiting(chat.conversation.id)
    taken = [*chat.outbox.pieces, *waiting]
    if not taken:
        raise CommandProblem("Nothing waits to be sent.")
    chat.outbox.pieces.clear()
    for text in taken:
        chat.say(without_pictures(text).strip("\n"))
    chat.outbox.keep_draft(joined(*taken, chat.outbox.draft))
    chat.say("(taken back; /draft puts it into your next message)")


def history(chat: Chat, argument: str) -> None:
    """List earlier prompts that hold some words."""
    words = argument or chat.question("Words: ")
    found = chat.call(chat.library.search_prompts(words))
    if not found:
        raise CommandProblem(f"No earlier prompt holds “{words}”.")
    chosen = chat.choose(found, [" ".join(prompt.split()) for prompt in found])
    if chosen is not None:
        chat.outbox.pieces.append(chosen)
        chat.say("(goes with your next message; /unsend takes it out)")


def _copy(chat: Chat, text: str, what: str) -> None:
    copied = chat.follower.wait_for(chat.engine.begin(chat.clipboard.copy(text)))
    chat.say(f"Copied {what} {copied.words}.")


def _code_of(message: Message) -> list[str]:
    return [block.code for block in split(message.content) if block.kind in _CODE]


def _with_code(chat: Chat) -> Numbered:
    """The last answer with code in it."""
    path = list(enumerate(chat.path(), 1))
    for number, message in reversed(path):
        if message.role is Role.ASSISTANT and _code_of(message):
            return Numbered(message, number)
    raise CommandProblem("No answer here has code in it.")
