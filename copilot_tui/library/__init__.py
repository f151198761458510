"""The conversations as the interface needs them, one short call for each thing it does."""

from copilot_tui.library.library import Library
from copilot_tui.library.opened import Opened
from copilot_tui.library.sent import Sent
from copilot_tui.library.titles import Titles
from copilot_tui.store.entry import Entry
from copilot_tui.store.queue import Queued
from copilot_tui.store.removal import Removed
from copilot_tui.store.search import Hit

__all__ = ["Entry", "Hit", "Library", "Opened", "Queued", "Removed", "Sent", "Titles"]
