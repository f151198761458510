"""Writing a message in the user's own editor."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.errors import EditorFailed
from copilot_tui.terminal.attributes import keeping_attributes
from copilot_tui.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LONGEST_TEXT = 1_000_000
"""Bytes that are taken back; what is longer is no message."""

_STANDARD_INPUT = 0
_VARIABLES = ("VISUAL", "EDITOR")
_USUAL_EDITORS = ("nano", "vi")
_HOW_TO_SET = "Set VISUAL or EDITOR before starting, such as: export EDITOR=nano"


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The editor to run, without the file.

    Args:
        environ: where `VISUAL`, then `EDITOR` is looked up, both as a shell splits them;
            without them nano or vi is searched for along its `PATH`.

    Raises:
        EditorFailed: a variable cannot be split, or there is no editor.
    """
    for variable in _VARIABLES:
        value = environ.get(variable, "").strip()
        if not value:
            continue
        try:
            return shlex.split(value)
        except ValueError as error:
            raise EditorFailed(
                f"{variable} cannot be read as a command: {one_line(value)}",
                f"Correct {variable} and start again.",
                detail=f"{error}.",
            ) from error
    for name in _USUAL_EDITORS:
        if found := shutil.which(name, path=environ.get("PATH")):
            return [found]
    raise EditorFailed("There is no editor.", _HOW_TO_SET)


async def edit(text: str, environ: Mapping[str, str]) -> str:
    """Let the user write on in the editor, to which the terminal must have been given over.

    The event loop goes on meanwhile, and with it the replies, so that the app must not only
    be suspended but also kept from drawing: Textual 8.2.8 queues what it draws for a thread
    that has ended, and waits for ever when 30 pieces are queued. `App.batch_update` around
    `App.suspend` keeps it from that.

    Nothing that was written there is lost: whenever it does not come back, its file is
    kept and the error names it. That file also stays when the wait is cancelled.

    Args:
        text: what there is so far.
        environ: see `editor_command`; also the editor's environment.

    Returns:
        What came back, cleaned, without the end of its last line.

    Raises:
        EditorFailed: the editor is not there or failed, or left no readable text.
    """
    command = editor_command(environ)
    draft = _Draft(text)
    try:
        status = await _run([*command, str(draft.file)], environ)
    except OSError as error:
        draft.remove()
        raise EditorFailed(
            f"The editor {_name(command)} could not be started.",
            _HOW_TO_SET,
            detail=f"{error.strerror}.",
        ) from error
    if status != 0:
        ending = f"with code {status}" if status > 0 else f"by signal {-status}"
        raise draft.failure(f"The editor {_name(command)} ended {ending}; the prompt is as it was.")
    return draft.take()


class _Draft:
    """A text in a private file of its own.

    Args:
        text: what the file holds at first.
    """

    def __init__(self, text: str) -> None:
        # A text file ends its last line; most editors would add that anyway.
        self._written = f"{text}\n".encode() if text else b""
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="copilot-tui-"))
            self.file = self._folder / "message.md"
            self.file.touch(mode=0o600)
            self.file.write_bytes(self._written)
        except OSError as error:
            raise EditorFailed(
                "The text for the editor could not be written.",
                "See whether the folder for temporary files is full, or set TMPDIR.",
                detail=f"{error}.",
            ) from error

    def take(self) -> str:
        """Read what the editor left, and remove the file.

        Raises:
            EditorFailed: it cannot be read.
        """
        try:
            if self.file.stat().st_size > LONGEST_TEXT:
                raise self.failure("What the editor left is too long for a message.")
            text = self.file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.failure("What the editor left is not UTF-8 text.") from error
        except OSError as error:
            raise self.failure("What the editor left cannot be read.", f"{error}.") from error
        self.remove()
        return clean(text.removesuffix("\n"))

    def failure(self, what: str, detail: str = "") -> EditorFailed:
        """The error that says `what`, and where the text is when it was changed."""
        if self._is_changed():
            return EditorFailed(what, f"What you wrote is kept in {self.file}", detail=detail)
        self.remove()
        return EditorFailed(what, "Try again, or set another EDITOR.", detail=detail)

    def remove(self) -> None:
        """Delete the file, and what the editor has put beside it."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _is_changed(self) -> bool:
        try:
            same_size = self.file.stat().st_size == len(self._written)
            return not same_size or self.file.read_bytes() != self._written
        except FileNotFoundError:
            return False
        except OSError:
            return True


def _name(command: Sequence[str]) -> str:
    return one_line(Path(command[0]).name)


async def _run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the editor in the terminal; its exit status, or minus a signal's number."""
    with keeping_attributes(_STANDARD_INPUT), _interrupts_ignored():
        process = await asyncio.create_subprocess_exec(*command, env=dict(environ))
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                process.send_signal(signal.SIGCONT)  # It may have been stopped.
                await process.wait()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Leave the keys that interrupt and quit to the editor, with which the app shares the terminal.

    A handler, and not SIG_IGN, which the editor would inherit.
    """
    numbers = (signal.SIGINT, signal.SIGQUIT)
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
