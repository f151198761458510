"""With which status the program ends, for scripts to rely on."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses of all commands and of the app.

    Attributes:
        DONE: all went well.
        FAILED: the server said no, the reply broke off, nothing could be written, or a check
            has found a fault.
        WRONG_WORDS: a word, the configuration or an input file is wrong.
        UNREACHABLE: there is no server or no key, or the server could not be reached.
        STORE: the conversations could not be read or written.
        NOT_FOUND: there is no such conversation or message, or a search has no hit.
        INTERRUPTED: ctrl+c; what a shell takes for it.
        OUTPUT_CLOSED: nobody reads the output any more; what a shell takes for SIGPIPE.
    """

    DONE = 0
    FAILED = 1
    WRONG_WORDS = 2
    UNREACHABLE = 3
    STORE = 4
    NOT_FOUND = 5
    INTERRUPTED = 130
    OUTPUT_CLOSED = 141


STATUSES_TOLD = """\
Exit status:
  0    done
  1    failed: the server said no, the reply broke off, nothing could be written, or a
       check has found a fault
  2    a word, the configuration or an input file is wrong
  3    no server or no key, or the server could not be reached
  4    the conversations could not be read or written
  5    not found: no such conversation or message, no hit
  130  ended by ctrl+c
  141  nobody reads the output any more
"""
"""The same for the help."""
