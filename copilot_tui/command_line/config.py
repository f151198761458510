"""`copilot-tui config`: which settings are in force, and what is wrong with them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import put, put_json, tell
from copilot_tui.command_line.profile_name import ProfileName
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import ConfigError
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from copilot_tui.config import Flags
    from copilot_tui.paths import Paths

_LONGEST_VALUE = 60

_EXAMPLES = """\
examples:
  copilot-tui config                      every setting, and where it comes from
  copilot-tui config --profile work       as with that profile
  copilot-tui config --check              all mistakes, each with its line; status 2 if any
  $EDITOR "$(copilot-tui config --path)"  change the file

A key is never printed, only where it comes from. Nor are the arguments of a command that
starts a server, and parameters whose names sound like a key.

With --json each line is an object: name, value, source. With --check --json it is one
object: ok, file, problems.
"""


@click.command("config", cls=Command, epilog=_EXAMPLES)
@click.option("--profile", type=ProfileName(), metavar="NAME", help="As with this profile.")
@database_option
@click.option("--path", "names_file", is_flag=True, help="Print only where the file is.")
@click.option("--check", "checks", is_flag=True, help="Say all mistakes instead.")
@click.option("--json", "as_objects", is_flag=True, help="Print objects.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    profile: str | None,
    database: str | None,
    names_file: bool,
    checks: bool,
    as_objects: bool,
) -> int:
    """Show the settings in force and where each comes from."""
    if names_file and (checks or as_objects):
        raise click.UsageError("--path stands alone", ctx)
    from copilot_tui.config import Flags
    from copilot_tui.paths import Paths

    paths, flags = Paths.default(), Flags(profile=profile, database=database)
    if names_file:
        put(str(paths.config_file))
    elif checks:
        return _check(paths, flags, as_objects=as_objects)
    else:
        _show(paths, flags, as_objects=as_objects)
    return ExitStatus.DONE


def _show(paths: Paths, flags: Flags, *, as_objects: bool) -> None:
    from copilot_tui.config.in_force import settings_in_force
    from copilot_tui.paths import with_shown_paths

    found = settings_in_force(paths, os.environ, flags)
    width = max(len(one_line(setting.name)) for setting in found)
    for setting in found:
        if as_objects:
            put_json({"name": setting.name, "value": setting.value, "source": setting.source})
        else:
            value = elide(one_line(json.dumps(setting.value, ensure_ascii=False)), _LONGEST_VALUE)
            source = one_line(with_shown_paths(setting.source))
            put(f"{one_line(setting.name):<{width}}  {value}  ({source})")


def _check(paths: Paths, flags: Flags, *, as_objects: bool) -> int:
    """Look at the file as the app does at its start.

    Raises:
        ConfigError: something is wrong, and it is to be told in sentences.
    """
    from copilot_tui.config import load_settings
    from copilot_tui.paths import shown_path
    from copilot_tui.ui.theme import check_theme

    problems: list[str] = []
    try:
        load_settings(paths, os.environ, flags, check_theme)
    except ConfigError as error:
        if not as_objects:
            raise
        problems = error.detail.splitlines() or [error.what]
    if as_objects:
        put_json({"ok": not problems, "file": str(paths.config_file), "problems": problems})
    elif paths.config_file.exists():
        tell(f"{one_line(shown_path(paths.config_file))} has no mistake.")
    else:
        tell(f"There is no {one_line(shown_path(paths.config_file))}: all is as built in.")
    return ExitStatus.WRONG_WORDS if problems else ExitStatus.DONE
