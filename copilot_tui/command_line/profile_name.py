"""The name of a profile on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.types import StringParamType

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


class ProfileName(StringParamType):
    """A profile of the configuration, which the shell completes."""

    name = "profile"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The profiles that begin so, as far as the file can be read."""
        del ctx, param
        from click.shell_completion import CompletionItem

        from copilot_tui.config.file import read_file
        from copilot_tui.paths import Paths

        profiles = read_file(Paths.default().config_file).profiles
        return [
            CompletionItem(name, help=profile.url)
            for name, profile in profiles.items()
            if name.startswith(incomplete)
        ]
