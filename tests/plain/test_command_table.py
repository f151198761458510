"""The table of plain commands beside the table of all commands."""

from __future__ import annotations

from copilot_tui.commands import menu_commands
from copilot_tui.plain.command_table import HELP, NEEDS_SCREEN, PLAIN_COMMANDS, QUIT

SCREEN_ONLY = {
    "density", "editor", "export", "export-all", "fetch-pictures", "filter", "fold", "import",
    "links", "message", "newest", "open-picture", "paste-picture", "prompts", "settings",
    "sidebar", "theme", "times", "unfold",
}  # fmt: skip


def test_every_command_of_the_menu_is_done_or_is_known_to_need_the_screen() -> None:
    menu = {command.slash for command in menu_commands()}

    assert menu - {*PLAIN_COMMANDS, HELP, QUIT} == SCREEN_ONLY
    assert NEEDS_SCREEN == SCREEN_ONLY


def test_every_command_says_in_a_sentence_what_it_does() -> None:
    for command in PLAIN_COMMANDS.values():
        assert command.help.endswith(".")
