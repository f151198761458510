"""Writes the man page from the commands themselves.

Run it from the top of the repository with `uv run python -m assets.man_page` after a change of a
command, its flags or its help; the wheel takes the page along.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from assets.roff import blocks, bold, escaped, filled, item, paragraph, part, section
from copilot_tui import __version__
from copilot_tui.command_line.command_table import COMMANDS, NAME
from copilot_tui.command_line.program import chosen
from copilot_tui.command_line.status import STATUSES_TOLD
from copilot_tui.paths import Paths

PAGE = Path(__file__).with_name("copilot-tui.1")

DATE = "2026-11-28"
"""The day of this version; a man page has one in its foot."""

VARIABLES = {
    "COPILOT_TUI_PROFILE": "Which profile of config.toml to use, as --profile.",
    "COPILOT_TUI_URL": "Base URL of the server, as --url.",
    "COPILOT_TUI_PROVIDER": "The g4f provider, as --provider.",
    "COPILOT_TUI_MODEL": "The model, as --model.",
    "COPILOT_TUI_DATABASE": "Where the conversations are, as --database.",
    "COPILOT_TUI_DATABASE_PASSWORD": "The password of that database, before PGPASSWORD.",
    "COPILOT_TUI_API_KEY": "The key for the server of this run; sent to no other one.",
    "COPILOT_TUI_LOG": "A file that is told what happens, as --log.",
    "XDG_CONFIG_HOME, XDG_DATA_HOME": "Where the two folders below FILES are, on Linux.",
    "VISUAL, EDITOR": "What ctrl+g opens to write a message in.",
    "NO_COLOR": "Where it is set, only the terminal's own colours are used.",
    "COLORFGBG": "Where it says that the terminal is light, so is the app.",
}

FOLDERS = Paths(config=Path("~/.config/copilot-tui"), data=Path("~/.local/share/copilot-tui"))

FILES = {
    FOLDERS.config_file: "The configuration. It need not exist.",
    FOLDERS.prompts: "Your own prompts, one Markdown file each.",
    FOLDERS.database: "The conversations, for you only.",
    FOLDERS.backups: "Copies of them: one a day, the last seven are kept.",
    FOLDERS.logs: "What servers that the app has started print, and reports of faults.",
}


def man_page() -> str:
    """The whole page, as roff."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    name, chat, _ = chosen(())
    context = click.Context(chat, info_name=name)
    purpose, *explanation = _help_of(chat)
    yield '.\\" Written by assets/man_page.py from the commands; changes are to be made there.'
    yield f'.TH COPILOT\\-TUI 1 {DATE} "{NAME} {__version__}" "User Commands"'
    # Ragged and unhyphenated, so that commands stand there as they are to be typed.
    yield ".ad l"
    yield ".nh"
    yield section("NAME")
    yield from filled(f"{NAME} - {purpose.rstrip('.')}")
    yield section("SYNOPSIS")
    yield _usage(context)
    yield ".br"
    yield rf"{bold(NAME)} \fICOMMAND\fR {escaped('[OPTIONS]')} {escaped('[ARGUMENT]…')}"
    yield section("DESCRIPTION")
    yield from filled(" ".join(" ".join(explanation).split()))
    yield from blocks((chat.epilog or "").removesuffix(STATUSES_TOLD))
    yield section("OPTIONS")
    yield from _options(context)
    yield section("COMMANDS")
    for word in COMMANDS:
        yield from _command(word)
    yield section("EXIT STATUS")
    yield from blocks(STATUSES_TOLD.partition("\n")[2])
    yield section("ENVIRONMENT")
    for variable, text in VARIABLES.items():
        yield from item(bold(variable), text)
    yield section("FILES")
    for path, text in FILES.items():
        yield from item(rf"\fI{escaped(str(path))}\fR", text)
    yield from paragraph(
        "On macOS both folders are ~/Library/Application Support/copilot-tui; "
        f"{NAME} config --path prints where the configuration is."
    )


def _command(word: str) -> Iterator[str]:
    name, command, _ = chosen((word,))
    context = click.Context(command, info_name=name)
    yield part(word)
    yield _usage(context)
    for text in _help_of(command):
        yield from paragraph(text)
    yield from _options(context)
    yield from blocks(command.epilog or "")


def _usage(context: click.Context) -> str:
    """How a command is called, in one line."""
    words = " ".join(context.command.collect_usage_pieces(context))
    return f"{bold(context.info_name or NAME)} {escaped(words)}"


def _help_of(command: click.Command) -> list[str]:
    """The paragraphs of a command's help, without its examples."""
    return inspect.cleandoc(command.help or "").split("\n\n")


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context)):
            flags, text = record
            yield from item(bold(flags), text)


if __name__ == "__main__":
    PAGE.write_text(man_page(), encoding="ascii")
