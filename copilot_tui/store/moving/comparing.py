"""Comparing two databases after one was copied into the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from copilot_tui.store.import_values import other_uid
from copilot_tui.store.moving.contents import contents_of
from copilot_tui.store.moving.entries import Uids, batches
from copilot_tui.store.repeating import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from copilot_tui.store.database import Database
    from copilot_tui.store.moving.contents import Contents
    from copilot_tui.store.moving.entries import Entry

_HAS_WIRE_ID = "SELECT 1 FROM conversations WHERE conversation_id = ?"


class Likeness(Enum):
    """How a conversation looks on the other side.

    Attributes:
        SAME: all of it is the same.
        GONE_ON: it has all messages, and was gone on with or changed there.
        WRONG: it is not there, or something of it is missing or another.
    """

    SAME = auto()
    GONE_ON = auto()
    WRONG = auto()


@dataclass(slots=True)
class Comparison:
    """What was found.

    Attributes:
        same: how many conversations are the same on both sides.
        messages: how many messages the source has in all that were looked at.
        pictures: how many pictures are whole on both sides.
        gone_on: titles of conversations that were gone on with or changed there.
        wrong: titles of those of which something is missing or another.
        lost_pictures: how many pictures are missing or damaged there.
        lost_prompts: how many of the prompt history are missing there.
    """

    same: int = 0
    messages: int = 0
    pictures: int = 0
    gone_on: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost_pictures: int = 0
    lost_prompts: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everything is there."""
        return not (self.wrong or self.lost_pictures or self.lost_prompts)


def compare(
    source: Database,
    target: Database,
    entries: Sequence[Entry],
    brought: Set[bytes],
    told: Callable[[int], object],
) -> Comparison:
    """Compare conversations by the checksums of what they hold.

    Args:
        source: from where they were copied.
        target: where they were copied to.
        entries: those of the source that were.
        brought: the uids of those that the target did not have before: these must be the
            same in everything.
        told: told after each step how many messages of how many there are it has done.

    Raises:
        StoreError: one of the two cannot be read.
    """
    found = Comparison()
    homes = repeated(partial(Uids, target)).conversations
    pictures: set[str] = set()
    prompts: set[str] = set()
    for batch in batches(entries):
        ours = repeated(partial(contents_of, source, [entry.id for entry in batch]))
        there = [homes[each.uid] for each in ours if each.uid in homes]
        theirs = {each.uid: each for each in repeated(partial(contents_of, target, there))}
        for each in ours:
            _note(found, each, _likeness(each, theirs.get(each.uid), brought, target))
            pictures |= each.pictures
            prompts |= each.prompts
        told(sum(entry.messages for entry in batch))
    for digest in pictures:
        _compare_picture(found, source, target, digest)
    found.lost_prompts = len(prompts - repeated(partial(_prompts_of, target)))
    return found


def _note(found: Comparison, each: Contents, likeness: Likeness) -> None:
    found.messages += len(each.messages)
    if likeness is Likeness.SAME:
        found.same += 1
    elif likeness is Likeness.GONE_ON:
        found.gone_on.append(each.title)
    else:
        found.wrong.append(each.title)


def _likeness(
    ours: Contents, theirs: Contents | None, brought: Set[bytes], target: Database
) -> Likeness:
    if theirs is None or not _has_all_texts(ours, theirs):
        return Likeness.WRONG
    is_same = ours.checksum == theirs.checksum
    if is_same and (
        ours.wire_id == theirs.wire_id or repeated(partial(_may_differ, ours.wire_id, target))
    ):
        return Likeness.SAME
    # Where another conversation had a message of the same name, it goes by another one here.
    is_renamed = not ours.messages.keys() <= theirs.messages.keys()
    return Likeness.WRONG if ours.uid in brought and not is_renamed else Likeness.GONE_ON


def _has_all_texts(ours: Contents, theirs: Contents) -> bool:
    for uid, message in ours.messages.items():
        there = theirs.messages.get(uid) or theirs.messages.get(other_uid(ours.uid, uid))
        if there is None or there.text != message.text:
            return False
    return True


def _may_differ(wire_id: str, target: Database) -> bool:
    """Whether another conversation has the id for the wire, or it makes no sense."""
    try:
        if str(UUID(wire_id)) != wire_id:
            return True
    except ValueError:
        return True
    with target.reading():
        return target.execute(_HAS_WIRE_ID, wire_id).fetchone() is not None


def _compare_picture(found: Comparison, source: Database, target: Database, digest: str) -> None:
    """A draft may show what was never there; then nothing of it can be missing."""
    if repeated(partial(_is_whole, target, digest)):
        found.pictures += 1
    elif repeated(partial(_is_whole, source, digest)):
        found.lost_pictures += 1


def _is_whole(database: Database, digest: str) -> bool:
    with database.reading():
        row = database.execute("SELECT data FROM pictures WHERE digest = ?", digest).fetchone()
    return row is not None and sha256(row["data"]).hexdigest() == digest


def _prompts_of(database: Database) -> set[str]:
    with database.reading():
        return {row["digest"] for row in database.execute("SELECT digest FROM prompts")}
