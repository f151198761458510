"""The line above a message: who speaks, which version it is, and when that was."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.ui.log_plain import single_line
from copilot_tui.ui.render.line import Line, Span
from copilot_tui.ui.reply_meter import seconds_taken

if TYPE_CHECKING:
    from copilot_tui.ui.log_setting import ItemSetting

NOBODY = "No answer"
SOMEBODY = "Answer"
"""For one that came from elsewhere, where nobody wrote down whose it is."""

_SEPARATOR = " · "
_NAME_CELLS = 12
"""Cells that are left to the name before details are."""


def header_line(message: Message, setting: ItemSetting) -> Line:
    """Draw the header; where it is narrow, details go first, then the time."""
    style, width = setting.style, setting.width
    is_user = message.role is Role.USER
    name = _name(message)
    mark = _version_mark(message, setting)
    room = width - min(cell_len(name), _NAME_CELLS) - cell_len(mark) - 1
    right = _fitting(_details(message) if setting.detailed else _brief(message), room)
    left_room = max(0, width - cell_len(right) - cell_len(mark) - 1)
    shown = set_cell_size(name, min(cell_len(name), left_room))
    gap = width - cell_len(shown) - cell_len(mark) - cell_len(right)
    spans = [
        Span(shown, style.user_name if is_user else style.reply_name),
        Span(mark, style.key),
        Span(" " * max(0, gap), style.text),
        Span(right, style.muted),
    ]
    return single_line(spans, width)


def _name(message: Message) -> str:
    if message.role is Role.USER:
        return "You"
    unnamed = SOMEBODY if message.content else NOBODY
    return message.provider or message.model or message.profile or unnamed


def _version_mark(message: Message, setting: ItemSetting) -> str:
    position, count = setting.versions.get(message.id, (1, 1))
    return f"  ‹ {position}/{count} ›" if count > 1 else ""


def _is_awaited(message: Message) -> bool:
    return message.status is Status.STREAMING and not message.content


def _brief(message: Message) -> list[str]:
    if _is_awaited(message):
        return ["…"]
    return [part for part in (_moment(message.created), _taken(message)) if part]


def _details(message: Message) -> list[str]:
    parts = [f"{datetime.fromtimestamp(message.created):%Y-%m-%d %H:%M:%S}"]
    if message.role is not Role.USER and message.model != _name(message):
        parts.append(message.model)
    words = len(message.content.split())
    parts += [_taken(message), "1 word" if words == 1 else f"{words:,} words"]
    return [part for part in parts if part]


def _taken(message: Message) -> str:
    return "" if message.role is Role.USER else seconds_taken(message)


def _fitting(parts: list[str], room: int) -> str:
    """As many of the parts as there is room for, from the first one on."""
    while parts and cell_len(_SEPARATOR.join(parts)) > room:
        parts = parts[:-1]
    return _SEPARATOR.join(parts)


def _moment(created: float) -> str:
    """The time of day, with the date before it unless it is today."""
    moment = datetime.fromtimestamp(created)
    today = datetime.now().date()
    if moment.date() == today:
        return f"{moment:%H:%M}"
    if moment.year == today.year:
        return f"{moment.day} {moment:%b %H:%M}"
    return f"{moment:%Y-%m-%d %H:%M}"
