"""The programs that put text into the clipboard of this machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ClipboardTool:
    """A program that reads the text for the clipboard from its standard input.

    Attributes:
        name: of the program, as it is searched for and shown.
        arguments: that make it read and take the clipboard, not the primary selection.
        encoding: of the text.
        variables: that its environment must hold besides.
    """

    name: str
    arguments: tuple[str, ...] = ()
    encoding: str = "utf-8"
    variables: Mapping[str, str] = field(default_factory=dict)


_PBCOPY = ClipboardTool("pbcopy", variables={"LC_ALL": "en_US.UTF-8"})
"""It decodes by the locale, and takes C where none is set (pbcopy(1))."""

_CLIP = ClipboardTool("clip.exe", encoding="utf-16-le")
"""It takes UTF-16 or the console's code page, and never UTF-8."""

_WL_COPY = ClipboardTool("wl-copy", ("--type", "text/plain"))
"""Left to itself it guesses a type, and text that begins as HTML is then no text."""

_XCLIP = ClipboardTool("xclip", ("-selection", "clipboard", "-in"))
_XSEL = ClipboardTool("xsel", ("--clipboard", "--input"))


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether the user sits at another machine than the one that this runs on."""
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def clipboard_tools(environ: Mapping[str, str], platform: str) -> tuple[ClipboardTool, ...]:
    """The programs that could reach the user's clipboard, best first.

    Args:
        environ: tells of display servers, of WSL and of SSH. For a remote user only a
            forwarded X display counts, whose name begins with a host (X(7)).
        platform: as in `sys.platform`.
    """
    display = environ.get("DISPLAY", "")
    x_tools = (_XCLIP, _XSEL) if display else ()
    if is_remote(environ):
        return x_tools if not display.startswith(":") else ()
    if platform == "darwin":
        return (_PBCOPY,)
    windows = platform == "win32" or bool(environ.get("WSL_DISTRO_NAME"))
    return (
        *((_CLIP,) if windows else ()),
        *((_WL_COPY,) if environ.get("WAYLAND_DISPLAY") else ()),
        *x_tools,
    )
