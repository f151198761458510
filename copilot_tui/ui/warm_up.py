"""What can wait until there is something to see."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path, PurePath

WINDOWS_CSS: list[PurePath] = [
    Path(__file__).with_name(f"{name}.tcss") for name in ("picker", "dialogs", "statistics")
]
"""Styles of what opens over the chat."""

_MODULES = (
    "copilot_tui.store.store",
    "copilot_tui.ui.log_item",
    "copilot_tui.api.catalog",
    "copilot_tui.api.wire",
    "copilot_tui.replies.seen_through",
    "copilot_tui.ui.log_code",
    "copilot_tui.ui.completion",
    "copilot_tui.ui.picture_gallery",
)
"""What the first conversation that is opened and the first question need."""


_YOUNG_OBJECTS = 10_000
"""How many new objects let the garbage collector look at the young ones. With Python's 700
it came round to all of them ten times a minute while one went through 100,000 titles, and
held up a key by up to 60 ms each time (measured, Python 3.11)."""


def load_rest() -> None:
    """Load what the first paint does without; to be called on a thread of its own.

    Where the program has held the garbage collector back for its start, it is let go, and
    need not look at what stays until the end.
    """
    for module in _MODULES:
        import_module(module)
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(_YOUNG_OBJECTS)
        gc.enable()
