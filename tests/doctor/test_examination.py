"""Checks that hang or fail."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from copilot_tui.doctor.examination import Check, Examination
from copilot_tui.doctor.finding import Finding, Verdict, ok

if TYPE_CHECKING:
    from collections.abc import Sequence


def well() -> Sequence[Finding]:
    return (ok("good", "Fine."),)


def broken() -> Sequence[Finding]:
    raise ValueError("a secret")


def test_a_check_that_hangs_is_given_up_and_holds_up_nobody() -> None:
    never = threading.Event()

    def hanging() -> Sequence[Finding]:
        never.wait()
        return ()

    began = time.monotonic()
    checks = (Check("Disk", "mount", hanging, 0.2), Check("Disk", "a", well), Check("B", "b", well))
    examination = Examination(checks)
    areas = dict(examination.areas())
    assert not examination.is_over
    never.set()

    assert time.monotonic() - began < 10
    late, good = areas["Disk"]
    assert (late.check, late.verdict) == ("mount", Verdict.FAULT)
    assert late.what == "Not finished within 0.2 s, so it was given up."
    assert (good.verdict, areas["B"][0].verdict) == (Verdict.OK, Verdict.OK)


def closed() -> Sequence[Finding]:
    raise PermissionError(13, "Permission denied", "/home/closed")


def test_what_may_not_be_looked_at_is_a_fault_that_names_it() -> None:
    ((_, (finding,)),) = Examination((Check("Area", "name", closed),)).areas()

    assert (finding.verdict, finding.what) == (Verdict.FAULT, "Permission denied: /home/closed")


def test_a_check_that_fails_is_a_fault_without_the_words_of_the_error() -> None:
    ((_, (finding,)),) = Examination((Check("Area", "name", broken),)).areas()

    assert finding.verdict is Verdict.FAULT
    assert finding.what == "The check itself failed (ValueError)."
    assert "secret" not in repr(finding)
