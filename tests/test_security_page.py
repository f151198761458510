"""SECURITY.md names the proof of what it says."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "SECURITY.md"


def test_every_proof_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE.read_text(encoding="utf-8")))

    assert len(named) > 10
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_the_page_fits_the_source_distribution() -> None:
    assert f'"{PAGE.name}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
