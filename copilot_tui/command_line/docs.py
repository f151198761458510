"""`copilot-tui docs`: a page of the documentation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem
from click.types import StringParamType

from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import put, put_json
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from copilot_tui.config import KeyMap

_EXAMPLES = """\
examples:
  copilot-tui docs                    list the pages
  copilot-tui docs start              print the first one
  copilot-tui docs configuration | less

Pages are Markdown, with the keys as they are mapped. In the app f1 shows and searches them.

With --json each page is an object: page (its name), title; with PAGE also text.
"""


class PageName(StringParamType):
    """A page, which the shell completes."""

    name = "page"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The pages that begin so."""
        del ctx, param
        from copilot_tui.docs.pages import PAGE_NAMES

        return [CompletionItem(name) for name in PAGE_NAMES if name.startswith(incomplete)]


@click.command("docs", cls=Command, epilog=_EXAMPLES)
@click.argument("page", type=PageName(), required=False)
@click.option("--json", "as_objects", is_flag=True, help="Print objects.")
def command(page: str | None, *, as_objects: bool) -> None:
    """Print a page of the documentation, or list the pages.

    PAGE is the name of a page, as the list has it.
    """
    from copilot_tui.docs.pages import PAGE_NAMES, filled, load_page, source_of

    keys = _keys()
    if page is not None:
        text = filled(source_of(page), keys)
        if as_objects:
            put_json({"page": page, "title": load_page(page, keys).title, "text": text})
        else:
            put(text, end="")
        return
    width = max(map(len, PAGE_NAMES))
    for name in PAGE_NAMES:
        title = load_page(name, keys).title
        if as_objects:
            put_json({"page": name, "title": title})
        else:
            put(f"{name:<{width}}  {title}")


def _keys() -> KeyMap:
    """The keys as they are mapped; where the configuration is wrong, as they are built in.

    What is wrong with it is told elsewhere, and the pages say how to mend it.
    """
    from copilot_tui.config import Flags, KeyMap, load_settings
    from copilot_tui.paths import Paths

    try:
        return load_settings(Paths.default(), os.environ, Flags()).key_map
    except ConfigError:
        return KeyMap()
