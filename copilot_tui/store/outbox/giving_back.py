"""Making unsent text again of what had not reached the server when the program ended."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.paths import shown_path
from copilot_tui.store.drafts import read_draft, replace_draft
from copilot_tui.store.failures import store_error
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.outbox.given_back import GivenBack, tell_given_back
from copilot_tui.store.outbox.unsent import decoded
from copilot_tui.store.outbox.unsent_texts import kept_texts, taken_over, uid_of
from copilot_tui.store.repeating import repeated
from copilot_tui.store.stored_text import stored_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from copilot_tui.store.database import Database
    from copilot_tui.store.outbox.unsent import Unsent
    from copilot_tui.store.recent_drafts import RecentDrafts

_BROKEN = ".broken"
_BETWEEN = "\n\n"
_IS_DONE = "SELECT 1 FROM deliveries WHERE outbox = ?"
_DONE = "INSERT INTO deliveries (outbox, attempt, delivered) VALUES (?, 0, ?)"
_IS_SENT = """
SELECT conversation FROM messages
WHERE id = (SELECT message FROM message_uids WHERE uid = ?)
"""
_TITLE = "SELECT title FROM conversations WHERE id = ? AND deleted_at IS NULL"
_EDITED = "SELECT content FROM messages WHERE id = ? AND conversation = ? AND deleted_at IS NULL"


class _Found(NamedTuple):
    """A text that is kept.

    Attributes:
        path: its file.
        uid: see `uid_of`.
        unsent: what is in it.
    """

    path: Path
    uid: bytes
    unsent: Unsent


def give_back(
    folder: Path,
    target: Database,
    recovered: RecentDrafts | None,
    tell: Callable[[StoreNotice], object],
) -> None:
    """Put what copies that have ended have kept into drafts, unless the server has it.

    Args:
        folder: where it is kept.
        target: the server.
        recovered: the unsent texts of which this copy knows so far; among them is what waited
            for a reply, and was made unsent text when the server was reached.
        tell: told what was to be sent and is unsent text now, and what cannot be used.

    Raises:
        StoreUnreachable: the server is away. What is done is done once, however often it is
            tried.
    """
    given: list[GivenBack] = []
    for kept in kept_texts(folder):
        try:
            with taken_over(folder, kept) as has_ended:
                if has_ended:
                    given += _give_back(_read(kept.paths, tell), target, recovered)
        except StoreUnreachable:
            raise
        except (OSError, StoreError) as error:
            tell(_not_given_back(folder, error))
    if (notice := tell_given_back(given)) is not None:
        tell(notice)


def _read(paths: Iterable[Path], tell: Callable[[StoreNotice], object]) -> list[_Found]:
    found = []
    for path in paths:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue  # It has been released since, as its writer ended.
        try:
            found.append(_Found(path, uid_of(path), decoded(data)))
        except ValueError:
            if data:
                broken = path.with_name(path.name + _BROKEN)
                path.replace(broken)
                tell(_unreadable(broken))
            else:
                path.unlink()  # Its writer ended before there was anything in it.
    return found


def _give_back(
    found: Sequence[_Found], target: Database, recovered: RecentDrafts | None
) -> Iterator[GivenBack]:
    # Sorting leaves those of one place in the order in which they were written.
    for _, group in groupby(sorted(found, key=_key), key=_key):
        texts = list(group)
        given = repeated(partial(_put_back, texts, target, recovered))
        for each in texts:
            each.path.unlink()
        yield from given


def _key(found: _Found) -> tuple[int, int, str]:
    """The place of a text; row ids begin at 1."""
    unsent = found.unsent
    return unsent.conversation or 0, unsent.edits or 0, unsent.owner


def _put_back(
    found: Sequence[_Found], target: Database, recovered: RecentDrafts | None
) -> list[GivenBack]:
    """Put texts of one place back there, in one transaction, each once."""
    with target.writing():
        new = [each for each in found if target.execute(_IS_DONE, each.uid).fetchone() is None]
        arrived = [each for each in new if each.unsent.is_sent and _home(each, target) is not None]
        given = [
            GivenBack(_title(_home(each, target), target) or "", False, 0, 1) for each in arrived
        ]
        left = [each for each in _latest(new) if each not in arrived]
        for each in new:
            target.execute(_DONE, each.uid, target.now())
        if left:
            given.append(_put_into_draft(new, left, target, recovered))
    return given


def _latest(found: Sequence[_Found]) -> list[_Found]:
    """All but the drafts that were written on since, or sent."""
    drafts = [each for each in found if _is_whole_draft(each.unsent)]
    superseded = drafts[:-1]
    return [
        each
        for place, each in enumerate(found)
        if each not in superseded and not _was_sent(each.unsent, found[place + 1 :])
    ]


def _was_sent(unsent: Unsent, later: Iterable[_Found]) -> bool:
    """Whether a draft is the beginning of what was sent after it."""
    sent = (each.unsent.text for each in later if each.unsent.is_sent)
    return not unsent.is_sent and any(text.startswith(unsent.text) for text in sent)


def _is_whole_draft(unsent: Unsent) -> bool:
    return not unsent.is_sent and not unsent.adds


def _home(found: _Found, target: Database) -> int | None:
    """The conversation in which a message is on the server; None where it is not there."""
    row = target.execute(_IS_SENT, found.uid).fetchone()
    return None if row is None else int(row["conversation"])


def _title(conversation: int | None, target: Database) -> str | None:
    """None where there is no such conversation; it may be in the trash."""
    row = target.execute(_TITLE, conversation).fetchone()
    return None if row is None else stored_line(row["title"])


def _put_into_draft(
    new: Sequence[_Found],
    left: Sequence[_Found],
    target: Database,
    recovered: RecentDrafts | None,
) -> GivenBack:
    """Put texts into the draft of their place, with what somebody else has written there."""
    unsent = left[0].unsent
    conversation, edits, title = _place(unsent, target)
    # The next copy to look takes over what one that has ended had in none.
    owner = (unsent.owner or left[0].uid.hex()) if conversation is None else None
    known = [] if recovered is None else recovered.texts((conversation, edits, owner))
    draft = read_draft(target, conversation, edits, owner)
    before = {text for each in new for text in (*each.unsent.before, each.unsent.text)}
    others = "" if draft in before else draft
    wanted = [each.unsent for each in left if not _has(others, each.unsent.text)]
    above = [unsent.text for unsent in wanted if not unsent.adds]
    below = [unsent.text for unsent in wanted if unsent.adds][-1:]
    # What waited for a reply was written before.
    is_first = others in known
    texts = (others, *above, *below) if is_first else (*above, others, *below)
    replace_draft(target, conversation, _BETWEEN.join(filter(None, texts)), edits, owner=owner)
    again = sum(each.unsent.is_sent for each in left)
    return GivenBack(title, edits is not None, again, 0)


def _has(draft: str, text: str) -> bool:
    """Whether a text stands in a draft between blank lines, as one does that was put there."""
    return f"{_BETWEEN}{text}{_BETWEEN}" in f"{_BETWEEN}{draft}{_BETWEEN}"


def _place(unsent: Unsent, target: Database) -> tuple[int | None, int | None, str]:
    """Where a text belongs now: what it was written in may be gone."""
    title = _title(unsent.conversation, target)
    if title is None:
        return None, None, ""
    edits = unsent.edits
    if edits is not None and not target.execute(_EDITED, edits, unsent.conversation).fetchone():
        edits = None
    return unsent.conversation, edits, title


def _unreadable(path: Path) -> StoreNotice:
    return StoreNotice(
        "A text that had not reached the server when the program ended cannot be read. Its "
        f"file was cut off or changed; what is left of it is in {shown_path(path)}.",
        is_error=True,
    )


def _not_given_back(folder: Path, error: OSError | StoreError) -> StoreNotice:
    known = error if isinstance(error, StoreError) else store_error(error, folder)
    return StoreNotice(
        "What had not reached the server when the program ended does not get there. "
        f"{known.what} {known.todo} It is kept in {shown_path(folder)} and tried again at the "
        "next start.",
        is_error=True,
    )
