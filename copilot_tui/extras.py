"""How a package is added that the program can use, but does not need."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_UV: Final = 'uv pip install --python "$(uv tool dir)/copilot-tui"'
_OF_UV: Final = "uv"


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone of the repository that the program runs from, in an environment within it.

    Attributes:
        folder: of the clone.
        installer: what has installed the program there, such as uv or pip.
    """

    folder: Path
    installer: str


def how_to_add(package: str, extra: str) -> str:
    """The commands that put a package beside the program, by what has installed it.

    The program itself is in no registry, so that only in a clone one may name an extra of it.

    Args:
        package: as a shell takes it, in quotes where it needs them.
        extra: of the program, which brings the package.
    """
    clone = clone_in_use()
    if clone is None:
        return f"pipx inject copilot-tui {package}, or after uv tool install: {_UV} {package}"
    if clone.installer == _OF_UV:
        place = "" if _is_here(clone.folder) else f"--project {shlex.quote(str(clone.folder))} "
        # Without --inexact it would take other extras away.
        return f"uv sync {place}--inexact --extra {extra}"
    return f"{shlex.quote(sys.executable)} -m pip install {package}"


def clone_in_use() -> Clone | None:
    """The clone that this program runs from; None where it was installed in another way."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        installed = distribution("copilot-tui")
    except PackageNotFoundError:
        return None
    folder = _edited_folder(installed)
    if folder is None or not Path(sys.prefix).resolve().is_relative_to(folder):
        return None
    return Clone(folder, (installed.read_text("INSTALLER") or "").strip())


def _is_here(folder: Path) -> bool:
    # The current folder may have been removed.
    with suppress(OSError):
        return Path.cwd().resolve() == folder
    return False


def _edited_folder(installed: Distribution) -> Path | None:
    """Where an editable installation has its source (packaging.python.org, direct_url.json)."""
    import json
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        origin = json.loads(installed.read_text("direct_url.json") or "{}")
        if origin.get("dir_info", {}).get("editable") is not True:
            return None
        return Path(url2pathname(urlsplit(origin["url"]).path)).resolve()
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
