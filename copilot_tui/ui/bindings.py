"""Textual's bindings, made from the table of commands."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID, Command, Where, no_key


def bindings(where: Where) -> list[BindingType]:
    """The bindings of one part of the screen, also of commands without a key."""
    return [_binding(command) for command in COMMANDS if command.where is where]


def bindings_of(*commands: str) -> list[BindingType]:
    """The bindings of single commands, by their ids."""
    return [_binding(COMMANDS_BY_ID[command]) for command in commands]


def _binding(command: Command) -> Binding:
    return Binding(
        command.keys or no_key(command.id),
        command.action,
        command.title,
        id=command.id,
        show=False,
        priority=command.priority,
    )
