"""What stands around an answer: the reasoning before it, and how it ended below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.errors import TRY_AGAIN
from copilot_tui.ui.log_plain import blank_line, plain_lines, single_line
from copilot_tui.ui.render.line import Line, Span, lines_from
from copilot_tui.ui.render.wrap import wrap

if TYPE_CHECKING:
    from copilot_tui.ui.log_setting import ItemSetting

EMPTY = "The answer is empty."
THINKING_SHOWN = 1_500
"""Characters of the reasoning that are seen while it comes in: its end."""

_WAYS_HERE = (" leads here from the prompt", " leads here")
"""What tab does, the first that there is room for."""

_ENDINGS = {Status.STOPPED: "stopped", Status.INTERRUPTED: "interrupted", Status.FAILED: "failed"}


def reasoning_lines(message: Message, setting: ItemSetting, *, unfolded: bool) -> list[Line]:
    """Draw the reasoning of a reply: open while it comes in, then as `unfolded` says."""
    if not message.reasoning:
        return []
    muted = setting.style.muted
    thinking = message.status is Status.STREAMING and not message.content
    is_open = thinking or unfolded
    words = len(message.reasoning.split())
    label = "Thinking …" if thinking else f"Thought in {words} words"
    lines = [single_line([Span(f"{'▾' if is_open else '▸'} {label}", muted)], setting.width)]
    if is_open:
        shown = message.reasoning.strip("\n")
        if thinking and len(shown) > THINKING_SHOWN:
            # It is wrapped anew at each frame; the whole of it is seen when unfolded.
            shown = f"… {shown[-THINKING_SHOWN:]}"
        lines += plain_lines(shown, muted + Style(italic=True), setting.width)
    elif setting.compact:
        return lines
    return [*lines, blank_line()]


def foot_lines(message: Message, setting: ItemSetting, *, is_last: bool) -> list[Line]:
    """Draw what is to be said of how a reply ended; nothing while it goes on.

    Args:
        message: the reply.
        setting: what it is drawn for.
        is_last: whether it can be asked for again with a single key.
    """
    style, width = setting.style, setting.width
    if message.status is Status.STREAMING:
        return []
    lead = [blank_line()] if message.content else []
    if message.status is Status.COMPLETE:
        notes = [message.error] if message.error else []
        if not message.content:
            notes.insert(0, EMPTY)
        return [line for note in notes for line in (*lead, *plain_lines(note, style.muted, width))]
    ending = _ENDINGS[message.status]
    can_go_on = bool(message.content.strip())
    if message.status is Status.STOPPED:
        lines = [*lead, *plain_lines(f"■ {ending}", style.muted, width)]
        return [*lines, *_retry_hint(setting, can_go_on=can_go_on)] if is_last else lines
    what, _, rest = message.error.partition("\n")
    lines = [*lead, *plain_lines(f"■ {ending}: {what}", style.error, width)]
    if rest := rest.removesuffix(TRY_AGAIN).rstrip("\n"):
        lines += plain_lines(rest, style.muted, width)
    return [*lines, *_retry_hint(setting, can_go_on=can_go_on)] if is_last else lines


def _retry_hint(setting: ItemSetting, *, can_go_on: bool) -> list[Line]:
    """The keys that go on or try again, under the last message only: the others have been left.

    How they are reached from the prompt is said in as many words as there is room for.
    """
    style, width = setting.style, setting.width
    go_on = [Span("m", style.key), Span(" goes on, ", style.muted)] if can_go_on else []
    keys = [*go_on, Span("r", style.key), Span(" tries again", style.muted)]
    room = width - sum(len(span.text) for span in keys)
    for way in _WAYS_HERE:
        if len(f" (tab{way})") <= room:
            keys += [Span(" (", style.muted), Span("tab", style.key), Span(f"{way})", style.muted)]
            break
    return lines_from(wrap(keys, width), width)
