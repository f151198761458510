"""Reading a copy of the conversations in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from copilot_tui.command_line.file_argument import FileName

if TYPE_CHECKING:
    from collections.abc import Callable

Decorated = TypeVar("Decorated", bound="Callable[..., object]")


def copy_option(command: Decorated) -> Decorated:
    """Give a command that reads an option for the file that it reads."""
    return click.option(
        "--copy",
        type=FileName(),
        metavar="FILE",
        help="Read this copy of the conversations, such as a backup.",
    )(command)
