"""Opening the page in the browser of this machine, without telling anybody else the token."""

from __future__ import annotations

import os
import webbrowser
from contextlib import suppress
from html import escape
from pathlib import Path

from copilot_tui.private_folders import make_private_folders

_PAGE = """\
<!DOCTYPE html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={url}">
<title>copilot-tui</title>
<p><a href="{url}">Open copilot-tui</a></p>
"""


def open_page(url: str, folder: Path) -> Path | None:
    """Open the page by a file of the user's own.

    Everybody on this machine can read the words with which a program was started, so the
    browser is not given the address itself.

    Args:
        url: with the token.
        folder: where the file goes; whoever calls removes it.

    Returns:
        The file; None when there is no browser or no file could be written.
    """
    file = folder / f"serve-{os.getpid()}.html"
    try:
        make_private_folders(folder)
        file.unlink(missing_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            written.write(_PAGE.format(url=escape(url)))
        if webbrowser.open(file.as_uri()):
            return file
    except (OSError, webbrowser.Error):
        pass
    with suppress(OSError):
        file.unlink(missing_ok=True)
    return None
