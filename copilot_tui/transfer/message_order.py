"""Bringing the messages of a tree into an order in which each stands behind its parent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from copilot_tui.transfer.record import MessageRecord


def in_order(
    messages: Sequence[MessageRecord],
) -> tuple[list[MessageRecord], list[MessageRecord]]:
    """The messages with each behind its parent, and otherwise in the order they had.

    Returns:
        Those in order, and those that hang on nothing: their parent is missing, or they
        follow each other in a circle.
    """
    below: defaultdict[UUID, list[int]] = defaultdict(list)
    placed: set[UUID] = set()
    ordered: list[MessageRecord] = []
    for index, message in enumerate(messages):
        if message.parent is not None and message.parent not in placed:
            below[message.parent].append(index)
            continue
        # What has waited for it, and what has waited for that; deep trees need no recursion.
        waiting = [index]
        while waiting:
            current = messages[waiting.pop()]
            ordered.append(current)
            placed.add(current.uid)
            waiting += reversed(below.pop(current.uid, []))
    unreachable = [messages[index] for indices in below.values() for index in indices]
    return ordered, unreachable
