"""How commands show their help."""

from __future__ import annotations

import click


class Command(click.Command):
    """A command whose epilog, such as its examples, is printed as it stands.

    To be given as `cls` to `click.command`.
    """

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """-h is the short form of --help in every command."""
        del ctx
        return ["-h", "--help"]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the epilog, every line of it where it stands."""
        del ctx
        if self.epilog:
            formatter.write(f"\n{self.epilog.rstrip()}\n")
