"""Keys that work in the order in which they were typed.

Textual (8.2.8) runs a binding, and be it that of backspace, only when its key has bubbled up
to the app. By then the characters typed after it already stand in the text, and a key that
moves the focus may have done so: the binding would be looked up where the focus is now.
"""

from __future__ import annotations

from textual import events
from textual.binding import Binding, NoBinding
from textual.dom import DOMNode
from textual.widget import Widget


def has_ctrl(event: events.Key) -> bool:
    """Whether ctrl is held, with whatever else: such a key is never meant to write.

    Some terminals tell a character along with it, which Textual (8.2.8) would write.
    """
    return "ctrl" in event.key.split("+")[:-1]


def writes(event: events.Key) -> bool:
    """Whether a key writes its character; one with alt is looked up first.

    To Textual (8.2.8) alt+n is printable, since most terminals send the letter after an escape.
    """
    return event.is_printable and not event.key.startswith("alt+") and not has_ctrl(event)


def binding_for(widget: Widget, key: str) -> tuple[DOMNode, Binding] | None:
    """What a key that this widget has got is bound to there, and whose binding it is."""
    active = widget.screen.active_bindings.get(key)
    if active is not None and active.node in (widget, *widget.ancestors):
        return (active.node, active.binding) if active.enabled else None
    if widget.has_focus:
        return None
    try:
        own = widget._bindings.get_bindings_for_key(key)
    except NoBinding:
        return None
    return widget, own[0]


async def run_in_order(widget: Widget, event: events.Key) -> None:
    """Run what a key is bound to here and now, unless it is a character to be written.

    Args:
        widget: that is written in, and has got the key.
        event: the key.
    """
    if writes(event):
        return
    bound = binding_for(widget, event.key)
    if bound is not None and await widget.app.run_action(bound[1].action, bound[0]):
        event.stop()
        event.prevent_default()
    elif has_ctrl(event):
        event.prevent_default()
