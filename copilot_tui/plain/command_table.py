"""What can be done behind `/` in the plain mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from copilot_tui.commands import menu_commands
from copilot_tui.plain import (
    answer_commands,
    attach_commands,
    conversation_commands,
    find_commands,
    message_commands,
    statistics_commands,
    text_commands,
)
from copilot_tui.plain.chat import Chat
from copilot_tui.plain.command_line import CommandLine, unknown_command
from copilot_tui.plain.problem import CommandProblem

Run: TypeAlias = Callable[[Chat, str], None]


@dataclass(frozen=True, slots=True)
class PlainCommand:
    """A command as it works on lines.

    Attributes:
        run: does it, given what follows the name.
        usage: the arguments, for the help.
        help: one sentence.
    """

    run: Run
    usage: str
    help: str


def _command(run: Run, usage: str = "") -> PlainCommand:
    return PlainCommand(run, usage, (run.__doc__ or "").partition("\n")[0])


QUIT = "quit"
HELP = "help"

PLAIN_COMMANDS: Mapping[str, PlainCommand] = {
    "new": _command(conversation_commands.new, "[text]"),
    "switch": _command(conversation_commands.switch, "[number or words]"),
    "conversations": _command(conversation_commands.conversations, "[how many]"),
    "messages": _command(message_commands.messages, "[how many]"),
    "find": _command(find_commands.find, "words"),
    "search": _command(find_commands.search, "words"),
    "open": _command(find_commands.open_hit, "[number]"),
    "stop": _command(answer_commands.stop),
    "retry": _command(message_commands.retry, "[number]"),
    "continue": _command(message_commands.continue_, "[number]"),
    "edit": _command(message_commands.edit, "[number] [text]"),
    "back": _command(message_commands.back, "[number]"),
    "forward": _command(message_commands.forward, "[number]"),
    "quote": _command(message_commands.quote, "[number]"),
    "copy": _command(text_commands.copy, "[number]"),
    "code": _command(text_commands.code, "[number] [block]"),
    "remove": _command(message_commands.remove, "[number]"),
    "cut": _command(message_commands.cut, "[number]"),
    "undo": _command(conversation_commands.undo),
    "file": _command(attach_commands.attach, "path"),
    "attach": _command(attach_commands.attach, "path"),
    "save-picture": _command(attach_commands.save_picture, "[number] [folder]"),
    "history": _command(text_commands.history, "words"),
    "draft": _command(text_commands.draft),
    "unsend": _command(text_commands.unsend),
    "rename": _command(conversation_commands.rename, "title"),
    "pin": _command(conversation_commands.pin),
    "duplicate": _command(conversation_commands.duplicate, "[title]"),
    "delete": _command(conversation_commands.delete),
    "model": _command(answer_commands.model, "[name, or - for the profile's]"),
    "system": _command(answer_commands.system, "[text, or - for none]"),
    "reasoning": _command(answer_commands.reasoning),
    "stats": _command(statistics_commands.stats, "[days, or all]"),
    "reconnect": _command(answer_commands.reconnect),
    "start-server": _command(answer_commands.start_server),
}
"""All but `help` and `quit`, in the order of the help."""

NEEDS_SCREEN = frozenset(
    command.slash for command in menu_commands() if command.slash not in PLAIN_COMMANDS
) - {HELP, QUIT}
"""What the full screen has in its menu and this mode has not."""


def run_command(chat: Chat, typed: CommandLine) -> None:
    """Do what was typed.

    Raises:
        CopilotError: it could not be done.
    """
    if typed.name == HELP:
        print_help(chat, typed.argument.removeprefix("/"))
        return
    command = PLAIN_COMMANDS.get(typed.name)
    if command is not None:
        command.run(chat, typed.argument)
        return
    if typed.name in NEEDS_SCREEN:
        raise CommandProblem("This needs the full screen.", "Start copilot-tui without --plain.")
    raise unknown_command(typed.name, (*PLAIN_COMMANDS, *NEEDS_SCREEN, HELP, QUIT))


def print_help(chat: Chat, name: str) -> None:
    """Print all commands, or what one does."""
    if name in PLAIN_COMMANDS:
        chat.say(_help_line(name))
        return
    if name:
        raise unknown_command(name, PLAIN_COMMANDS)
    chat.say("Enter sends a line. A \\ at its end goes on in the next line;")
    chat.say('""" begins and ends a text of several lines. Lines pasted at once are one text.')
    chat.say("While a reply comes in, ctrl+c stops it; commands can be typed meanwhile.")
    for each in PLAIN_COMMANDS:
        chat.say(_help_line(each))
    chat.say("/help [command]: Print this.")
    chat.say("/quit: Quit; so does ctrl+d.")


def _help_line(name: str) -> str:
    command = PLAIN_COMMANDS[name]
    return f"/{name} {command.usage}".rstrip() + f": {command.help}"
