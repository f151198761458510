"""Every error that this program raises on purpose.

CopilotError
├── ConfigError            the configuration, a flag or an environment variable is wrong
├── StoreError             the conversations cannot be opened, read or written
│   ├── Gone               what was to be read or changed is no longer in it
│   ├── Unwritable         it cannot be written; what stands in it may be read
│   ├── CopyRefused        what was named as its file, or as a copy of it, is none
│   ├── StoreDamaged       what stands in it makes no sense
│   ├── StoreUnreachable   the server that has the conversations does not answer now
│   │   └── StoreSilent    nor does it let anybody in
│   └── Overtaken          somebody else wrote the same at once; done again it works
├── ServerStartError       a server that we start ourselves did not come up
├── ServingFailed          the app cannot be served in web pages
├── CopyFailed             a text reached neither a clipboard nor a file
├── EditorFailed           the external editor brought no text back
├── FileRefused            a file cannot or must not go into a message
├── ImportRefused          nothing can be read from a file that was to be imported
│   └── UnknownKind        it is none of those that can be imported
├── ExportFailed           conversations could not be written to a file
├── NotFound               what a command was asked about is not there
├── OutputFailed           what a command has brought could not be written
└── ReplyError             a request brought no complete reply
    ├── PicturesRefused    the model that was asked takes no pictures
    ├── ServerUnreachable  nothing answered; the request never left
    │   └── EnvironmentUnusable  a proxy or certificates that it names keep all of them in
    ├── RequestRefused     the server answered with an HTTP error before any text
    ├── ReplyFailed        the server reported an error in the middle of a reply
    └── ReplyInterrupted   the stream ended, stalled or broke before it was finished

Each carries one sentence on what happened and one on what to do, so that whoever
catches it can show it as it is.
"""

from __future__ import annotations

TRY_AGAIN = "Try again."
"""What to do when there is nothing better; the interface names its key in its place."""

WITHOUT_PICTURE = "Choose another with f3, or take the picture out with e."
"""What to do when a model cannot see."""


class CopilotError(Exception):
    """What happened, what to do about it, and the other side's own words.

    Args:
        what: one plain sentence saying what happened, ending in a full stop.
        todo: one plain sentence saying what the user can do; may be empty.
        detail: the words of the server, the parser or the system, kept as they came.
    """

    def __init__(self, what: str, todo: str = "", *, detail: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.detail = detail

    @property
    def lines(self) -> str:
        """All three parts in reading order, each on a line of its own."""
        return "\n".join(part for part in (self.what, self.detail, self.todo) if part)

    def __str__(self) -> str:
        """All three parts in reading order, on one line."""
        return " ".join(part for part in (self.what, self.detail, self.todo) if part)


class ConfigError(CopilotError):
    """The configuration, a flag or an environment variable is wrong."""


class StoreError(CopilotError):
    """The conversation file cannot be opened, read or written."""


class Gone(StoreError):
    """What was to be read or changed is no longer there; trying again does not help."""


class Unwritable(StoreError):
    """The conversation file cannot be written; what stands in it may still be read."""


class CopyRefused(StoreError):
    """What was named as a file of conversations, or as a copy, is none that can be used."""


class StoreDamaged(StoreError):
    """What stands in the conversation file makes no sense; opening it anew mends that."""


class StoreUnreachable(StoreError):
    """The server that has the conversations does not answer now; it may again later."""


class StoreSilent(StoreUnreachable):
    """Nothing has come from it for long, and it was tried in vain to reach it anew."""


class StoreLocked(StoreError):
    """Somebody else has kept the conversations locked for too long; they may let go of them."""


class Overtaken(StoreError):
    """Somebody else wrote the same at the same moment; nothing was kept, and may be done again."""


class ServerStartError(CopilotError):
    """A server that the app starts itself did not come up."""


class ServingFailed(CopilotError):
    """The app cannot be served in web pages."""


class CopyFailed(CopilotError):
    """A text reached neither a clipboard nor a file."""


class EditorFailed(CopilotError):
    """The external editor brought no text back; the draft is as it was."""


class FileRefused(CopilotError):
    """A file cannot or must not go into a message; the prompt is as it was."""


class ImportRefused(CopilotError):
    """Nothing can be read from a file that was to be imported; nothing was changed."""


class UnknownKind(ImportRefused):
    """A file is none of those that can be imported, which `todo` lists."""


class ExportFailed(CopilotError):
    """Conversations could not be written to a file; what was there is as it was."""


class NotFound(CopilotError):
    """What a command was asked about is not there, or a search has no hit."""


class OutputFailed(CopilotError):
    """What a command has brought could not be written to standard output or a file."""


class ReplyError(CopilotError):
    """A request brought no complete reply."""


class PicturesRefused(ReplyError):
    """The model that was asked takes no pictures; nothing of the message is lost."""


class ServerUnreachable(ReplyError):
    """Nothing answered at the server's address; the request never left."""


class EnvironmentUnusable(ServerUnreachable):
    """The environment names a proxy or certificates that cannot be used."""


class RequestRefused(ReplyError):
    """The server answered with an HTTP error before any text.

    Args:
        status: the HTTP status code.
        what: see `CopilotError`.
        todo: see `CopilotError`.
        detail: see `CopilotError`.
    """

    def __init__(self, status: int, what: str, todo: str = "", *, detail: str = "") -> None:
        super().__init__(what, todo, detail=detail)
        self.status = status


class ReplyFailed(ReplyError):
    """The server reported an error in the middle of a reply."""


class ReplyInterrupted(ReplyError):
    """The stream ended, stalled or broke before it was finished."""
