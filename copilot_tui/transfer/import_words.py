"""What an import brings, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.import_rows import ImportCounts
    from copilot_tui.transfer.source import Skipped


def brought(counts: ImportCounts, *, dry_run: bool) -> str:
    """One sentence on what an import has brought, or would."""
    parts: list[str] = []
    if counts.new:
        parts.append(f"{_number(counts.new, 'new conversation')}")
    if counts.grown:
        parts.append(f"new messages in {_number(counts.grown, 'conversation')} that were there")
    known = f"{_number(counts.known, 'conversation')} already there" if counts.known else ""
    if not parts:
        return f"nothing new; {known}." if known else "nothing in it."
    messages = _number(counts.messages, "message")
    begin = "would bring " if dry_run else "brought "
    told = f"{begin}{' and '.join(parts)}, {messages} in all"
    return f"{told}; {known}." if known else f"{told}."


def pictures_left_out(skipped: Sequence[Skipped]) -> str:
    """One sentence on the pictures that are missing; empty when none is."""
    missing = [one for one in skipped if one.is_picture]
    if not missing:
        return ""
    if len(missing) == 1:
        return f"{missing[0].place}: {missing[0].why} The message comes in without it."
    first = f"{missing[0].place}: {missing[0].why}"
    return f"{len(missing):,} pictures are left out, their messages come in. The first is {first}"


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
