"""The names of packed files, which an export does not write by itself."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import ConfigError
from copilot_tui.text import one_line
from copilot_tui.transfer.file_export import ExportFormat, format_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKERS: Final = {".gz": "gzip", ".zst": "zstd", ".xz": "xz", ".bz2": "bzip2", ".zip": "gzip"}
"""What packs a stream, by the ending; a zip file packs no stream that `import` would read."""


def check_is_not_packed(output: str, words: Sequence[str], *, is_several: bool) -> None:
    """Refuse a name that promises a packed file, and say how to get one.

    Args:
        output: the name.
        words: what else the export was told, without the format.
        is_several: whether it is of several conversations.

    Raises:
        ConfigError: it is such a name.
    """
    path = Path(output)
    packer = _PACKERS.get(path.suffix.lower())
    if packer is None or path.is_dir():
        return
    ending = ".gz" if path.suffix.lower() == ".zip" else path.suffix
    name = path.with_suffix("")
    told = kind = format_of_name(name)
    if kind is None or (kind is ExportFormat.HTML and is_several):
        kind = ExportFormat.JSONL if is_several else ExportFormat.MARKDOWN
        name = Path(f"{name if told is None else name.with_suffix('')}{kind.suffix}")
    export = shlex.join(["copilot-tui", "export", *words, "--format", kind, "--output", "-"])
    raise ConfigError(
        f"No format has names that end with {one_line(path.suffix)}.",
        f"Let {packer} pack it: {export} | {packer} > {shlex.quote(one_line(f'{name}{ending}'))}",
    )
