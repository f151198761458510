"""Keys for an app in a web page, where the browser keeps some for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from copilot_tui.commands import COMMANDS_BY_ID
from copilot_tui.config.key_map import KeyMap, commands_by_key, default_keys

INSTEAD: Final[Mapping[str, str]] = {
    "conversation.new": "alt+n",
    "sidebar.toggle": "alt+t",
    "app.quit": "alt+q",
}
"""Another key for each command whose own never reaches a page.

Chromium 156 on Linux opens a window or a tab by ctrl+n and ctrl+t, and closes one by ctrl+w,
whatever a page says; Firefox quits by ctrl+q, too. All others of ours arrive (measured).
"""


def with_browser_keys(keys: KeyMap) -> KeyMap:
    """The key map with another key where a browser takes the usual one.

    A command for which the file has decided keeps its keys, and so does a key that has a
    meaning. The usual keys stay, for a page in a window of its own has them all.
    """
    taken = commands_by_key(keys)
    added = {
        name: (key, *default_keys(COMMANDS_BY_ID[name]))
        for name, key in INSTEAD.items()
        if name not in keys.given and key not in taken
    }
    return KeyMap({**keys.given, **added})
