"""What may be told of a run: figures, ids and fixed words, never a text or a secret."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Field: TypeAlias = str | int | float | bool

LONGEST_WORD = 64
"""Characters of a name, a host or a version."""

_NO_PART_OF_A_WORD = re.compile(r"[^A-Za-z0-9._:+@/\[\]-]")


class Log:
    """The log of a run that asked for none: nothing is kept.

    The methods are all that a log can be told. Each takes only what may be seen by whoever
    is sent the log: no method takes a message, an error's words, a key or a whole address.
    """

    def write(self, event: str, fields: Mapping[str, Field]) -> None:
        """Keep one event; a log that keeps something overrides this."""

    def started(
        self, *, version: str, python: str, terminal: str, plain: bool, profiles: Sequence[str]
    ) -> None:
        """The program begins.

        Args:
            version: of this program.
            python: version of Python.
            terminal: the value of TERM.
            plain: whether it chats line by line.
            profiles: names of the profiles, the selected one first.
        """
        names = "/".join(word(name.replace("/", "?")) for name in profiles)
        fields = {"version": version, "python": python, "terminal": terminal}
        self.write("started", {**fields, "plain": plain, "profiles": names})

    def asked(
        self,
        *,
        url: str,
        path: str,
        status: int,
        seconds: float,
        error: BaseException | None = None,
    ) -> None:
        """A server was asked for a list, or who it is.

        Args:
            url: its base URL, of which only the host is kept.
            path: what was asked for, such as "models".
            status: the HTTP status; 0 when none came.
            seconds: until the whole answer was there.
            error: what went wrong; only its class is kept.
        """
        self.write(
            "asked",
            {
                "host": host_of(url),
                "path": path.partition("/")[0],
                "status": status,
                "seconds": round(seconds, 3),
                "error": _class(error),
            },
        )

    def reply_ended(
        self,
        *,
        url: str,
        status: int,
        first_seconds: float | None,
        seconds: float,
        deltas: int,
        characters: int,
        end: str,
        error: BaseException | None = None,
    ) -> None:
        """A request for a reply is over.

        Args:
            url: base URL of the server, of which only the host is kept.
            status: the HTTP status; 0 when none came.
            first_seconds: until the first of the reply was there; None when nothing came.
            seconds: until the end.
            deltas: pieces of text that came.
            characters: of all of them.
            end: "complete", "broken-off" or "failed".
            error: what went wrong; only its class is kept.
        """
        self.write(
            "reply",
            {
                "host": host_of(url),
                "status": status,
                "first_seconds": "-" if first_seconds is None else round(first_seconds, 3),
                "seconds": round(seconds, 3),
                "deltas": deltas,
                "characters": characters,
                "end": end,
                "error": _class(error),
            },
        )

    def store_failed(self, error: BaseException) -> None:
        """Something could not be read or kept; classes and codes are all that is told."""
        cause = error.__cause__
        code = getattr(cause, "sqlite_errorname", "")
        if not code and isinstance(cause, OSError):
            code = errno.errorcode.get(cause.errno or 0, "")
        self.write(
            "store.failed", {"error": _class(error), "cause": _class(cause), "code": code or "-"}
        )

    def profile_failed(self, profile: str, error: BaseException) -> None:
        """Nobody can be asked for a profile; most likely its key cannot be had."""
        self.write("profile.failed", {"profile": word(profile), "error": _class(error)})

    def server_started(self, profile: str, seconds: float) -> None:
        """A server of ours answers, so many seconds after it was started."""
        self.write("server.started", {"profile": profile, "seconds": round(seconds, 3)})

    def server_failed(self, profile: str, seconds: float) -> None:
        """A server of ours did not come up within so many seconds."""
        self.write("server.failed", {"profile": profile, "seconds": round(seconds, 3)})

    def server_ended(self, profile: str) -> None:
        """A server of ours was told to end."""
        self.write("server.ended", {"profile": profile})

    def quit(self, status: int) -> None:
        """The program ends with this exit status."""
        self.write("quit", {"status": status})


def word(value: str) -> str:
    """A name as one word; whatever could be more than that becomes "?"."""
    return _NO_PART_OF_A_WORD.sub("?", value[:LONGEST_WORD]) or "-"


def host_of(url: str) -> str:
    """Host and port of an address, without user, password, path and query."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _class(error: BaseException | None) -> str:
    return "-" if error is None else type(error).__name__
