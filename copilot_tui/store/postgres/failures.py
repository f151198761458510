"""What a server reports once it has let us in, in words for whoever reads the screen.

Before that, `refusals.py` finds the words.

The codes are those of postgresql.org/docs/current/errcodes-appendix.html. No password is in
any of it: neither psycopg nor the server repeats one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors

from copilot_tui.errors import (
    Gone,
    Overtaken,
    StoreError,
    StoreLocked,
    StoreSilent,
    StoreUnreachable,
    Unwritable,
)
from copilot_tui.store.postgres.patient import NobodyAnswers
from copilot_tui.store.postgres.schema import NEWER
from copilot_tui.store.postgres.unfit import HOW_TO_FIT, MISFIT
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What happened, with `{place}` in it, and what to do.

    Attributes:
        what: one sentence.
        todo: one sentence.
        kind: the error that says so.
    """

    what: str
    todo: str
    kind: type[StoreError] = StoreError


_UNREACHABLE = _Sentences(
    "The database {place} cannot be reached.",
    "Check the network, and that the server runs; then try again.",
    StoreUnreachable,
)
_SILENT = _Sentences(
    "Nothing comes from the database {place} any more, and no new connection to it comes about.",
    "Check the network, and that the server runs; then try again.",
    StoreSilent,
)
_SHUT_DOWN = _Sentences(
    "The database {place} is being shut down or has just started.",
    "Try again in a moment.",
    StoreUnreachable,
)
_CROWDED = _Sentences(
    "The database {place} has too many connections already.",
    "Try again, or close other programs that use it.",
    StoreUnreachable,
)
_WRONG_PASSWORD = _Sentences(
    "The database {place} did not accept the user name or the password.",
    "Check both, and whether the server lets this user in from here.",
)
_NO_DATABASE = _Sentences(
    "There is no database {place}.",
    "Check its name, or have it made: createdb",
)
_NOT_PERMITTED = _Sentences(
    "You are not permitted to use the tables of the database {place}.",
    "Where the tables are not there or older, their owner has to start this program with it "
    "once; else copilot-tui doctor says which rights are missing.",
)
_FULL = _Sentences(
    "The disk of the database {place} is full, so nothing could be written.",
    "Have some space freed there.",
    Unwritable,
)
_READ_ONLY = _Sentences(
    "The database {place} is read-only.",
    "Use the server that may be written, or wait until this one may.",
    Unwritable,
)
_LOCKED = _Sentences(
    "Another program has kept the database {place} locked for too long.",
    "Try again; if it goes on, close the other program.",
    StoreLocked,
)
_TOO_LONG = _Sentences(
    "The database {place} took too long to answer.",
    "Try again; if it goes on, look what keeps the server busy.",
)
_AT_ONCE = _Sentences(
    "Another copy of this program has written the same in the database {place} just now.",
    "Try again.",
    Overtaken,
)
_GONE = _Sentences(
    "What was to be changed in the database {place} no longer exists.",
    "It may have been deleted in another window; choose another conversation.",
    Gone,
)
_TOO_BIG = _Sentences(
    "The text is too long for the database {place}.",
    "Shorten it; one message can hold about a gigabyte.",
)
_MIGRATED = _Sentences(
    "The database {place} has just been brought up to date by a newer version of this program.",
    "Quit, and start the newer version.",
    Unwritable,
)
_MISFIT = _Sentences(MISFIT, HOW_TO_FIT)
_OTHER = _Sentences(
    "The database {place} could not be used.",
    "Try again; if it goes on, report the fault.",
)

_SAY_ALL = (_FULL, _READ_ONLY, _LOCKED, _AT_ONCE, _MIGRATED, _SILENT)
"""Those beside which the words of the server say nothing more."""

_BY_STATE: Mapping[str, _Sentences] = {
    "08": _UNREACHABLE,
    "22": _OTHER,
    "23": _GONE,
    "23505": _AT_ONCE,
    "25006": _READ_ONLY,
    "25P03": _UNREACHABLE,
    "28": _WRONG_PASSWORD,
    "3D000": _NO_DATABASE,
    "40": _AT_ONCE,
    # Whether it has been kept is not known (in CockroachDB: "result is ambiguous").
    "40003": _UNREACHABLE,
    "42501": _NOT_PERMITTED,
    # A table, column, rule or function that is missing, or there already.
    "42701": _MISFIT,
    "42703": _MISFIT,
    "42710": _MISFIT,
    "42723": _MISFIT,
    "42P01": _MISFIT,
    "42P07": _MISFIT,
    "53100": _FULL,
    "53300": _CROWDED,
    "54000": _TOO_BIG,
    "55P03": _LOCKED,
    "57014": _TOO_LONG,
    "57P": _SHUT_DOWN,
    NEWER: _MIGRATED,
}
"""By SQLSTATE, or the beginning of one."""


def store_error(error: psycopg.Error, place: str) -> StoreError:
    """Say in plain words what `error` means.

    Args:
        error: as psycopg raised it.
        place: which database it is, in words without a password.
    """
    sentences = _sentences_of(error)
    detail = "" if _is_said(sentences, error) else _words_of(error)
    return sentences.kind(sentences.what.format(place=place), sentences.todo, detail=detail)


def read_only(place: str) -> StoreError:
    """The error for a database that may only be read.

    Args:
        place: see `store_error`.
    """
    return _READ_ONLY.kind(_READ_ONLY.what.format(place=place), _READ_ONLY.todo)


def only_said(error: psycopg.Error, place: str) -> StoreError:
    """The same for whoever has only looked: that nothing can be written hinders nobody yet.

    Args:
        error: see `store_error`.
        place: see `store_error`.
    """
    said = store_error(error, place)
    return StoreError(said.what, said.todo) if isinstance(said, Unwritable) else said


def is_undone(error: psycopg.Error) -> bool:
    """Whether the server has kept nothing of a transaction at whose end it says this."""
    # A statement before its end did not fit what is there.
    is_refused = (error.sqlstate or "")[:2] in ("22", "23")
    return is_refused or _sentences_of(error).kind is Overtaken


def newer_schema(place: str, version: int, known: int) -> StoreError:
    """The error for a database that a newer program has made.

    Args:
        place: see `store_error`.
        version: of its schema.
        known: up to which version this program knows.
    """
    return StoreError(
        f"The database {place} was written by a newer version of this program.",
        "It was left as it is. Update this program, or choose another database.",
        detail=f"The schema has version {version}; up to {known} is known.",
    )


def _is_said(sentences: _Sentences, error: psycopg.Error) -> bool:
    """Whether other words say nothing more, such as those of libpq on a server that is gone."""
    is_silent = not error.diag.message_primary
    return sentences in _SAY_ALL or (sentences is _UNREACHABLE and is_silent)


def _words_of(error: psycopg.Error) -> str:
    """Without the statement: whoever reads it has not written that."""
    return error.diag.message_primary or one_line(str(error))


def _sentences_of(error: psycopg.Error) -> _Sentences:
    if isinstance(error, NobodyAnswers):
        return _SILENT
    state = error.diag.sqlstate or error.sqlstate or ""
    for length in (5, 3, 2):
        if state[:length] in _BY_STATE:
            return _BY_STATE[state[:length]]
    is_lost = isinstance(error, psycopg.OperationalError) and not state
    is_behind_a_fault = isinstance(error, errors.PipelineAborted)
    return _UNREACHABLE if is_lost and not is_behind_a_fault else _OTHER
