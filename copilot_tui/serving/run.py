"""Serving until the user or the system asks for the end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from copilot_tui.serving.app_process import AppProcess
from copilot_tui.serving.sessions import Sessions
from copilot_tui.serving.site import Site

if TYPE_CHECKING:
    from copilot_tui.serving.access import Access
    from copilot_tui.serving.address import Address

_LAST_ANSWERS_SECONDS = 1.0
_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(
    address: Address,
    access: Access,
    command: Callable[[int | None], Sequence[str]],
    environ: Mapping[str, str],
    on_ready: Callable[[], None],
) -> signal.Signals:
    """Serve the app until a signal asks for the end, and end all of its processes.

    Args:
        address: where.
        access: to whom.
        command: what runs for a page, given the conversation that it had open before.
        environ: of this process.
        on_ready: called once pages are answered.

    Returns:
        The signal.
    """
    sessions = Sessions(lambda conversation: AppProcess(command(conversation), environ))
    return asyncio.run(_serve(address, Site(access, sessions), sessions, on_ready))


async def _serve(
    address: Address, site: Site, sessions: Sessions, on_ready: Callable[[], None]
) -> signal.Signals:
    # It would print tracebacks for requests that make no sense.
    logging.getLogger("aiohttp").addHandler(logging.NullHandler())
    loop = asyncio.get_running_loop()
    asked: asyncio.Future[signal.Signals] = loop.create_future()

    def ask(number: signal.Signals) -> None:
        if not asked.done():
            asked.set_result(number)
        else:
            sessions.kill()

    for number in _ASKING:
        loop.add_signal_handler(number, ask, number)
    runner = web.AppRunner(
        site.application(),
        handle_signals=False,
        access_log=None,
        shutdown_timeout=_LAST_ANSWERS_SECONDS,
    )
    await runner.setup()
    try:
        await web.SockSite(runner, address.listener).start()
        on_ready()
        return await asked
    finally:
        await sessions.close()
        await runner.cleanup()
