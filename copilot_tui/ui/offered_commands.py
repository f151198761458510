"""The commands that can be run now."""

from __future__ import annotations

from textual.dom import DOMNode

from copilot_tui.commands import Command, menu_commands


def offered_commands(screen: DOMNode) -> list[Command]:
    """What the palette and the `/` menu offer, without what makes no sense as things are."""
    offered: list[Command] = []
    for command in menu_commands():
        namespace, _, action = command.action.rpartition(".")
        target = screen.app if namespace == "app" else screen
        if target.check_action(action, ()):
            offered.append(command)
    return offered
