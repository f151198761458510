"""What a service of libpq stands for (postgresql.org/docs/18/libpq-pgservice.html)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from copilot_tui.config.database_address import DatabaseAddress

_NAME: Final = "pg_service.conf"


def service_words(address: DatabaseAddress) -> Mapping[str, str]:
    """The words that the service of an address stands for; none where it names none.

    What is wrong with the file, libpq says when it connects.

    Args:
        address: whose own words count more.
    """
    service = address.parameters.get("service") or os.environ.get("PGSERVICE", "")
    if service:
        for file in _files():
            if (words := _words_in(file, service)) is not None:
                return words
    return {}


def _files() -> Iterator[Path]:
    if named := os.environ.get("PGSERVICEFILE"):
        yield Path(named)
    else:
        yield Path.home() / f".{_NAME}"
    if folder := os.environ.get("PGSYSCONFDIR"):
        yield Path(folder) / _NAME


def _words_in(file: Path, service: str) -> Mapping[str, str] | None:
    """None where the file does not know the service; what it says first counts."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except (OSError, ValueError):
        return None
    words: dict[str, str] | None = None
    for line in map(str.strip, lines):
        if line.startswith("["):
            if words is not None:
                break
            words = {} if line.startswith(f"[{service}]") else None
        elif words is not None and not line.startswith("#"):
            word, _, value = line.partition("=")
            words.setdefault(word, value)
    return words
