"""From the words after the program's name to the command that they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.command_table import COMMANDS, NAME
from copilot_tui.command_line.complaint import complain
from copilot_tui.command_line.output import (
    finish_output,
    let_go_of_output,
    output_failed,
    prepare_output,
)
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import CopilotError
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from copilot_tui.intent import ChatOptions


def run(arguments: Sequence[str], chat: Callable[[ChatOptions], int]) -> int:
    """Do what the words say, and put into words whatever may end it.

    Args:
        arguments: without the program's name.
        chat: opens the app, or chats line by line; its faults are put into words there.

    Returns:
        The exit status.

    Raises:
        KeyboardInterrupt: ctrl+c was pressed.
    """
    prepare_output()
    try:
        status = _run(arguments, chat)
        finish_output()
    except BrokenPipeError:
        return let_go_of_output()
    except CopilotError as error:
        status = complain(error)
        let_go_of_output()
    except click.UsageError as error:
        from copilot_tui.command_line.wrong_words import wrong_words

        status = complain(wrong_words(error))
    except click.ClickException as error:
        status = complain(CopilotError(one_line(error.format_message())))
    except (click.Abort, EOFError):
        return ExitStatus.INTERRUPTED
    except click.exceptions.Exit as end:
        status = end.exit_code
    except Exception as error:
        from copilot_tui import crash
        from copilot_tui.paths import Paths

        crash.report(error, Paths.default().logs)
        status = ExitStatus.FAILED
    return status


def chosen(arguments: Sequence[str]) -> tuple[str, click.Command, list[str]]:
    """Which command some words mean; the chat where they begin with none.

    Returns:
        What it is called by, the command, and the words that are left for it.
    """
    if arguments and arguments[0] in COMMANDS:
        name = arguments[0]
        return f"{NAME} {name}", COMMANDS[name].load(), list(arguments[1:])
    from copilot_tui.command_line.chat import command

    return NAME, command, list(arguments)


def _run(arguments: Sequence[str], chat: Callable[[ChatOptions], int]) -> int:
    name, command, rest = chosen(arguments)
    with _understood(command, name, rest, chat) as context:
        status = command.invoke(context)
    return ExitStatus.DONE if status is None else int(status)


def _understood(
    command: click.Command, name: str, words: list[str], chat: Callable[[ChatOptions], int]
) -> click.Context:
    """What the words say to a command; a help that is asked for is printed meanwhile."""
    try:
        return command.make_context(name, words, obj=chat)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise output_failed(error) from error
