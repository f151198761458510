"""Documents as Markdown, converted by markitdown in a process of its own.

A hostile document can make a converter hang or take all memory. So it works in a child
with limits, which is given the bytes and nothing else.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from copilot_tui.aside import aside
from copilot_tui.errors import FileRefused
from copilot_tui.extras import how_to_add
from copilot_tui.files.document_child import CONVERTERS
from copilot_tui.files.file_size import file_size
from copilot_tui.files.reading import UNCHANGED, read_bytes
from copilot_tui.files.text_file import MOST_BYTES, TextFile
from copilot_tui.text import clean, one_line

if TYPE_CHECKING:
    from asyncio.subprocess import Process

MOST_DOCUMENT_BYTES = 50_000_000
SECONDS = 60.0
"""A PDF of 300 pages takes 20 s."""

_CONVERTER = '"markitdown[docx,pdf,pptx,xlsx]"'
_CHILD = "copilot_tui.files.document_child"


def is_document(name: str) -> bool:
    """Whether a file with this name is a document that can become Markdown."""
    return PurePath(name.lower()).suffix in CONVERTERS


def can_convert() -> bool:
    """Whether the converter is installed."""
    return find_spec("markitdown") is not None


async def converted(
    path: Path, name: str, *, inside: Path | None = None, seconds: float = SECONDS
) -> TextFile:
    """Read a document as Markdown.

    Args:
        path: where it is.
        name: what to call it.
        inside: the folder it must lie in, links followed; None where it may be anywhere.
        seconds: how long the conversion may take.

    Raises:
        FileRefused: it cannot be read or converted, or there is no converter.
    """
    name = one_line(name)
    if not can_convert():
        raise FileRefused(
            f"To read {name}, a converter is needed, which is not here.",
            f"Add it with: {how_to_add(_CONVERTER, 'documents')}",
        )
    data = await aside(lambda: read_bytes(path, name, inside=inside, most=MOST_DOCUMENT_BYTES))
    suffix = PurePath(name.lower()).suffix
    output = (await _markdown(data, suffix, name, seconds)).decode("utf-8", "replace")
    # Between two pages of a PDF stands a form feed.
    text = clean(output.replace("\f", "\n")).strip("\n")
    if not text.strip():
        raise FileRefused(f"There is no text in {name}.", "A scan can be attached as a picture.")
    return TextFile(name, text, len(text.encode()), "utf-8", "markdown")


async def _markdown(data: bytes, suffix: str, name: str, seconds: float) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _CHILD, suffix),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        # Neither keys nor proxies are any of its business.
        env={"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        async with asyncio.timeout(seconds):
            output = await _output(process, data)
            code = await process.wait()
    except TimeoutError:
        raise FileRefused(f"{name} took too long to read.", UNCHANGED) from None
    finally:
        if process.returncode is None:
            await _kill(process)
            await process.wait()
    if len(output) > MOST_BYTES:
        limit = file_size(MOST_BYTES)
        raise FileRefused(
            f"The text of {name} is longer than {limit}, too much for a message.",
            "Insert a part of it.",
        )
    if code:
        raise FileRefused(f"{name} cannot be read; it may be damaged.", UNCHANGED)
    return output


async def _output(process: Process, data: bytes) -> bytes:
    """What the child writes, up to one byte more than is taken."""
    assert process.stdin is not None
    assert process.stdout is not None
    feeding = asyncio.ensure_future(_feed(process.stdin, data))
    try:
        output = bytearray()
        while len(output) <= MOST_BYTES and (piece := await process.stdout.read(65_536)):
            output += piece
    finally:
        feeding.cancel()
    if len(output) > MOST_BYTES:
        await _kill(process)
    return bytes(output)


async def _kill(process: Process) -> None:
    """End it, and take what it has written: its end is seen only when its pipe is empty."""
    assert process.stdout is not None
    process.kill()
    while await process.stdout.read(65_536):
        pass


async def _feed(stdin: asyncio.StreamWriter, data: bytes) -> None:
    try:
        stdin.write(data)
        await stdin.drain()
    except OSError:
        return  # It ended early, and its exit code says why.
    finally:
        stdin.close()
