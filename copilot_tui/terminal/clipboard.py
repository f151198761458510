"""Copying that works: to the clipboard by whatever way there is, or else to a file."""

from __future__ import annotations

import asyncio
import base64
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path

from copilot_tui.errors import CopyFailed
from copilot_tui.paths import shown_path
from copilot_tui.terminal.clipboard_tools import clipboard_tools, is_remote
from copilot_tui.terminal.command import TIME_LIMIT, run
from copilot_tui.terminal.multiplexer import in_tmux, pass_through
from copilot_tui.terminal.tmux import client_environment, load_buffer, reaches_clipboard
from copilot_tui.terminal.web_page import in_web_page
from copilot_tui.text import clean, elide, one_line

LONGEST_SEQUENCE = 100_000
"""Bytes of an OSC 52 sequence. hterm takes no more (`OSC_52_MAX_SEQUENCE` in its osc52.sh),
others take more, and none tells when it has dropped one."""

LONGEST_SEQUENCE_OF_A_PAGE = 10_000_000
"""Characters that xterm.js takes in one sequence (`PAYLOAD_LIMIT` in its parser)."""

TERMS_WITHOUT_CLIPBOARD = frozenset({"linux", "dumb"})


class CopyMethod(StrEnum):
    """The kind of way that a copied text went."""

    NATIVE = "native"
    TMUX = "tmux"
    TERMINAL = "terminal"
    PAGE = "page"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a copied text went.

    Attributes:
        method: the kind of way.
        words: the way itself, to follow "Copied 3 lines", such as "with wl-copy".
    """

    method: CopyMethod
    words: str

    def sentence(self, text: str) -> str:
        """Say what was copied, and which way it went."""
        lines = text.removesuffix("\n").count("\n") + 1
        what = f"{lines:,} lines" if lines > 1 else f"“{elide(one_line(text), 40)}”"
        return f"Copied {what} {self.words}."


class Clipboard:
    """The user's clipboard.

    Tried in turn are: a program of the desktop, tmux, the terminal (OSC 52), and a file.
    Over SSH the programs come after the terminal, for theirs is a clipboard of the machine
    at the other end; in a web page they are of no use at all.

    Args:
        environ: the environment of the app.
        write_terminal: writes an escape sequence to the terminal.
        folder: where the file goes.
        platform: as in `sys.platform`.
        time_limit: seconds for each program.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        write_terminal: Callable[[str], None],
        folder: Path,
        platform: str = sys.platform,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        self._environ = environ
        self._write_terminal = write_terminal
        self._folder = folder
        self._platform = platform
        self._time_limit = time_limit

    async def copy(self, text: str) -> Copied:
        """Copy `text`, cleaned.

        Raises:
            CopyFailed: not even a file could be written.
        """
        text = clean(text)
        inside_tmux = in_tmux(self._environ)
        environ = await client_environment(self._environ) if inside_tmux else self._environ
        ways = [self._by_tool, self._by_tmux, self._by_terminal]
        if is_remote(environ):
            ways = [self._by_tmux, self._by_terminal, self._by_tool]
        if in_web_page(environ):
            ways = [self._by_page]
        for way in ways:
            if copied := await way(text, environ):
                return copied
        return await asyncio.to_thread(self._to_file, text)

    async def _by_tool(self, text: str, environ: Mapping[str, str]) -> Copied | None:
        for tool in clipboard_tools(environ, self._platform):
            program = shutil.which(tool.name, path=environ.get("PATH"))
            if program is None:
                continue
            done = await run(
                (program, *tool.arguments),
                {**environ, **tool.variables},
                text.encode(tool.encoding),
                time_limit=self._time_limit,
            )
            if done is not None:
                return Copied(CopyMethod.NATIVE, f"with {tool.name}")
        return None

    async def _by_tmux(self, text: str, environ: Mapping[str, str]) -> Copied | None:
        if not in_tmux(environ) or not await load_buffer(text, environ):
            return None
        if await reaches_clipboard(environ):
            return Copied(CopyMethod.TMUX, "with tmux")
        return Copied(CopyMethod.TMUX, "to tmux's buffer (prefix ] pastes it)")

    async def _by_page(self, text: str, environ: Mapping[str, str]) -> Copied | None:
        del environ
        sequence = _clipboard_sequence(text)
        if len(sequence) > LONGEST_SEQUENCE_OF_A_PAGE:
            return None
        self._write_terminal(sequence)
        return Copied(CopyMethod.PAGE, "in the browser")

    async def _by_terminal(self, text: str, environ: Mapping[str, str]) -> Copied | None:
        sequence = _clipboard_sequence(text)
        too_long = len(sequence) > LONGEST_SEQUENCE
        if too_long or environ.get("TERM", "dumb") in TERMS_WITHOUT_CLIPBOARD:
            return None
        self._write_terminal(pass_through(sequence, environ))
        return Copied(CopyMethod.TERMINAL, "through the terminal (OSC 52)")

    def _to_file(self, text: str) -> Copied:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = _new_file(self._folder)
            file.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CopyFailed(
                f"Nothing was copied: there is no clipboard, and {self._folder} takes no file.",
                "Install wl-clipboard, xclip or xsel, or use a terminal with OSC 52.",
                detail=error.strerror or str(error),
            ) from error
        return Copied(CopyMethod.FILE, f"to {shown_path(file)}")


def _clipboard_sequence(text: str) -> str:
    """What sets the clipboard of a terminal (OSC 52)."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


def _new_file(folder: Path) -> Path:
    """Make an empty file, named for the time, that only its owner can read."""
    name = f"copied-{datetime.now():%Y-%m-%d-%H%M%S}"
    file = folder / f"{name}.md"
    for number in count(2):
        try:
            file.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            file = folder / f"{name}-{number}.md"
        else:
            break
    return file
