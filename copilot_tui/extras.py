"""How a package is added that the program can use, but does not need."""

from __future__ import annotations

from typing import Final

_UV: Final = 'uv pip install --python "$(uv tool dir)/copilot-tui"'


def how_to_add(package: str) -> str:
    """The commands that put a package beside the program, by what has installed it.

    The program itself is in no registry, so that none of them may name an extra of it.

    Args:
        package: as a shell takes it, in quotes where it needs them.
    """
    return f"pipx inject copilot-tui {package}, or after uv tool install: {_UV} {package}"
