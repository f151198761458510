"""A web page as the terminal, at the other end of the pipes of `copilot_tui.serving`."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import threading
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import Final, Protocol, runtime_checkable

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver
from textual.geometry import Size

from copilot_tui.terminal import modes
from copilot_tui.terminal.output import TerminalOutput
from copilot_tui.ui.conversation_pane import ConversationPane
from copilot_tui.ui.paste_guard import PasteGuard

PRELUDE: Final = b"__GANGLION__\n"
"""Tells the server that packets follow (textual-serve 1.1.3, `AppService.run`)."""

LEAVING_SECONDS: Final = 1.0
"""How long the page may take what is still to be shown at the end."""

_READ_BYTES: Final = 65_536
_TICK_SECONDS: Final = 0.1
"""How often it is looked whether an escape was the key of that name, as Textual does."""

_LONGEST_SEQUENCE: Final = 1_000
_TITLE: Final = re.compile("\x1b\\]2;([^\x07]*)\x07")


@runtime_checkable
class Paged(Protocol):
    """What the driver needs of the app."""

    def ask_to_quit(self) -> None:
        """Quit soon. Called on any thread."""

    def terminal_is_behind(self, behind: bool) -> None:
        """Draw nothing while the page does not take what was drawn."""

    def draw_again(self) -> None:
        """Draw the whole screen."""

    def keyboard_failed(self, error: Exception) -> None:
        """End: no more keys will come. Called on the thread that reads them."""


class PageDriver(WebDriver):
    """Textual's `WebDriver` (8.2.8), made to wait for nothing and to outlive its page.

    That one stood still with a page that took nothing, took escapes in pasted text for keys,
    ended without keeping what was under way, and drew into one page only.

    Attributes:
        greeting: what else is written when a page comes.
        farewell: not used; a page has nothing to be given back.
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
        assert isinstance(app, Paged)
        self._paged: Paged = app
        self.greeting = ""
        self.farewell = ""
        self._output: TerminalOutput | None = None
        self._loop_thread = threading.get_ident()
        self._keys = threading.Thread(target=self._read_input, name="keys", daemon=True)

    def write(self, data: str) -> None:
        """Draw, or do what the sequence says; a title becomes that of the page."""
        if len(data) < _LONGEST_SEQUENCE and (title := _TITLE.search(data)):
            self.write_meta({"type": "title", "title": title[1]})
        self._send(b"D", data.encode("utf-8", "replace"))

    def write_meta(self, data: dict[str, object]) -> None:
        """Tell the server something."""
        self._send(b"M", json.dumps(data).encode())

    def _send(self, kind: bytes, payload: bytes) -> None:
        if threading.get_ident() != self._loop_thread:
            self._loop.call_soon_threadsafe(self._send, kind, payload)
        elif self._output is not None:
            self._output.write_bytes(kind + len(payload).to_bytes(4, "big") + payload)

    def start_application_mode(self) -> None:
        """Begin to draw."""
        self._output = TerminalOutput(self.fileno, self._loop, self._paged.terminal_is_behind)
        self._output.write_bytes(PRELUDE)
        self._greet(*(self._size or (80, 24)))
        self._keys.start()

    def _greet(self, columns: int, rows: int) -> None:
        """Put a page that is new into the modes of the app, and draw for its size."""
        self.write(modes.entering(mouse=self._mouse, kitty=False))
        self.write(self.greeting)
        self._resize(columns, rows)

    def _resize(self, columns: int, rows: int) -> None:
        self._size = (columns, rows)
        size = Size(columns, rows)
        self._app.post_message(events.Resize(size, size))

    def disable_input(self) -> None:
        """Read no more keys."""
        self.exit_event.set()
        if self._keys.is_alive():
            self._keys.join()

    def stop_application_mode(self) -> None:
        """Tell the server that this was all."""
        output = self._output
        if output is None:
            return
        self.write_meta({"type": "exit"})
        output.finish(LEAVING_SECONDS)
        self.disable_input()
        self._output = None
        output.close()

    def _read_input(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._paged.keyboard_failed(error)

    def run_input_thread(self) -> None:
        """Read keys and what the server says, and quit when the server is gone."""
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        packets, parser, guard = ByteStream(), XTermParser(self._debug), PasteGuard()
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            if select.select([descriptor], [], [], _TICK_SECONDS)[0]:
                data = os.read(descriptor, _READ_BYTES)
                if not data:
                    self._paged.ask_to_quit()
                    return
                for kind, payload in packets.feed(data):
                    if kind == "M":
                        self._on_meta(kind, payload)
                    # To the parser, an empty text is the end of all input.
                    elif text := guard.pass_on(decode(payload)):
                        for message in parser.feed(text):
                            self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Do what the server says."""
        match packet_type, payload.get("width"), payload.get("height"):
            case "quit", _, _:
                self._paged.ask_to_quit()
            case "attach", int(columns), int(rows):
                self._loop.call_soon_threadsafe(self._attach, columns, rows)
            case "detach", _, _:
                self._loop.call_soon_threadsafe(self._detach)
            case "resize", int(columns), int(rows):
                self._loop.call_soon_threadsafe(self._resize, columns, rows)
            case "focus" | "blur" | "deliver_chunk_request", _, _:
                super().on_meta(packet_type, payload)

    def _detach(self) -> None:
        """Say which conversation is open, for the page that may come back when this has ended."""
        with suppress(NoMatches, ScreenStackError):
            pane = self._app.screen_stack[0].query_one(ConversationPane)
            if pane.conversation is not None:
                self.write_meta({"type": "conversation", "id": pane.conversation.id})

    def _attach(self, columns: int, rows: int) -> None:
        """Draw into another page; the one before was reloaded."""
        with suppress(RuntimeError):  # It is ending.
            self._greet(columns, rows)
            self._paged.draw_again()
