"""Short lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from copilot_tui.chat.continuation import can_continue
from copilot_tui.chat.conversation import Message, Role
from copilot_tui.commands import COMMANDS, Command, Where
from copilot_tui.ui.link_target import link_target
from copilot_tui.ui.message_action import MessageAction
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_row import PickerRow
from copilot_tui.ui.picker_source import fixed

if TYPE_CHECKING:
    from copilot_tui.chat.picture import PictureFacts
    from copilot_tui.config import KeyMap

_CODE_SIGNS = ("```", "~~~", "\n    ", "\n\t")
_LINK_SIGNS = ("http:", "https:", "@")
"""Without one of these there is none, which is cheaper to know than where they are."""


def palette(commands: Iterable[Command], keys: KeyMap) -> Picker[str]:
    """Commands by their titles; gives the id of one."""
    rows = [
        PickerRow(command.id, command.title, detail=keys.keys_of(command) or f"/{command.slash}")
        for command in commands
    ]
    return Picker("Commands", fixed(rows), placeholder="What to do")


def message_menu(message: Message, keys: KeyMap, *, has_versions: bool) -> Picker[str]:
    """Everything that can be done with a message; gives the id of a command.

    Args:
        message: that is meant.
        keys: as they are mapped.
        has_versions: whether there are other versions of it.
    """
    rows = [
        PickerRow(
            command.id,
            command.title,
            detail=f"/{command.slash}" if command.slash else "",
            key=next(iter(keys.keys(command)), ""),
        )
        for command in COMMANDS
        if _is_for(message, command, has_versions=has_versions)
    ]
    return Picker("This message", fixed(rows), is_menu=True)


def _is_for(message: Message, command: Command, *, has_versions: bool) -> bool:
    if command.where is not Where.LOG or not command.action.startswith("message("):
        return False
    match MessageAction(command.action.removeprefix("message('").removesuffix("')")):
        case MessageAction.MENU:
            return False
        case MessageAction.EDIT:
            return message.role is Role.USER
        case MessageAction.COPY_CODE:
            return any(sign in message.content for sign in _CODE_SIGNS)
        case MessageAction.OPEN_LINK:
            return any(sign in message.content for sign in _LINK_SIGNS)
        case MessageAction.OPEN_PICTURE | MessageAction.SAVE_PICTURE:
            return "![" in message.content
        case MessageAction.FETCH_PICTURES:
            return message.role is Role.ASSISTANT and "](http" in message.content
        case MessageAction.CONTINUE:
            return can_continue(message)
        case MessageAction.PREVIOUS_VERSION | MessageAction.NEXT_VERSION:
            return has_versions
    return True


def pictures_menu(title: str, pictures: Iterable[PictureFacts]) -> Picker[PictureFacts]:
    """The pictures of a message, under what is to be done with one; gives one."""
    rows = [
        PickerRow(facts, facts.name, detail=f"{facts.width}x{facts.height}") for facts in pictures
    ]
    return Picker(title, fixed(rows), placeholder="Some of its letters")


def links_menu(links: Sequence[tuple[str, str]]) -> Picker[str]:
    """The links of a message, each with the host that it leads to; gives an address."""
    rows = [PickerRow(url, label, detail=link_target(url).short_host) for label, url in links]
    return Picker("Open a link", fixed(rows), placeholder="Some of its letters")
