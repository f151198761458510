"""Going on with a conversation only when nobody else is answering in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from copilot_tui.private_folders import make_private_folders
from copilot_tui.store.failures import store_error
from copilot_tui.store.instance import try_lock

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.paths import Paths

LOOK_SECONDS: Final = 0.2
"""Between two looks at a conversation that still answers."""

_NAME: Final = "asking"


@contextmanager
def turn(
    paths: Paths, *, streams: Callable[[], bool], pause: Callable[[float], None]
) -> Iterator[None]:
    """Be the only one that asks in a conversation that nobody is answering in.

    Within this context the question and the empty row of its reply are to be written: by
    that row the others see that it is answered.

    Args:
        paths: where the locks are.
        streams: whether somebody is answering in it now.
        pause: waits for so many seconds; may raise whatever ends the run.

    Raises:
        StoreError: the lock cannot be made.
    """
    while True:
        with _locked(paths) as is_ours:
            if is_ours and not streams():
                yield
                return
        pause(LOOK_SECONDS)


@contextmanager
def _locked(paths: Paths) -> Iterator[bool]:
    with ExitStack() as held:
        try:
            make_private_folders(paths.instances)
            is_ours = held.enter_context(try_lock(paths.instances / _NAME))
        except OSError as error:
            raise store_error(error, paths.data) from error
        yield is_ours
