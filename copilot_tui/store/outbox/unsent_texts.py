"""Keeping texts on this machine until the server has them.

A server that is silent may have taken a text or not, and it takes seconds until that is known
(see `postgres/patient.py`). Whatever ends the program in them must not take the text along.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Final

from copilot_tui.private_folders import make_private_folders
from copilot_tui.store.files import flush_folder
from copilot_tui.store.instance import is_locked, try_lock
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.store.outbox.unsent import Unsent

_NAME, _SUFFIX, _HELD = "unsent-", ".json", ".held"
_TRIES: Final = 20
"""How often the folder is made that another copy, which ends, may clear away."""


@dataclass(eq=False, slots=True)
class Held:
    """A text that is kept.

    Attributes:
        uid: what it is known by; a message that is made of it has the same.
        name: of its file; that of a later one comes later.
        written: done when it is on disk, or cannot be.
    """

    uid: bytes
    name: str
    written: Future[None] = field(default_factory=Future)


class UnsentTexts:
    """Writes each text into a file of its own, on a thread of its own, and removes it again.

    Where that cannot be done, there is no such safety; the text goes to the server all the same.

    Args:
        folder: for everything of one server; made where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copy = new_uid().hex()
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="unsent")
        self._living = ExitStack()
        self._is_living = False
        self._is_closed = False
        self._lock = Lock()
        self._numbers = count()

    def hold(self, unsent: Unsent) -> Held:
        """Begin to keep a text; for any thread."""
        uid = new_uid()
        with self._lock:
            number = f"{next(self._numbers):08}"
            held = Held(uid, f"{_NAME}{self._copy}-{number}-{uid.hex()}{_SUFFIX}")
            if self._is_closed:
                held.written.set_result(None)
            else:
                held.written = self._executor.submit(self._write, held, unsent)
        return held

    def release(self, held: Held) -> None:
        """Keep a text no longer, as it is on the server or given back; for any thread."""
        with self._lock:
            if not self._is_closed:
                self._executor.submit(self._remove, held)

    def close(self) -> None:
        """Leave to the next start what is still kept."""
        with self._lock:
            self._is_closed = True
        self._executor.shutdown(wait=True)
        self._living.close()
        if self._is_living and not _of_copy(self._folder, self._copy):
            _forget_copy(self._folder, self._copy)
            # As an instance does; this may be the last that needs them.
            with suppress(OSError):
                self._folder.rmdir()
                self._folder.parent.rmdir()

    def _write(self, held: Held, unsent: Unsent) -> None:
        with suppress(OSError):
            self._live()
            path = self._folder / held.name
            try:
                path.touch(mode=0o600, exist_ok=False)
                with path.open("wb") as file:
                    file.write(unsent.encoded())
                    file.flush()
                    os.fsync(file.fileno())
                flush_folder(self._folder)
            except OSError:
                path.unlink(missing_ok=True)

    def _remove(self, held: Held) -> None:
        with suppress(OSError):
            (self._folder / held.name).unlink(missing_ok=True)

    def _live(self) -> None:
        """Let others know that whoever wrote the texts is alive."""
        for tries_left in reversed(range(_TRIES)):
            if self._is_living:
                return
            try:
                make_private_folders(self._folder)
                self._living.enter_context(try_lock(_lock_of(self._folder, self._copy)))
                self._is_living = True
            except (FileNotFoundError, FileExistsError):
                if not tries_left:
                    raise


@dataclass(frozen=True, slots=True)
class Kept:
    """What one running copy of the program keeps.

    Attributes:
        copy: its name.
        paths: the files of its texts, the oldest first.
    """

    copy: str
    paths: tuple[Path, ...]


def kept_texts(folder: Path) -> list[Kept]:
    """What is kept by copies of the program, the oldest first, alive or not.

    One that was killed may have left nothing but its name.
    """
    named = (*_files(folder, "*-*", _SUFFIX), *_files(folder, "*", _HELD))
    copies = sorted({path.name.removesuffix(_HELD).split("-")[1] for path in named})
    return [Kept(copy, tuple(_of_copy(folder, copy))) for copy in copies]


@contextmanager
def taken_over(folder: Path, kept: Kept) -> Iterator[bool]:
    """Have what a copy has kept for oneself; tells whether that copy has ended.

    Raises:
        OSError: it cannot be found out.
    """
    lock = _lock_of(folder, kept.copy)
    with try_lock(lock) as has_ended:
        yield has_ended
        if has_ended and not _of_copy(folder, kept.copy):
            lock.unlink(missing_ok=True)


def is_being_written(folder: Path, kept: Kept) -> bool:
    """Whether the copy that has kept it is alive, which is only looked at.

    Raises:
        OSError: it cannot be found out.
    """
    return is_locked(_lock_of(folder, kept.copy))


def uid_of(path: Path) -> bytes:
    """What a kept text is known by, see `Held`: 16 bytes.

    Raises:
        ValueError: the file is not one of ours.
    """
    return bytes.fromhex(path.name.removesuffix(_SUFFIX).rpartition("-")[2])


def _of_copy(folder: Path, copy: str) -> list[Path]:
    return _files(folder, f"{copy}-*", _SUFFIX)


def _files(folder: Path, pattern: str, suffix: str) -> list[Path]:
    # Another copy that ends may clear the folder away.
    with suppress(FileNotFoundError):
        return sorted(folder.glob(f"{_NAME}{pattern}{suffix}"))
    return []


def _lock_of(folder: Path, copy: str) -> Path:
    return folder / f"{_NAME}{copy}{_HELD}"


def _forget_copy(folder: Path, copy: str) -> None:
    with suppress(OSError):
        _lock_of(folder, copy).unlink(missing_ok=True)
