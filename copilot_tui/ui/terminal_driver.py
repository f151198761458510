"""A terminal that may be closed at any moment, and may send anything."""

from __future__ import annotations

import os
import select
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import Final, TextIO

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from copilot_tui.ui.paste_guard import PasteGuard

_READ_BYTES: Final = 65_536
_TICK_SECONDS: Final = 0.1
"""How often it is looked whether an escape was the key of that name, as Textual does."""


class SturdyDriver(LinuxDriver):
    """Goes on, drawing nothing, when the terminal is gone, and keeps pasted text text.

    Textual 8.2.8 writes in a thread that ends at the first error, and the app then waits
    for ever for room in that thread's queue: a closed terminal left the program running.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = ForgivingFile(self._file)  # type: ignore[assignment]

    def run_input_thread(self) -> None:
        """Read keys until the app lets go of the terminal, and quit when the terminal is gone.

        Instead of Textual's own (8.2.8), which takes escapes in pasted text for keys, and
        ends the app with a traceback at a byte that is no UTF-8.
        """
        parser, guard = XTermParser(self._debug), PasteGuard()
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _TICK_SECONDS)[0]:
                data = self._read()
                if not data:
                    self._app.call_later(self._app.action_quit)
                    return
                # To the parser, an empty text is the end of all input.
                if text := guard.pass_on(decode(data)):
                    self._process(parser.feed(text))
            self._process(parser.tick())

    def _read(self) -> bytes:
        """What has been typed; nothing when the terminal is gone."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except OSError:  # Linux reports the end of a terminal as EIO.
            return b""

    def _process(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)


class ForgivingFile:
    """A terminal's output to which nothing is written once it is gone.

    Args:
        file: the output.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write, or do not."""
        try:
            return self._file.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        """Flush, or do not."""
        try:
            self._file.flush()
        except OSError:
            return

    def fileno(self) -> int:
        """The descriptor of the output."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether the output is a terminal."""
        return self._file.isatty()
