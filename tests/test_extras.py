"""What is said of packages that can be added."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from copilot_tui.docs.pages import PAGE_NAMES, source_of
from copilot_tui.extras import clone_in_use, how_to_add
from copilot_tui.files import documents

_FROM_A_REGISTRY = re.compile(r"install [^\n`]*\bcopilot-tui\[")
"""The program itself is in none."""


EDITABLE = {"url": "file:///home/ann/a%20clone", "dir_info": {"editable": True}}


class Installed:
    """What is known of an installed program."""

    def __init__(self, origin: object, installer: str) -> None:
        self._files = {"direct_url.json": json.dumps(origin), "INSTALLER": f"{installer}\n"}

    def read_text(self, name: str) -> str | None:
        return self._files.get(name)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has the program be installed in some way."""

    def install(origin: object, installer: str, prefix: str) -> None:
        monkeypatch.delenv("UV_PROJECT_ENVIRONMENT", raising=False)
        monkeypatch.setattr(metadata, "distribution", lambda _: Installed(origin, installer))
        monkeypatch.setattr(sys, "prefix", prefix)
        monkeypatch.setattr(sys, "executable", f"{prefix}/bin/python")

    return install


@pytest.mark.parametrize(
    ("origin", "prefix"),
    [
        ({}, "/home/ann/.local/pipx/venvs/copilot-tui"),
        ({**EDITABLE, "dir_info": {}}, "/home/ann/.local/pipx/venvs/copilot-tui"),
        (EDITABLE, "/home/ann/.local/pipx/venvs/copilot-tui"),
        ([], "/home/ann/a clone/.venv"),
    ],
)
def test_a_package_is_added_by_what_has_installed_the_program(
    installed: Callable[..., None], origin: object, prefix: str
) -> None:
    installed(origin, "uv", prefix)
    told = how_to_add("keyring", "keyring")

    assert told.startswith("pipx inject copilot-tui keyring, or")
    assert 'uv pip install --python "$(uv tool dir)/copilot-tui" keyring' in told


def test_in_a_clone_it_is_an_extra(
    installed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(EDITABLE, "uv", "/home/ann/a clone/.venv")
    told = "uv sync --project '/home/ann/a clone' --inexact --extra postgres"
    assert how_to_add("'psycopg[binary]'", "postgres") == told
    monkeypatch.setattr(Path, "cwd", lambda: Path("/home/ann/a clone"))
    assert how_to_add("'psycopg[binary]'", "postgres") == "uv sync --inexact --extra postgres"

    installed(EDITABLE, "pip", "/home/ann/a clone/.venv")
    told = "'/home/ann/a clone/.venv/bin/python' -m pip install 'psycopg[binary]'"
    assert how_to_add("'psycopg[binary]'", "postgres") == told


@pytest.mark.parametrize("dir_info", [{"editable": True}, {"editable": False}, {}])
def test_it_is_an_extra_in_whatever_environment_the_clone_has(
    installed: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    dir_info: dict[str, bool],
) -> None:
    clone, elsewhere = tmp_path / "clone", tmp_path / "elsewhere"
    clone.mkdir()
    elsewhere.mkdir()
    (clone / ".venv").symlink_to(elsewhere)
    origin = {"url": clone.as_uri(), "dir_info": dir_info}
    told = f"uv sync --project {clone} --inexact --extra postgres"

    installed(origin, "uv", str(clone / ".venv"))
    assert how_to_add("psycopg", "postgres") == told
    installed(origin, "uv", str(elsewhere))
    assert how_to_add("psycopg", "postgres").startswith("pipx inject")
    for named in (str(elsewhere), "../elsewhere"):
        monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", named)
        assert how_to_add("psycopg", "postgres") == told


def test_where_the_files_of_a_clone_are_run_the_extra_is_told_too(
    installed: Callable[..., None],
) -> None:
    installed(EDITABLE, "uv", "/home/ann/.cache/uv/builds/x")
    told = how_to_add("keyring", "keyring")

    assert told.startswith("pipx inject copilot-tui keyring, or after uv tool install: ")
    assert told.endswith(
        ", or in the clone: uv sync --project '/home/ann/a clone' --inexact --extra keyring"
    )


def test_a_program_that_was_not_installed_is_in_no_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    assert clone_in_use() is None


def test_every_extra_that_is_told_is_one() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path("copilot_tui").rglob("*.py")]
    told = {name for text in sources for name in re.findall(r"how_to_add\([^()]*'(\w+)'\)", text)}
    known = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))

    assert told == {"serve", "postgres", "keyring", "documents"}
    assert told < known["project"]["optional-dependencies"].keys()


def test_no_page_takes_the_program_from_a_registry() -> None:
    assert _FROM_A_REGISTRY.search('pipx install --force "copilot-tui[serve]"'.replace('"', ""))
    for page in PAGE_NAMES:
        assert not _FROM_A_REGISTRY.search(source_of(page).replace('"', "")), page


def test_the_pages_name_the_commands_that_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilot_tui.extras._installed", lambda: None)
    for page, package in (("browser", "textual-serve"), ("pictures", documents._CONVERTER)):
        for command in how_to_add(package, page).split(", or after uv tool install: "):
            assert f"{command}\n" in source_of(page)
