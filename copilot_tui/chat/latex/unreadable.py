"""Why a formula is not converted."""

from __future__ import annotations


class Unreadable(Exception):
    """The source is not a whole formula, or one that is nested too deeply."""
