"""Being asked to end by the system: what was begun is taken away first."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

from copilot_tui.command_line.status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKING: Final = ("SIGTERM", "SIGHUP")


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let a request to end raise, rather than end the program where it stands.

    One that is ignored, as by `nohup`, stays so.

    Raises:
        SystemExit: it came.
    """
    known = (getattr(signal, name, None) for name in _ASKING)
    taken = [each for each in known if each and signal.getsignal(each) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, _end)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


def _end(*_: object) -> NoReturn:
    raise SystemExit(int(ExitStatus.TERMINATED))
