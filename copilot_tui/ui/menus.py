"""Short lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from copilot_tui.commands import COMMANDS, Command, Where
from copilot_tui.config import KeyMap
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_row import PickerRow
from copilot_tui.ui.picker_source import fixed

_MENU = "message.menu"


def palette(commands: Iterable[Command], keys: KeyMap) -> Picker[str]:
    """Commands by their titles; gives the id of one."""
    rows = [
        PickerRow(command.id, command.title, detail=keys.keys_of(command) or f"/{command.slash}")
        for command in commands
    ]
    return Picker("Commands", fixed(rows), placeholder="What to do")


def message_menu(keys: KeyMap) -> Picker[str]:
    """Everything that can be done with a message; gives the id of a command."""
    commands = [command for command in COMMANDS if _is_for_message(command)]
    rows = [
        PickerRow(
            command.id,
            command.title,
            detail=f"/{command.slash}" if command.slash else "",
            key=next(iter(keys.keys(command)), ""),
        )
        for command in commands
    ]
    return Picker("This message", fixed(rows), is_menu=True)


def _is_for_message(command: Command) -> bool:
    return (
        command.where is Where.LOG and command.action.startswith("message(") and command.id != _MENU
    )


def links_menu(links: Sequence[tuple[str, str]]) -> Picker[str]:
    """The links of a message, each with its real target; gives an address."""
    rows = [
        PickerRow(url, url if label == url else label, detail="" if label == url else url)
        for label, url in links
    ]
    return Picker("Open a link", fixed(rows), placeholder="Some of its letters")
