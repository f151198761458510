"""`copilot-tui completion`: the script that teaches a shell to complete."""

from __future__ import annotations

import click

from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import put

_EXAMPLES = """\
examples:
  copilot-tui completion bash >> ~/.bash_completion
  copilot-tui completion zsh > "${fpath[1]}/_copilot-tui"
  copilot-tui completion fish > ~/.config/fish/completions/copilot-tui.fish

Each is to be run once; a new shell then completes. To try it in this one:
  source <(copilot-tui completion bash)

It completes commands, flags, files, profiles, and conversations by title or number.
"""


@click.command("completion", cls=Command, epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the script with which SHELL completes this program's words."""
    from copilot_tui.command_line.completing import completer_for

    completer = completer_for(shell)
    assert completer is not None
    put(completer.source(), end="")
