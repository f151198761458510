"""What the user said, as lines: not as Markdown, and of a long one only the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

from copilot_tui.chat.blocks import Block, BlockKind, split
from copilot_tui.ui.code_lines import CodeLines
from copilot_tui.ui.log_plain import (
    FOLDED_LINES,
    LONGEST_UNFOLDED,
    count_lines,
    first_lines,
    plain_lines,
    rest_line,
    single_line,
)
from copilot_tui.ui.render.line import Line, Span

if TYPE_CHECKING:
    from copilot_tui.ui.log_setting import ItemSetting
    from copilot_tui.ui.render.pictures import MessagePictures

_TEXT = Style()


class Question(NamedTuple):
    """The lines of a message of the user.

    Attributes:
        lines: of its text, and after them the one that folds it if it is long.
        is_long: whether there is one that folds it.
        is_folded: whether some of the text is hidden.
    """

    lines: list[Line]
    is_long: bool
    is_folded: bool


def question_lines(
    content: str,
    setting: ItemSetting,
    *,
    folded: bool | None,
    pictures: MessagePictures | None = None,
) -> Question:
    """Draw a message of the user; only what is seen of it is wrapped.

    Args:
        content: its text.
        setting: what it is drawn for.
        folded: whether it is to be folded; None where that goes by the length of its text.
        pictures: that are in it. Folded, they are only named.
    """
    if pictures is not None:
        return _with_pictures(content, setting, pictures, folded=folded)
    width, muted = setting.width, setting.style.muted
    most = FOLDED_LINES + 1 if folded else LONGEST_UNFOLDED
    if folded is False:
        lines = plain_lines(content, _TEXT, width)
    else:
        lines = first_lines(content, _TEXT, width, most + 1)
    is_long = len(lines) > most
    if not is_long:
        return Question(lines, is_long=False, is_folded=False)
    if folded is False:
        fold = single_line([Span("▾ fold", muted)], width)
        return Question([*lines, fold], is_long=True, is_folded=False)
    count, exact = count_lines(content, width)
    rest = rest_line(max(1, count - FOLDED_LINES), muted, width, exact=exact)
    return Question([*lines[:FOLDED_LINES], rest], is_long=True, is_folded=True)


def _with_pictures(
    content: str, setting: ItemSetting, pictures: MessagePictures, *, folded: bool | None
) -> Question:
    from copilot_tui.ui.log_question_pictures import with_names

    drawn = question_lines(with_names(content, pictures), setting, folded=folded)
    if drawn.is_folded:
        return drawn
    lines = _unfolded(content, setting, pictures)
    return drawn._replace(lines=[*lines, *drawn.lines[-1:]] if drawn.is_long else lines)


def _unfolded(text: str, setting: ItemSetting, pictures: MessagePictures | None) -> list[Line]:
    if pictures is None:
        return plain_lines(text, _TEXT, setting.width)
    from copilot_tui.ui.log_question_pictures import lines_with_pictures

    return lines_with_pictures(text, pictures, setting.width, _TEXT, setting.style.muted)


def count_drawn(text: str, setting: ItemSetting, pictures: MessagePictures | None = None) -> int:
    """How many lines a part of such a message has, from its first character on."""
    return len(_unfolded(text, setting, pictures))


def code_of_question(
    content: str, setting: ItemSetting, pictures: MessagePictures | None = None
) -> list[CodeLines]:
    """The blocks of code in a text that is not drawn as Markdown, and where they stand."""
    return [
        _code_lines(content, block, setting, pictures)
        for block in split(content)
        if block.kind is BlockKind.FENCE
    ]


def _code_lines(
    content: str, block: Block, setting: ItemSetting, pictures: MessagePictures | None
) -> CodeLines:
    before = content[: block.start].removesuffix("\n")
    first = count_drawn(before, setting, pictures) if block.start else 0
    return CodeLines(block, first, first + count_drawn(block.source.rstrip("\n"), setting))
