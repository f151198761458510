"""Files that are named on the command line."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem
from click.types import StringParamType


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


class OutputName(StringParamType):
    """The same for where something is to be written: a slash at the end names a folder."""

    name = "path"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Leave the name as it is."""
        FileName().convert(value, param, ctx)
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Files and folders."""
        return FileName().shell_complete(ctx, param, incomplete)
