"""Work that runs beside the handling of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.dom import DOMNode
    from textual.worker import Worker


def in_worker(
    node: DOMNode,
    work: Callable[[], Awaitable[object]],
    *,
    group: str,
    exclusive: bool = False,
    exit_on_error: bool = False,
) -> Worker[None]:
    """Run work in a worker, which ends with its widget.

    Textual (8.2.8) never awaits a coroutine whose worker is cancelled before its first step,
    and Python warns of it. So the work is called only when the worker has begun.

    Args:
        node: the widget, screen or app that the worker belongs to.
        work: called in the worker, and awaited; a method, a partial, or a function.
        group: what the worker is known by.
        exclusive: whether those of the same group and node are cancelled.
        exit_on_error: whether a fault ends the app.

    Returns:
        The worker. What else becomes of it is not told unless somebody waits for it.
    """

    async def run() -> None:
        await work()

    # Its description would else be made of all that the work was given, long texts among it.
    return node.run_worker(
        run,
        name=group,
        group=group,
        description=group,
        exclusive=exclusive,
        exit_on_error=exit_on_error,
    )
