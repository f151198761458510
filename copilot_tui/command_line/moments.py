"""Times as commands print them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment: float | None) -> str | None:
    """A time for scripts: ISO 8601 in UTC, in milliseconds.

    Args:
        moment: Unix time in seconds; None stays None.
    """
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


def age_now(moment: float) -> str:
    """How long ago something was, as the sidebar says it, for a column of eleven characters."""
    from copilot_tui.ui.age import age

    return age(moment, datetime.now())
