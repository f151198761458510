"""What every reader of other people's conversations has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.transfer.record import ConversationRecord

LARGEST_FILE = 2 << 30
"""Bytes of a file that is read, and of what a packed one unpacks to."""

LONGEST_MESSAGE = 64 << 20
"""Characters of a message that is taken in."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be taken in.

    Attributes:
        place: where a person finds it: "line 12", "conversation 3, message 7".
        why: one clean sentence.
        is_picture: whether only a picture is missing and its message comes in.
    """

    place: str
    why: str
    is_picture: bool = False


Report: TypeAlias = Callable[[Skipped], None]
"""Is told of each thing that is skipped."""


Reached: TypeAlias = Callable[[float], None]
"""Is told now and then which share of a file was read, from 0 to 1."""


class Source(Protocol):
    """Reads the conversations that one program has written.

    Attributes:
        name: in one word, for `--from`.
        title: for people, such as "ChatGPT data export".
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102

    def recognises(self, path: Path) -> bool:
        """Whether a file or folder is what this reads, by its content.

        It never raises and reads little: what cannot be read is not recognised.
        """
        ...

    def records(self, path: Path, report: Report) -> Iterator[ConversationRecord]:
        """The conversations in it, one at a time.

        A record that makes no sense is reported and left out, the others come. Texts need
        not be clean and titles may be long: the store takes care of that.

        Raises:
            ImportRefused: nothing at all can be read.
        """
        ...


@runtime_checkable
class MeasuredSource(Protocol):
    """A source of large files, which knows how far it has read."""

    def measured_records(
        self, path: Path, report: Report, reached: Reached
    ) -> Iterator[ConversationRecord]:
        """See `Source.records`."""
        ...


def records_of(
    source: Source, path: Path, report: Report, reached: Reached
) -> Iterator[ConversationRecord]:
    """What a source reads; it tells how far it is where it knows that.

    Raises:
        ImportRefused: see `Source.records`.
    """
    if isinstance(source, MeasuredSource):
        return source.measured_records(path, report, reached)
    return source.records(path, report)


def reached_nothing(share: float) -> None:
    """In the place of a `Reached` where nobody wants to know."""
