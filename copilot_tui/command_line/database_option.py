"""Naming another database than that of the settings, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click
from click.types import StringParamType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

_Function = TypeVar("_Function", bound=Callable[..., object])

_BEGINNING = "postgresql://"


class DatabaseName(StringParamType):
    """An address or the path of a file; the shell completes the path."""

    name = "database"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """How an address begins, once it is begun; else files."""
        del ctx, param
        from click.shell_completion import CompletionItem

        if incomplete and _BEGINNING.startswith(incomplete):
            return [CompletionItem(_BEGINNING, help="a PostgreSQL database")]
        return [CompletionItem(incomplete, type="file")]


def database_option(command: _Function) -> _Function:
    """Give a command the flag `--database`, which it takes as `database`."""
    option = click.option(
        "--database",
        type=DatabaseName(),
        metavar="WHERE",
        help="Whose conversations: postgresql://user@host/database, or a file.",
    )
    return option(command)


def database_words(database: str | None) -> Sequence[str]:
    """The flag as it is handed on to a program that is started."""
    return () if database is None else ("--database", database)
