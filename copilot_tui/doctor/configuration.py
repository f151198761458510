"""The configuration, with every mistake in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from copilot_tui.doctor.finding import Finding, fault, ok
from copilot_tui.errors import ConfigError
from copilot_tui.paths import Paths, shown_path

if TYPE_CHECKING:
    from copilot_tui.config import Settings


def look_at_configuration(paths: Paths, load: Callable[[], Settings]) -> Sequence[Finding]:
    """Whether the app would start with it.

    Args:
        paths: where the file is.
        load: reads and checks it as the app does at its start.
    """
    try:
        settings = load()
    except ConfigError as error:
        problems = error.detail.splitlines() or [error.what]
        return [fault("config", problem, error.todo) for problem in problems]
    name = shown_path(paths.config_file)
    if not paths.config_file.exists():
        return (ok("config", f"No {name}; everything is as built in."),)
    source = f", chosen by {settings.profile_source}" if settings.profile_source else ""
    profiles = ", ".join(settings.profiles)
    return (
        ok("config", f"{name} has no mistake."),
        ok("profile", f"{settings.profile} is in use{source}. There are: {profiles}."),
    )
