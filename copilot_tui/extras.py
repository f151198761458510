"""How a package is added that the program can use, but does not need."""

from __future__ import annotations

import os
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
_ENVIRONMENT: Final = "UV_PROJECT_ENVIRONMENT"
"""Where uv has the environment of a clone, if not within it."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone of the repository that the program runs from, in the environment that it has.

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
        told = f"pipx inject copilot-tui {package}, or after uv tool install: {_UV} {package}"
        # As by `uv run --isolated`: whether the clone has another environment is not known.
        folder = _edited_folder()
        return f"{told}, or in the clone: {_synced(folder, extra)}" if folder else told
    if clone.installer == _OF_UV:
        return _synced(clone.folder, extra)
    return f"{shlex.quote(sys.executable)} -m pip install {package}"


def clone_in_use() -> Clone | None:
    """The clone that this program runs from; None where it was installed in another way."""
    installed = _installed()
    origin = None if installed is None else _origin(installed)
    if installed is None or origin is None or not _has_environment(origin.folder):
        return None
    return Clone(origin.folder, (installed.read_text("INSTALLER") or "").strip())


def _synced(folder: Path, extra: str) -> str:
    place = "" if _is_here(folder) else f"--project {shlex.quote(str(folder))} "
    # Without --inexact it would take other extras away.
    return f"uv sync {place}--inexact --extra {extra}"


def _is_here(folder: Path) -> bool:
    # The current folder may have been removed.
    with suppress(OSError):
        return Path.cwd().resolve() == folder
    return False


def _has_environment(folder: Path) -> bool:
    """Whether this environment is that of a clone: within it, by a link too, or as uv is told."""
    prefix = Path(sys.prefix)
    elsewhere = os.environ.get(_ENVIRONMENT)
    return (
        prefix.resolve().is_relative_to(folder)
        or prefix.parent.resolve().is_relative_to(folder)
        or (bool(elsewhere) and (folder / str(elsewhere)).resolve() == prefix.resolve())
    )


def _edited_folder() -> Path | None:
    """The folder whose files are run, wherever the environment is."""
    installed = _installed()
    origin = None if installed is None else _origin(installed)
    return origin.folder if origin is not None and origin.is_edited else None


def _installed() -> Distribution | None:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution("copilot-tui")
    except PackageNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class _Origin:
    """The folder that the program was installed from, and whether its files are run there."""

    folder: Path
    is_edited: bool


def _origin(installed: Distribution) -> _Origin | None:
    """Where it comes from, if from a folder (direct_url.json, packaging.python.org)."""
    import json
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        told = json.loads(installed.read_text("direct_url.json") or "{}")
        is_edited = told["dir_info"].get("editable") is True
        return _Origin(Path(url2pathname(urlsplit(told["url"]).path)).resolve(), is_edited)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
