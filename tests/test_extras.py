"""What is said of packages that can be added."""

from __future__ import annotations

import re

from copilot_tui.config import key_ring
from copilot_tui.docs.pages import PAGE_NAMES, source_of
from copilot_tui.extras import how_to_add
from copilot_tui.files import documents

_FROM_A_REGISTRY = re.compile(r"install [^\n`]*\bcopilot-tui\[")
"""The program itself is in none."""


def test_a_package_is_added_by_what_has_installed_the_program() -> None:
    for told in (how_to_add("keyring"), key_ring._INSTALL):
        assert "pipx inject copilot-tui keyring, or" in told
        assert 'uv pip install --python "$(uv tool dir)/copilot-tui" keyring' in told
    assert '/copilot-tui" "markitdown[docx,pdf,pptx,xlsx]"' in documents._HOW_TO_ADD


def test_no_page_takes_the_program_from_a_registry() -> None:
    assert _FROM_A_REGISTRY.search('pipx install --force "copilot-tui[serve]"'.replace('"', ""))
    for page in PAGE_NAMES:
        assert not _FROM_A_REGISTRY.search(source_of(page).replace('"', "")), page


def test_the_pages_name_the_commands_that_are_told() -> None:
    for page, package in (("browser", "textual-serve"), ("pictures", documents._CONVERTER)):
        for command in how_to_add(package).split(", or after uv tool install: "):
            assert f"{command}\n" in source_of(page)
