"""The pages name everything that there is, and their links lead somewhere."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

import copilot_tui.docs
from copilot_tui.command_line import chat
from copilot_tui.command_line.command_table import COMMANDS as WORDS
from copilot_tui.commands import COMMANDS, COMMANDS_BY_ID
from copilot_tui.config import KeyMap
from copilot_tui.config.database_setting import DATABASE_KEYS
from copilot_tui.config.interface import INTERFACE_KEYS, Interface
from copilot_tui.docs.pages import (
    PAGE_NAMES,
    Page,
    anchor_of,
    load_page,
    load_pages,
    page_that_explains,
    place_of,
    source_of,
)
from copilot_tui.errors import NotFound
from copilot_tui.profile import Profile, Timeouts

PAGES = {page.name: page for page in load_pages(KeyMap())}
SOURCES = {name: source_of(name) for name in PAGE_NAMES}
EVERYTHING = "\n".join(SOURCES.values())
LIMITS = ("line", "event", "values", "reply", "listing")
EACH_PAGE = pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.name)


def is_named(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def without_code(text: str) -> str:
    """A page without its blocks of code."""
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def test_all_files_of_the_folder_are_pages() -> None:
    files = Path(copilot_tui.docs.__file__).parent.glob("*.md")

    assert {file.stem for file in files} == set(PAGE_NAMES)


def test_every_command_of_the_app_is_listed_with_its_keys() -> None:
    listed = PAGES["keys"].text

    for command in COMMANDS:
        assert not command.slash or f"`/{command.slash}`" in listed
        assert all(f"`{key}`" in listed for key in KeyMap().keys_of(command).split())


def test_the_page_that_explains_a_command_names_it_by_hand() -> None:
    assert page_that_explains("conversation.export") == "transfer"
    assert page_that_explains("message.copy") == "conversations"
    assert page_that_explains("list.page_up") == "keys"


def test_a_command_is_found_in_the_section_that_names_it_though_others_have_its_key() -> None:
    page = PAGES["conversations"]
    place = place_of("message.regenerate", page, KeyMap())

    assert page.text[place:].startswith("`r` asks for another answer")
    assert PAGES["keys"].text[place_of("list.up", PAGES["keys"], KeyMap()) :].startswith("`↑`")


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_command_line_is_named(word: str) -> None:
    assert f"copilot-tui {word}" in EVERYTHING


@pytest.mark.parametrize("word", ["", *WORDS])
def test_every_option_is_named(word: str) -> None:
    command = WORDS[word].load() if word else chat.command
    flags = {
        flag
        for option in command.params
        if isinstance(option, click.Option)
        for flag in option.opts
    }

    assert {flag for flag in flags if not is_named(flag, SOURCES["commands"])} == set()


def test_every_key_of_the_configuration_is_named() -> None:
    names = {name for path in Interface().values for name in path} | set(INTERFACE_KEYS)
    names |= {field.name for field in fields(Profile)} - {"name"}
    names |= {field.name for field in fields(Timeouts)} | {*LIMITS, "keys", "profile", "profiles"}
    names |= set(DATABASE_KEYS)

    assert {name for name in names if not is_named(name, SOURCES["configuration"])} == set()


@EACH_PAGE
def test_links_lead_to_pages_and_headings_that_exist(page: Page) -> None:
    source = without_code(SOURCES[page.name])

    assert len(re.findall(r"\]\(", source)) == len(page.links)
    for link in page.links:
        assert link.page in PAGES
        assert not link.heading or PAGES[link.page].start_of(link.heading) is not None


@EACH_PAGE
def test_every_placeholder_is_filled(page: Page) -> None:
    assert re.search(r"\{(?:key|commands)\b", page.text) is None
    for name in re.findall(r"\{key ([^}]+)\}", SOURCES[page.name]):
        assert name in COMMANDS_BY_ID


@EACH_PAGE
def test_a_page_has_one_title_and_no_two_headings_alike(page: Page) -> None:
    anchors = [anchor_of(section.heading) for section in page.sections]

    assert page.text.startswith(f"# {page.title}\n")
    assert len(re.findall(r"^# ", without_code(page.text), re.MULTILINE)) == 1
    assert len(set(anchors)) == len(anchors)


@EACH_PAGE
def test_every_name_behind_a_slash_is_that_of_a_command(page: Page) -> None:
    known = {command.slash for command in COMMANDS if command.slash}
    named = re.findall(r"`/([a-z-]+)(?: [^`]*)?`", SOURCES[page.name])

    assert {name for name in named if name not in known} == set()


def test_keys_are_shown_as_they_are_mapped() -> None:
    keys = KeyMap({"message.copy": ("w",), "find.here": (), "sidebar.pin": ("|",)})

    assert "`w` copies" in load_page("start", keys).text
    assert "`/find` finds words" in load_page("start", keys).text
    assert "| `\\|` |" in load_page("keys", keys).text


def test_of_several_keys_it_is_said_in_a_sentence_that_one_will_do() -> None:
    shown = load_page("prompt", KeyMap()).text
    assert "`ctrl+j` or `shift+enter` breaks the line" in shown


def test_the_sections_of_a_page_are_all_of_its_text() -> None:
    for page in PAGES.values():
        assert "".join(section.text for section in page.sections) == page.text


def test_another_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(NotFound) as refusal:
        load_page("../../pyproject", KeyMap())
    assert "troubleshooting" in refusal.value.todo
