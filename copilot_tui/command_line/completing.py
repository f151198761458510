"""What a shell is told when it asks how the line could go on."""

from __future__ import annotations

from click.shell_completion import ShellComplete, get_completion_class

from copilot_tui.command_line.command_table import NAME
from copilot_tui.command_line.output import prepare_output, put
from copilot_tui.command_line.program import chosen
from copilot_tui.command_line.status import ExitStatus

VARIABLE = "_COPILOT_TUI_COMPLETE"


def complete(instruction: str) -> int:
    """Answer a shell.

    Args:
        instruction: shell and wish, such as "bash_complete", as click's scripts write it.

    Returns:
        The exit status. Nothing is ever said on standard error: it would stand in the line.
    """
    shell, _, wish = instruction.partition("_")
    completer = completer_for(shell)
    if completer is None:
        return ExitStatus.WRONG_WORDS
    prepare_output()
    if wish == "source":
        put(completer.source())
        return ExitStatus.DONE
    words, incomplete = completer.get_completion_args()
    _, completer.cli, rest = chosen(words)
    for item in completer.get_completions(rest, incomplete):
        put(completer.format_completion(item))
    return ExitStatus.DONE


def completer_for(shell: str) -> ShellComplete | None:
    """Click's way to speak to this shell; None where there is none."""
    kind = get_completion_class(shell)
    if kind is None:
        return None
    _, command, _ = chosen(())
    return kind(command, {}, NAME, VARIABLE)
