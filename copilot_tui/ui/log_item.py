"""One message of the log, as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.ui.answer import Answer
from copilot_tui.ui.code_lines import CodeLines
from copilot_tui.ui.fold import Fold
from copilot_tui.ui.growing_message import GrowingMessage
from copilot_tui.ui.log_header import header_line
from copilot_tui.ui.log_notes import foot_lines, reasoning_lines
from copilot_tui.ui.log_plain import (
    FOLDED_LINES,
    LONGEST_UNFOLDED,
    blank_line,
    rest_line,
    single_line,
)
from copilot_tui.ui.log_question import code_of_question, question_lines
from copilot_tui.ui.partial_item import PartialItem
from copilot_tui.ui.render.line import Span

if TYPE_CHECKING:
    from copilot_tui.replies.events import ReplyGrew
    from copilot_tui.ui.log_setting import ItemSetting
    from copilot_tui.ui.render.pictures import MessagePictures
from copilot_tui.ui.render.line import Line

BEGINNING = "▴ What comes before is still being drawn …"

_LINES_AROUND = 3
"""The header, the blank line after a message and one to spare, for estimated heights."""


class LogItem(PartialItem):
    """A message and its lines, which are made when they are first looked at.

    Args:
        message: the message; it may still be streaming.
        setting: what it is drawn for; shared by all items.

    Attributes:
        id: row id of the message.
        role: who speaks in it.
        first_changed: the first line that the last growth has changed.
        is_last: whether no message follows.
        revision: changes whenever any of its lines does.
    """

    def __init__(self, message: Message, setting: ItemSetting) -> None:
        super().__init__()
        self.id = message.id
        self.role = message.role
        self.first_changed = 0
        self.is_last = True
        self.revision = 0
        self._growing = GrowingMessage(message)
        self._setting = setting
        self._version = -1
        self._lines: list[Line] = []
        self._begins_late = False
        self._body_end = 0
        self._folds: dict[int, Fold] = {}
        self._reasoning_open = False
        self._folded: bool | None = None  # Where that goes by the length of the text.
        self._is_folded = False
        self._estimate = (0, 0, 0)

    @property
    def message(self) -> Message:
        """The message with all of its text so far."""
        return self._growing.whole()

    @property
    def height(self) -> int:
        """How many lines it has: exact once they were made, else an estimate."""
        if self._is_drawn:
            return len(self._lines)
        content, width = self.message.content, self._setting.width
        if self._estimate[:2] != (len(content), width):
            lines = content.count("\n") + len(content) // width
            if self.role is Role.USER and lines > LONGEST_UNFOLDED:
                lines = FOLDED_LINES
            self._estimate = len(content), width, lines + _LINES_AROUND
        return self._estimate[2]

    def lines(self) -> list[Line]:
        """All of its lines, the last one mostly blank; see `gap`."""
        if not self._is_drawn:
            self._version = self._setting.version
            self._draw()
        return self._lines

    @property
    def gap(self) -> int:
        """How many blank lines end it."""
        return int(not (self._setting.compact and self.role is Role.USER))

    def is_gap(self, number: int) -> bool:
        """Whether this line is a blank one after the message."""
        return number >= len(self._lines) - self.gap

    @property
    def body(self) -> range:
        """Those of its lines that show its content."""
        return range(self._head_count, self._body_end)

    def renew(self) -> None:
        """Have it drawn anew when it next comes into view."""
        self._version = -1

    def fold_at(self, number: int) -> Fold | None:
        """What this line folds and unfolds when it is clicked."""
        return self._folds.get(number)

    def toggle(self, fold: Fold | None = None) -> None:
        """Fold or unfold.

        Args:
            fold: what; without it the reasoning if there is any, else the text.
        """
        self.lines()
        if fold is Fold.REASONING or (fold is None and self.message.reasoning):
            self._reasoning_open = not self._reasoning_open
        else:
            self._folded = not self._is_folded
        self.renew()

    def unfold_text(self) -> None:
        """Show the whole text."""
        self.lines()
        if self._is_folded:
            self._folded = False
            self.renew()

    def code_blocks(self) -> list[CodeLines]:
        """Its blocks of code with their lines; the text is unfolded for it."""
        self.unfold_text()
        self.lines()
        if self._answer is None:
            blocks = code_of_question(self.message.content, self._setting, self._pictures)
        else:
            blocks = self._answer.code_blocks()
        head = self._head_count
        return [CodeLines(block, head + first, head + end) for block, first, end in blocks]

    def grow(self, event: ReplyGrew, *, hold: bool = False) -> bool:
        """Take in what is new of a running reply. False when nothing of it was.

        Args:
            event: what is new.
            hold: whether somebody reads further up, so that what is drawn is to stay.
        """
        had_content = self._growing.has_content
        content, reasoning = self._growing.grow(event)
        if not content and not reasoning:
            return False
        if not self._is_drawn:
            return True
        if self._answer is None or not had_content or (not content and not self.is_held):
            # The reasoning is open until the answer begins, and then folded.
            self._draw()
            self.first_changed = 0
        else:
            self._answer.append(content, lambda: self._before(content), hold=hold)
            self._put_answer()
        return True

    def _before(self, content: str) -> str:
        return self.message.content.removesuffix(content)

    def set_last(self, *, is_last: bool) -> None:
        """Another message has come after this one, or what came after it is gone."""
        if self.is_last == is_last:
            return
        self.is_last = is_last
        if self._answer is not None and self._is_drawn:
            self._put_foot()

    def settle(self, message: Message) -> None:
        """Take the reply as it has ended, or as it has become elsewhere."""
        before, self._growing = self.message, GrowingMessage(message)
        grown = (before.content, before.reasoning) == (message.content, message.reasoning)
        streamed = before.status is Status.STREAMING and bool(message.content)
        if self._answer is None or not (grown and streamed and self._is_drawn):
            self.renew()
            return
        self._lines[0] = header_line(message, self._setting)
        self._answer.finish()
        self._put_answer()

    def renew_header(self) -> None:
        """Have the line above it drawn anew."""
        if self._is_drawn:
            self._lines[0] = header_line(self.message, self._setting)
            self.revision += 1

    @property
    def _is_drawn(self) -> bool:
        return self._version == self._setting.version

    @property
    def _pictures(self) -> MessagePictures | None:
        """What is known of the pictures in it."""
        has_any = "![" in self.message.content
        return self._setting.pictures_of(self.id) if has_any else None

    def _draw(self) -> None:
        self._folds = {}
        self._lines = [header_line(self.message, self._setting)]
        if self.role is Role.USER:
            self._draw_question()
            return
        if reasoning := reasoning_lines(self.message, self._setting, unfolded=self._reasoning_open):
            self._folds[len(self._lines)] = Fold.REASONING
            self._lines += reasoning
        self._head_count, self._begins_late = len(self._lines), False
        content, palette = self.message.content, self._setting.style.palette
        self._answer = Answer(content, self._setting.width, palette, self._pictures)
        if self._growing.begun.status is not Status.STREAMING:
            self._answer.finish()
        self._put_answer()

    def _mark_beginning(self, answer: Answer) -> None:
        """Say above the answer whether there is more of it."""
        if self._begins_late == answer.begins_late:
            return
        self._begins_late = answer.begins_late
        if self._begins_late:
            line = single_line([Span(BEGINNING, self._setting.style.muted)], self._setting.width)
            self._lines[self._head_count :] = [line]
            self._head_count += 1
        else:
            self._head_count -= 1

    def _draw_question(self) -> None:
        drawn = question_lines(
            self.message.content, self._setting, folded=self._folded, pictures=self._pictures
        )
        self._is_folded = drawn.is_folded
        self._answer = None
        self._head_count = len(self._lines)
        self._lines += drawn.lines
        self._body_end = len(self._lines) - drawn.is_long
        if drawn.is_long:
            self._folds[self._body_end] = Fold.TEXT
        self._lines += [blank_line()] * self.gap
        self.revision += 1

    def _put_answer(self) -> None:
        """Put the lines of the answer after the head, keeping those that did not change."""
        assert self._answer is not None
        first = self._answer.update()
        if first is None:
            self.first_changed = self._body_end
            self._put_foot()
            return
        self._mark_beginning(self._answer)
        if self._folded:
            first = 0
        lines = self._answer.lines(first)
        self._is_folded = bool(self._folded) and len(lines) > FOLDED_LINES + 1
        if self._is_folded:
            rest = len(lines) - FOLDED_LINES
            hint = rest_line(rest, self._setting.style.muted, self._setting.width)
            lines = [*lines[:FOLDED_LINES], hint]
            self._folds[self._head_count + FOLDED_LINES] = Fold.TEXT
        self.first_changed = self._head_count + first
        del self._lines[self.first_changed :]
        self._lines += lines
        self._body_end = len(self._lines) - self._is_folded
        self._put_foot()

    def _put_foot(self) -> None:
        """Put what is to be said of its end after the answer."""
        del self._lines[self._body_end + self._is_folded :]
        self._lines += foot_lines(self._growing.begun, self._setting, is_last=self.is_last)
        self._lines += [blank_line()] * self.gap
        self.revision += 1
