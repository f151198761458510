"""Files that are named on the command line."""

from __future__ import annotations

from pathlib import Path

import click


class FileName(click.Path):
    """The path of a file, which the shell completes."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Make a path; an empty one would be the folder one is in."""
        if not value:
            self.fail("the name is empty", param, ctx)
        return Path(str(value))
