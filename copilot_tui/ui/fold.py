"""What of a message can be folded."""

from __future__ import annotations

from enum import StrEnum


class Fold(StrEnum):
    """What of a message can be folded."""

    REASONING = "reasoning"
    TEXT = "text"
