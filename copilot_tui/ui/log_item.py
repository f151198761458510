"""One message of the log, as lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.errors import TRY_AGAIN
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.render.line import Line, Row, Span, lines_from
from copilot_tui.ui.render.wrap import wrap
from copilot_tui.ui.reply_body import ReplyBody
from copilot_tui.ui.reply_meter import seconds_taken

NOBODY = "No answer"
EMPTY = "The answer is empty."
THINKING_SHOWN = 1_500
"""Characters of the reasoning that are seen while it comes in: its end."""

_HEADER_LINES = 1
_LINES_AROUND = 3
"""The header, the blank line after a message and one to spare, for estimated heights."""

_ENDINGS = {Status.STOPPED: "stopped", Status.INTERRUPTED: "interrupted", Status.FAILED: "failed"}


class ItemSetting:
    """What all items of a log are drawn for.

    Attributes:
        width: cells of the text.
        style: the styles.
        version: changes whenever everything must be drawn anew.
    """

    def __init__(self, width: int, style: LogStyle) -> None:
        self.width = width
        self.style = style
        self.version = 0

    def renew(self) -> None:
        """Have everything drawn anew when it next comes into view."""
        self.version += 1


class LogItem:
    """A message and its lines, which are made when they are first looked at.

    Args:
        message: the message; it may still be streaming.
        setting: what it is drawn for; shared by all items.

    Attributes:
        first_changed: the first line that the last growth has changed.
        is_last: whether no message follows.
    """

    def __init__(self, message: Message, setting: ItemSetting) -> None:
        self.message = message
        self.first_changed = 0
        self.is_last = True
        self._setting = setting
        self._version = -1
        self._lines: list[Line] = []
        self._head_count = 0
        self._body: ReplyBody | None = None
        self._unfolded = False
        self._estimate = (0, 0, 0)

    @property
    def height(self) -> int:
        """How many lines it has: exact once they were made, else an estimate."""
        if self._version == self._setting.version:
            return len(self._lines)
        content, width = self.message.content, self._setting.width
        if self._estimate[:2] != (len(content), width):
            lines = content.count("\n") + len(content) // width + _LINES_AROUND
            self._estimate = len(content), width, lines
        return self._estimate[2]

    def lines(self) -> list[Line]:
        """All of its lines, the last one blank."""
        if self._version != self._setting.version:
            self._version = self._setting.version
            self._draw()
        return self._lines

    def is_gap(self, number: int) -> bool:
        """Whether this line is the blank one after the message."""
        return number == len(self._lines) - 1

    def folds_at(self, number: int) -> bool:
        """Whether this line folds and unfolds the reasoning."""
        return bool(self.message.reasoning) and number == _HEADER_LINES

    def toggle_reasoning(self) -> None:
        """Show the reasoning, or only that there is some."""
        self._unfolded = not self._unfolded
        self._version = -1

    def grow(self, event: ReplyGrew) -> bool:
        """Take in what is new of a running reply. False when nothing of it was."""
        message = self.message
        content = event.content[max(0, len(message.content) - event.content_start) :]
        reasoning = event.reasoning[max(0, len(message.reasoning) - event.reasoning_start) :]
        if not content and not reasoning:
            return False
        self.message = replace(
            message,
            content=message.content + content,
            reasoning=message.reasoning + reasoning,
        )
        if self._version != self._setting.version:
            return True
        if self._body is None or not content or not message.content:
            # The reasoning is open until the answer begins, and then folded.
            self._draw()
            self.first_changed = 0
        else:
            self._body.append(content)
            self._put_body()
        return True

    def be_followed(self) -> None:
        """Another message has come after this one."""
        if self.is_last:
            self.is_last = False
            self._version = -1

    def settle(self, message: Message) -> None:
        """Take the reply as it has ended."""
        self.message = message
        self._version = -1

    def _draw(self) -> None:
        self._lines = [self._header()]
        if self.message.role is Role.USER:
            self._body = None
            self._lines += self._plain(self.message.content, self._setting.style.user)
            self._lines.append(_blank())
            return
        self._lines += self._reasoning()
        self._head_count = len(self._lines)
        self._body = ReplyBody(self._setting.width, self._setting.style.palette)
        self._body.append(self.message.content)
        if self.message.status is not Status.STREAMING:
            self._body.finish()
        self._put_body()

    def _put_body(self) -> None:
        """Put the lines of the answer after the head, keeping those that did not change."""
        assert self._body is not None
        first = self._body.update()
        self.first_changed = self._head_count + first
        del self._lines[self.first_changed :]
        self._lines += self._body.lines[first:]
        self._lines += self._foot()
        self._lines.append(_blank())

    def _header(self) -> Line:
        message = self.message
        style = self._setting.style
        is_user = message.role is Role.USER
        name = "You" if is_user else message.provider or message.model or message.profile or NOBODY
        right = _moment(message.created)
        if not is_user and message.status is Status.STREAMING and not message.content:
            right = "…"
        elif not is_user and (taken := seconds_taken(message)):
            right = f"{right} · {taken}"
        room = max(0, self._setting.width - cell_len(right) - 1)
        left = set_cell_size(name, room)
        ground = style.user if is_user else style.base
        muted = Style(color=style.muted.color, dim=style.muted.dim) + Style(bgcolor=ground.bgcolor)
        spans = [
            Span(left, style.user_name if is_user else style.reply_name),
            Span(" ", ground),
            Span(right, muted),
        ]
        return _single(spans, self._setting.width)

    def _reasoning(self) -> list[Line]:
        message = self.message
        if not message.reasoning:
            return []
        muted = self._setting.style.muted
        thinking = message.status is Status.STREAMING and not message.content
        open_ = thinking or self._unfolded
        words = len(message.reasoning.split())
        label = "Thinking …" if thinking else f"Thought in {words} words"
        lines = [_single([Span(f"{'▾' if open_ else '▸'} {label}", muted)], self._setting.width)]
        if open_:
            shown = message.reasoning.strip("\n")
            if thinking and len(shown) > THINKING_SHOWN:
                # It is wrapped anew at each frame; the whole of it is seen when unfolded.
                shown = f"… {shown[-THINKING_SHOWN:]}"
            lines += self._plain(shown, muted + Style(italic=True))
        return [*lines, _blank()]

    def _foot(self) -> list[Line]:
        """What is to be said of how the reply ended."""
        message, style = self.message, self._setting.style
        if message.status is Status.STREAMING:
            return []
        lead = [_blank()] if message.content else []
        if message.status is Status.COMPLETE:
            notes = [message.error] if message.error else []
            if not message.content:
                notes.insert(0, EMPTY)
            return [line for note in notes for line in (*lead, *self._plain(note, style.muted))]
        ending = _ENDINGS[message.status]
        if message.status is Status.STOPPED:
            return [*lead, *self._plain(f"■ {ending}", style.muted)]
        what, _, rest = message.error.partition("\n")
        lines = [*lead, *self._plain(f"■ {ending}: {what}", style.error)]
        if rest := rest.removesuffix(TRY_AGAIN).rstrip("\n"):
            lines += self._plain(rest, style.muted)
        return [*lines, *self._retry_hint()]

    def _retry_hint(self) -> list[Line]:
        """The key that tries again, under the last message only: the others have been left."""
        if not self.is_last:
            return []
        style = self._setting.style
        again = [
            Span("r", style.key),
            Span(" tries again (", style.muted),
            Span("tab", style.key),
            Span(" leads here from the prompt)", style.muted),
        ]
        return [_single(again, self._setting.width)]

    def _plain(self, text: str, style: Style) -> list[Line]:
        """Text that is no Markdown: its own line ends are kept."""
        rows: list[Row] = []
        for line in text.expandtabs(4).split("\n"):
            rows += wrap([Span(line, style)], self._setting.width)
        return lines_from(rows, self._setting.width)


def _single(spans: list[Span], width: int) -> Line:
    return lines_from([Row(spans)], width)[0]


def _blank() -> Line:
    return lines_from([Row([])], 1)[0]


def _moment(created: float) -> str:
    """The time of day, with the date before it unless it is today."""
    moment = datetime.fromtimestamp(created)
    today = datetime.now().date()
    if moment.date() == today:
        return f"{moment:%H:%M}"
    if moment.year == today.year:
        return f"{moment.day} {moment:%b %H:%M}"
    return f"{moment:%Y-%m-%d %H:%M}"
