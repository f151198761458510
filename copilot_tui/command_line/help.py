"""How commands show their help."""

from __future__ import annotations

import click

from copilot_tui.command_line.command_table import NAME
from copilot_tui.text import one_line


class Command(click.Command):
    """A command whose epilog, such as its examples, is printed as it stands.

    To be given as `cls` to `click.command`.
    """

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """-h is the short form of --help in every command."""
        del ctx
        return ["-h", "--help"]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what the command takes no more, which may have been meant as a question."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            words = one_line(" ".join(rest))
            raise click.UsageError(
                f'{ctx.command_path} takes no "{words}"; to ask it all, write: '
                f"{NAME} -- {self.name} …",
                ctx,
            )
        return rest

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the epilog, every line of it where it stands."""
        del ctx
        if self.epilog:
            formatter.write(f"\n{self.epilog.rstrip()}\n")
