"""Dialling a server for no longer than somebody has patience.

How long libpq waits is settled when it begins, and where it looks for the address of a host it
does not look at the time at all.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

from copilot_tui.store.postgres.connecting import check_installed, dial
from copilot_tui.store.postgres.refusals import refusal

if TYPE_CHECKING:
    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.config.database_password import DatabasePassword
    from copilot_tui.store.postgres.patience import Patience
    from copilot_tui.store.postgres.patient import PatientConnection

LOOK_SECONDS = 0.1
"""Between two looks at whether the program ends."""


def dial_while_patient(
    address: DatabaseAddress, password: DatabasePassword, patience: Patience
) -> PatientConnection:
    """Do what `dial` does, but wait less as soon as the program ends.

    Args:
        address: see `dial`.
        password: see `dial`.
        patience: with a server that is silent; may change meanwhile.

    Raises:
        StoreError: see `dial`.
    """
    dialled: Future[PatientConnection] = Future()

    def work() -> None:
        try:
            connection = dial(address, password)
        except BaseException as error:
            # Whoever waits has it raised again.
            dialled.set_exception(error)
        else:
            dialled.set_result(connection)

    check_installed()
    begun = time.monotonic()
    # Nobody waits for it when the program ends.
    threading.Thread(target=work, name="dial", daemon=True).start()
    while not wait([dialled], timeout=LOOK_SECONDS).done:
        if patience.is_short and time.monotonic() - begun > patience.answer_seconds:
            dialled.add_done_callback(_close)
            raise _silent(address)
    return dialled.result()


def _silent(address: DatabaseAddress) -> Exception:
    """What `dial` raises when libpq has waited for too long."""
    from psycopg.errors import ConnectionTimeout

    return refusal(ConnectionTimeout("connection timeout expired"), address)


def _close(dialled: Future[PatientConnection]) -> None:
    """The server answered after all, when nobody wanted it any more."""
    if dialled.exception() is None:
        dialled.result().close()
