"""What the program depends on, so that nothing comes along unseen.

No list of this kind knows what was found yesterday; `.ci/run` asks for that where it can.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).parents[1] / "pyproject.toml"

DIRECT = {
    "textual",
    "click",
    "httpx",
    "markdown-it-py",
    "pygments",
    "platformdirs",
    "pathspec",
    "pillow",
    "pyyaml",
}
"""What the program itself imports."""

BROUGHT = {
    "anyio",
    "certifi",
    "h11",
    "httpcore",
    "idna",
    "linkify-it-py",
    "mdit-py-plugins",
    "mdurl",
    "rich",
    "typing-extensions",
}
"""What those bring along."""

NOT_BELOW = {
    "anyio": "4.4.0",  # PVE-2024-71199: a race that could crash or cross connections
    "certifi": "2024.7.4",  # CVE-2024-39689: roots of GLOBALTRUST
    "h11": "0.16.0",  # CVE-2025-43859: bad chunk ends let requests be smuggled
    "idna": "3.7",  # CVE-2024-3651: a host name that takes for ever
    "markdown-it-py": "2.2.0",  # CVE-2023-26302 and 26303: text that raises
    "pillow": "13.0.0",  # CVE-2026-96639, GHSA-5x8w-8jj5-q52h: pictures that write where they like
    "pyyaml": "5.4",  # CVE-2020-14343: the full loader runs what a file says
    "pygments": "2.15.1",  # CVE-2022-40896: text that takes for ever
}
"""The first versions without a fault that is known."""


def declared() -> list[Requirement]:
    """The dependencies that `pyproject.toml` names."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"]]


def installed(name: str) -> set[str]:
    """Everything that a package needs here at run time, whatever it comes by."""
    found: set[str] = set()
    waiting = [(name, frozenset[str]())]
    seen = set(waiting)
    while waiting:
        package, extras = waiting.pop()
        for text in requires(package) or ():
            requirement = Requirement(text)
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                continue
            needed = (canonicalize_name(requirement.name), frozenset(requirement.extras))
            found.add(needed[0])
            if needed not in seen:
                seen.add(needed)
                waiting.append(needed)
    return found


def test_what_is_imported_is_what_is_named_each_with_both_bounds() -> None:
    assert {canonicalize_name(each.name) for each in declared()} == DIRECT
    for each in declared():
        operators = {clause.operator for clause in each.specifier}
        assert operators == {">=", "<"}, f"{each.name} lacks a bound"
        assert each.url is None


def test_nothing_is_brought_along_unseen() -> None:
    assert installed("copilot-tui") == DIRECT | BROUGHT


@pytest.mark.parametrize("name", NOT_BELOW)
def test_no_version_with_a_known_fault_is_installed(name: str) -> None:
    assert Version(version(name)) >= Version(NOT_BELOW[name])


@pytest.mark.parametrize("name", sorted(DIRECT & NOT_BELOW.keys()))
def test_no_version_with_a_known_fault_may_be_installed(name: str) -> None:
    (allowed,) = (each.specifier for each in declared() if canonicalize_name(each.name) == name)
    lowest = next(clause.version for clause in allowed if clause.operator == ">=")

    assert Version(lowest) in SpecifierSet(f">={NOT_BELOW[name]}")
