"""Time for the scripted servers to say who they are, on a busy machine, too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from copilot_tui.api import catalog
from copilot_tui.profile import Timeouts

_PATIENCE = 40.0


@contextmanager
def patient_probes() -> Iterator[None]:
    """Within this, a server is not taken for one that is silent because nothing gets on.

    A user waits a second for a connection. A test that shares its processor with others may
    get none of it for so long, and then it sees an app that has found no server.
    """
    with pytest.MonkeyPatch.context() as patch:
        limits = Timeouts(connect=_PATIENCE, first_byte=_PATIENCE, between_chunks=_PATIENCE)
        patch.setattr(catalog, "_PROBE_SECONDS", _PATIENCE)
        patch.setattr(catalog, "_PROBE_TIMEOUTS", limits)
        yield
