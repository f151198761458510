"""Making unsent text again of what had not reached the server when the program ended."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from copilot_tui.chat.conversation import Role
from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.paths import shown_path
from copilot_tui.store.drafts import read_draft, replace_draft
from copilot_tui.store.failures import store_error
from copilot_tui.store.notice import StoreNotice
from copilot_tui.store.outbox.unsent import decoded
from copilot_tui.store.outbox.unsent_texts import kept_texts, taken_over, uid_of
from copilot_tui.store.repeating import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from copilot_tui.store.database import Database
    from copilot_tui.store.outbox.unsent import Unsent

_BROKEN = ".broken"
_BETWEEN = "\n\n"
_NAMED: Final = 3
"""How many conversations are named in a sentence."""

_IS_DONE = "SELECT 1 FROM deliveries WHERE outbox = ?"
_DONE = "INSERT INTO deliveries (outbox, attempt, delivered) VALUES (?, 0, ?)"
# Of the same clock, as both were written by this machine.
_IS_SENT = f"""
SELECT 1 FROM messages WHERE role = '{Role.USER}' AND content = ? AND created >= ? LIMIT 1
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


def give_back(folder: Path, target: Database, tell: Callable[[StoreNotice], object]) -> None:
    """Put what copies that have ended have kept into drafts, unless the server has it.

    Args:
        folder: where it is kept.
        target: the server.
        tell: told what was to be sent and is unsent text now, and what cannot be used.

    Raises:
        StoreUnreachable: the server is away. What is done is done once, however often it is
            tried.
    """
    titles: list[str] = []
    for kept in kept_texts(folder):
        try:
            with taken_over(folder, kept) as has_ended:
                if has_ended:
                    titles += _give_back(_read(kept.paths, tell), target)
        except StoreUnreachable:
            raise
        except (OSError, StoreError) as error:
            tell(_not_given_back(folder, error))
    if titles:
        tell(_unsent_again(titles))


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


def _give_back(found: Sequence[_Found], target: Database) -> Iterator[str]:
    """See `give_back`; the titles of the conversations that have again what was to be sent."""
    # Sorting leaves those of one place in the order in which they were written.
    for _, group in groupby(sorted(found, key=_key), key=_key):
        texts = list(group)
        title = repeated(partial(_put_back, texts, target))
        for each in texts:
            each.path.unlink()
        if title is not None:
            yield title


def _key(found: _Found) -> tuple[int, int, str]:
    """The place of a text; row ids begin at 1."""
    unsent = found.unsent
    return unsent.conversation or 0, unsent.edits or 0, unsent.owner


def _put_back(found: Sequence[_Found], target: Database) -> str | None:
    """Put texts of one place back there, in one transaction, each once.

    Returns:
        Where that is, see `_put_into_draft`; None where nothing among them was to be sent.
    """
    with target.writing():
        new = [each for each in found if target.execute(_IS_DONE, each.uid).fetchone() is None]
        left = [each for each in _latest(new) if not _is_there(each.unsent, target)]
        for each in new:
            target.execute(_DONE, each.uid, target.now())
        if not left:
            return None
        title = _put_into_draft(new, left, target)
    return title if any(each.unsent.is_sent for each in left) else None


def _latest(found: Sequence[_Found]) -> list[_Found]:
    """All but the drafts that were written on since."""
    drafts = [each for each in found if _is_whole_draft(each.unsent)]
    superseded = drafts[:-1]
    return [each for each in found if each not in superseded]


def _is_whole_draft(unsent: Unsent) -> bool:
    return not unsent.is_sent and not unsent.adds


def _is_there(unsent: Unsent, target: Database) -> bool:
    if not unsent.is_sent:
        return False
    return target.execute(_IS_SENT, unsent.text, unsent.written).fetchone() is not None


def _put_into_draft(new: Sequence[_Found], left: Sequence[_Found], target: Database) -> str:
    """Put texts into the draft of their place; what somebody else has written there stays below.

    Returns:
        The title of the conversation that has them now; empty for one that does not exist yet.
    """
    unsent = left[0].unsent
    conversation, edits, title = _place(unsent, target)
    # The next copy to look takes over what one that has ended had in none.
    owner = (unsent.owner or left[0].uid.hex()) if conversation is None else None
    draft = read_draft(target, conversation, edits, owner)
    before = {text for each in new for text in (*each.unsent.before, each.unsent.text)}
    others = "" if draft in before else draft
    wanted = [each.unsent for each in left if not _has(others, each.unsent.text)]
    above = [unsent.text for unsent in wanted if not unsent.adds]
    below = [unsent.text for unsent in wanted if unsent.adds][-1:]
    texts = filter(None, (*above, others, *below))
    replace_draft(target, conversation, _BETWEEN.join(texts), edits, owner=owner)
    return title


def _has(draft: str, text: str) -> bool:
    """Whether a text stands in a draft between blank lines, as one does that was put there."""
    return f"{_BETWEEN}{text}{_BETWEEN}" in f"{_BETWEEN}{draft}{_BETWEEN}"


def _place(unsent: Unsent, target: Database) -> tuple[int | None, int | None, str]:
    """Where a text belongs now: what it was written in may be gone."""
    row = target.execute(_TITLE, unsent.conversation).fetchone()
    if row is None:
        return None, None, ""
    edits = unsent.edits
    if edits is not None and not target.execute(_EDITED, edits, unsent.conversation).fetchone():
        edits = None
    return unsent.conversation, edits, row["title"]


def _unsent_again(titles: Sequence[str]) -> StoreNotice:
    named = [f"“{title}”" if title else "a new conversation" for title in titles]
    more = len(named) - _NAMED
    if more > 0:
        named[_NAMED:] = ["1 more" if more == 1 else f"{more} more"]
    where = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    is_one = len(titles) == 1
    return StoreNotice(
        f"{'A message' if is_one else 'Messages'} had not reached the server when the program "
        f"ended. {'It is' if is_one else 'They are'} unsent text again, in {where}.",
        is_error=True,
    )


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
