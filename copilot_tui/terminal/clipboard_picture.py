"""Reading the picture that another program has put into the clipboard."""

from __future__ import annotations

import binascii
import shutil
import sys
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from copilot_tui.terminal.clipboard_tools import is_remote
from copilot_tui.terminal.command import run

SECONDS = 1.0
"""A desktop that does not answer holds up what is typed for so long."""

_POWERSHELL = (
    "Add-Type -AssemblyName System.Windows.Forms;"
    "$i=[System.Windows.Forms.Clipboard]::GetImage();"
    "if(-not $i){exit 1};"
    "$m=New-Object System.IO.MemoryStream;"
    "$i.Save($m,[System.Drawing.Imaging.ImageFormat]::Png);"
    "[Convert]::ToBase64String($m.ToArray())"
)
_POWERSHELL_SECONDS = 5.0
"""It takes a second or two to start."""


@dataclass(frozen=True, slots=True)
class PictureTool:
    """A program that writes the picture of the clipboard to its standard output.

    Attributes:
        name: of the program.
        arguments: that make it do so; it fails where there is no picture.
        in_base64: whether it writes text, as a PowerShell pipe breaks bytes.
        seconds: that it may take.
    """

    name: str
    arguments: tuple[str, ...]
    in_base64: bool = False
    seconds: float = SECONDS


def picture_tools(environ: Mapping[str, str], platform: str) -> tuple[PictureTool, ...]:
    """The programs that could reach the user's clipboard, best first.

    Args:
        environ: tells of display servers, of WSL and of SSH. For a remote user only a
            forwarded X display counts, whose name begins with a host (X(7)).
        platform: as in `sys.platform`.
    """
    display = environ.get("DISPLAY", "")
    x_tool = PictureTool("xclip", ("-selection", "clipboard", "-target", "image/png", "-out"))
    if is_remote(environ):
        return (x_tool,) if display and not display.startswith(":") else ()
    if platform == "darwin":
        return (PictureTool("pngpaste", ("-",)),)
    windows = platform == "win32" or bool(environ.get("WSL_DISTRO_NAME"))
    powershell = PictureTool(
        "powershell.exe",
        ("-NoProfile", "-STA", "-Command", _POWERSHELL),
        in_base64=True,
        seconds=_POWERSHELL_SECONDS,
    )
    return (
        *((powershell,) if windows else ()),
        *(
            (PictureTool("wl-paste", ("--no-newline", "--type", "image/png")),)
            if environ.get("WAYLAND_DISPLAY")
            else ()
        ),
        *((x_tool,) if display else ()),
    )


async def read_clipboard_picture(
    environ: Mapping[str, str], platform: str = sys.platform
) -> bytes | None:
    """The picture in the clipboard, as a file's bytes; None when there is none to be had."""
    for tool in picture_tools(environ, platform):
        program = shutil.which(tool.name, path=environ.get("PATH"))
        if program is None:
            continue
        output = await run(
            (program, *tool.arguments), environ, wants_output=True, time_limit=tool.seconds
        )
        if output and tool.in_base64:
            output = _decoded(output)
        if output:
            return output
    return None


def _decoded(text: bytes) -> bytes | None:
    try:
        return b64decode(text.strip(), validate=True)
    except binascii.Error:
        return None
