"""Whether anybody has said who is to answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from copilot_tui.config.file import text_of

if TYPE_CHECKING:
    from copilot_tui.config.settings import Flags, Settings
    from copilot_tui.paths import Paths

_NAMES = ("url", "provider", "model")


def is_answerer_named(
    settings: Settings, paths: Paths, environ: Mapping[str, str], flags: Flags
) -> bool:
    """Whether flags, environment or file name a profile, or what is asked behind it.

    Where they do not, nobody minds who answers.

    Args:
        settings: made of the other three.
        paths: where the file is.
        environ: of the process.
        flags: of the command line.
    """
    if any(value is not None for value in (flags.profile, flags.url, flags.provider, flags.model)):
        return True
    names = ("profile", *_NAMES)
    if any(environ.get(f"COPILOT_TUI_{name.upper()}") for name in names):
        return True
    text = text_of(paths.config_file)
    return bool(text) and _is_named_in(text, settings, paths)


def _is_named_in(text: str, settings: Settings, paths: Paths) -> bool:
    from copilot_tui.config.file_text import values_of

    values = values_of(paths.config_file, text)
    if "profile" in values:
        return True
    profiles = values.get("profiles")
    selected = profiles.get(settings.profile) if isinstance(profiles, dict) else None
    return isinstance(selected, dict) and any(name in selected for name in _NAMES)
