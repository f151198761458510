"""The parser of all words after the program's name."""

from __future__ import annotations

import argparse
from typing import NoReturn


class CommandParser(argparse.ArgumentParser):
    """Quotes a wrong word without the escape sequences that may stand in it."""

    def error(self, message: str) -> NoReturn:
        """End the program, saying what is wrong with the words.

        Args:
            message: it may quote what was typed, or pasted from elsewhere.
        """
        from copilot_tui.text import one_line

        super().error(one_line(message))
