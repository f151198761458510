"""What one run of the chat was started for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Intent:
    """What the chat begins with.

    Attributes:
        question: is sent at once; clean, empty for none.
        conversation: row id of the one that is opened; None begins a new one.
        private: whether nothing of it is kept.
    """

    question: str = ""
    conversation: int | None = None
    private: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is opened and nothing is sent."""
        return not self.question and self.conversation is None


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """All that the command line says about a run of the chat.

    Attributes:
        profile: which profile of the configuration; None where nothing is said.
        url: see `config.Flags`, as for the next two.
        provider: see `config.Flags`.
        model: see `config.Flags`.
        plain: whether it is to go line by line.
        log: the file that is told what happens; None for the environment's.
        intent: what it begins with.
        database: see `config.Flags`.
    """

    profile: str | None = None
    url: str | None = None
    provider: str | None = None
    model: str | None = None
    plain: bool = False
    log: str | None = None
    intent: Intent = field(default_factory=Intent)
    database: str | None = None
