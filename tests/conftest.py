"""What holds for all tests."""

from __future__ import annotations

import gc

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""How long an example takes says more about the machine than about the program."""


def pytest_collection_finish() -> None:
    """Spare the collector of garbage the thousands of tests that are there to the end.

    To look through them took a quarter of the processor time of tests that start an app, and
    0.2 s at once, which is longer than any pause that a test of the event loop allows.
    """
    gc.collect()
    gc.freeze()
