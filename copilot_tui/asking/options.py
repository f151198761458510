"""What the command line says about one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.config import Flags


@dataclass(frozen=True, slots=True)
class AskOptions:
    """One run of `copilot-tui ask`.

    Attributes:
        words: the question; empty, or only `-`, when it comes from standard input.
        conversation: the name of the one it goes on with; None begins a new one.
        system_prompt: sent before everything else; None where nothing is said.
        files: that go with the question.
        flags: who answers.
        as_events: whether the answer is put out as JSON, one event a line.
        only_code: whether only its blocks of code are put out.
        is_private: whether nothing of it is kept.
        is_quiet: whether nothing is said but the answer and errors.
        timeout: seconds that all of it may take; None is no limit.
    """

    words: tuple[str, ...]
    conversation: str | None
    system_prompt: str | None
    files: tuple[Path, ...]
    flags: Flags
    as_events: bool = False
    only_code: bool = False
    is_private: bool = False
    is_quiet: bool = False
    timeout: float | None = None
