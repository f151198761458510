"""A text of the user's on its way to a server, as it is kept on this machine meanwhile."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

_TYPES: Final = {
    "conversation": (int, type(None)),
    "edits": (int, type(None)),
    "text": (str,),
    "owner": (str,),
    "before": (list,),
    "written": (int, float),
    "is_sent": (bool,),
    "adds": (bool,),
}


@dataclass(frozen=True, slots=True)
class Unsent:
    """A text, and where it was written.

    Attributes:
        conversation: row id; None for the one that does not exist until something is sent in it.
        edits: row id of the message whose new version it is; None for a plain draft.
        text: clean.
        owner: the running copy of the program; empty where it had not opened the store yet.
        before: what it knows to have been the draft there, the newest last.
        written: Unix time in seconds.
        is_sent: whether it was sent, or let wait, rather than only typed.
        adds: whether it belongs below the draft there, whatever that is.
    """

    conversation: int | None
    edits: int | None
    text: str
    owner: str
    before: tuple[str, ...]
    written: float
    is_sent: bool = False
    adds: bool = False

    def encoded(self) -> bytes:
        """For a file."""
        # What cannot be encoded as UTF-8 is escaped.
        return json.dumps(asdict(self)).encode("ascii")


def decoded(data: bytes) -> Unsent:
    """From a file.

    Raises:
        ValueError: it is none, or only a part of one.
    """
    found = json.loads(data)
    if not isinstance(found, dict) or found.keys() != _TYPES.keys():
        raise ValueError("other names")
    for name, types in _TYPES.items():
        if type(found[name]) not in types:
            raise ValueError(name)
    if not all(isinstance(text, str) for text in found["before"]):
        raise ValueError("before")
    return Unsent(**found | {"before": tuple(found["before"])})
