"""What a shell is told when it asks how the line could go on."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    get_completion_class,
)

from copilot_tui.command_line.command_table import NAME
from copilot_tui.command_line.output import prepare_output, put
from copilot_tui.command_line.program import chosen
from copilot_tui.command_line.status import ExitStatus

VARIABLE = "_COPILOT_TUI_COMPLETE"

_SCRIPT = """\
%(complete_func)s() {
    local IFS=$'\\n' response line
    response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \\
        %(complete_var)s=bash_complete "$1" 2> /dev/null)
    COMPREPLY=()
    while read -r line; do
        case $line in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${line#plain,}") ;;
        esac
    done <<< "$response"
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2> /dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""
_SPECIAL = re.compile(r"[^\w@%+./,-]")
_QUOTES = ("'", '"')


class Bash(BashComplete):
    """Bash, told of titles so that they are one word to it, and nothing in them is run.

    Click's own script (8.5) lets bash take a backslash away, split a title at its end of line
    and try it as a pattern for file names.
    """

    source_template = _SCRIPT

    def source(self) -> str:
        """The script, which needs no newer bash than any there is."""
        return ShellComplete.source(self)

    def format_completion(self, item: CompletionItem) -> str:
        """A word as it is written without quotes."""
        word = _SPECIAL.sub(lambda special: f"\\{special[0]}", str(item.value))
        return f"{item.type},{word}"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """As everywhere; in a word that is begun with a quote, only what needs none."""
        found = super().get_completions(args, incomplete)
        words = os.environ.get("COMP_WORDS", "").split("\n")
        at = int(os.environ.get("COMP_CWORD") or 0)
        if at < len(words) and words[at].startswith(_QUOTES):
            return [item for item in found if not _SPECIAL.search(str(item.value))]
        return found


class Fish(FishComplete):
    """Fish, told of titles and meanings with commas in them, at which click's script cuts."""

    source_template = FishComplete.source_template.replace('split ","', 'split -m 1 ","')


_OWN: Final[Mapping[str, type[ShellComplete]]] = {Bash.name: Bash, Fish.name: Fish}


def complete(instruction: str) -> int:
    """Answer a shell.

    Args:
        instruction: shell and wish, such as "bash_complete", as the scripts write it.

    Returns:
        The exit status. Whatever goes wrong, there is nothing to offer then.
    """
    shell, _, wish = instruction.partition("_")
    completer = completer_for(shell)
    if completer is None or wish != "complete":
        return ExitStatus.WRONG_WORDS
    prepare_output()
    words, incomplete = completer.get_completion_args()
    _, completer.cli, rest = chosen(words)
    for item in completer.get_completions(rest, incomplete):
        put(completer.format_completion(item))
    return ExitStatus.DONE


def completer_for(shell: str) -> ShellComplete | None:
    """The way to speak to this shell; None where there is none."""
    kind = _OWN.get(shell) or get_completion_class(shell)
    if kind is None:
        return None
    _, command, _ = chosen(())
    return kind(command, {}, NAME, VARIABLE)
