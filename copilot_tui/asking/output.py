"""Writing to whoever reads slowly, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.asking.outlet import Put
    from copilot_tui.plain.interrupts import Interrupts


class Output:
    """Standard output, until a write to it is broken off or fails; nothing follows that.

    Args:
        put: writes a text at once, however long that takes.
        interrupts: let in while it does.
    """

    def __init__(self, put: Put, interrupts: Interrupts) -> None:
        self._write = put
        self._interrupts = interrupts
        self._is_gone = False

    def put(self, text: str) -> None:
        """Write a text.

        Raises:
            KeyboardInterrupt: ctrl+c was pressed, as with the others below.
            Terminated: the program is to end.
            BrokenPipeError: nobody reads any more.
            OutputFailed: it cannot be written.
        """
        if self._is_gone:
            return
        with self._interrupts.let_in():
            self._is_gone = True
            self._write(text)
            self._is_gone = False
