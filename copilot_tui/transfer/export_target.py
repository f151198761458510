"""Where an export goes, by what was said of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.errors import ConfigError
from copilot_tui.transfer.file_export import ExportFormat, format_of_name
from copilot_tui.transfer.file_names import file_stem, free_path

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_OUTPUT: Final = Path("-")


@dataclass(frozen=True, slots=True)
class ExportTarget:
    """Where an export goes.

    Attributes:
        path: a file, a folder, or `STANDARD_OUTPUT`.
        kind: the format.
        is_folder: whether each conversation gets a file of its own there.
    """

    path: Path
    kind: ExportFormat
    is_folder: bool = False


def export_target(
    titles: Sequence[str],
    *,
    kind: ExportFormat | None,
    output: Path | None,
    is_all: bool,
    overwrite: bool = False,
    names_folder: bool = False,
) -> ExportTarget:
    """Find out where conversations go, and as what.

    A name that is made here is a free one, unless files may be replaced.

    Args:
        titles: of the conversations.
        kind: the format, whatever the name of the file tells; None takes what that tells.
        output: where to; None is a new name in the current folder.
        is_all: whether they are all there are.
        overwrite: whether files that are there are replaced.
        names_folder: whether `output` is to be a folder and no file.

    Raises:
        ConfigError: what was said does not go together.
    """
    is_folder = output is None or names_folder or _is_folder(output)
    told = None if output is None or is_folder else format_of_name(output)
    if kind is None and told is None and output is not None and not is_folder:
        _check_ending(output)
    kind = kind or told or (ExportFormat.JSONL if is_all else ExportFormat.MARKDOWN)
    is_single = len(titles) == 1 and not is_all
    if output == STANDARD_OUTPUT:
        if kind is ExportFormat.HTML and len(titles) > 1:
            raise ConfigError("A page holds one conversation.", "Name a folder for several.")
        return ExportTarget(output, kind)
    if kind.holds_several or is_single:
        if output is not None and not _is_folder(output):
            if names_folder:
                raise ConfigError(f"There is no folder {output}.", "Make it first.")
            return ExportTarget(output, kind)
        stem = file_stem(titles[0] or UNTITLED) if is_single else _dated()
        return ExportTarget(_named(output or Path(), stem, kind.suffix, overwrite), kind)
    # What is named as a file of that kind is to be one.
    if told is kind and output is not None:
        if kind is ExportFormat.HTML:
            raise ConfigError("A page holds one conversation.", "Name a folder for several.")
        return ExportTarget(output, kind)
    folder = output or _named(Path(), _dated(), "", overwrite)
    return ExportTarget(folder, kind, is_folder=True)


def _named(folder: Path, stem: str, suffix: str, overwrite: bool) -> Path:
    return folder / f"{stem}{suffix}" if overwrite else free_path(folder, stem, suffix)


def _check_ending(output: Path) -> None:
    """Refuse a name that promises what will not be in the file."""
    if output.suffix:
        known = ", ".join(kind.suffix for kind in ExportFormat)
        formats = ", ".join(ExportFormat)
        raise ConfigError(
            f"No format has names that end with {output.suffix}.",
            f"Let it end with one of {known}, or name the format: --format {formats}.",
        )


def _is_folder(path: Path) -> bool:
    # A name that is too long, for one, is told when the file is made.
    with suppress(OSError):
        return path.is_dir()
    return False


def _dated() -> str:
    return f"copilot-tui-{date.today().isoformat()}"
