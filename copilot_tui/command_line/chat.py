"""`copilot-tui` with flags or a question: the chat itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from copilot_tui import __version__
from copilot_tui.command_line.command_table import COMMANDS, NAME
from copilot_tui.command_line.conversation_argument import ConversationName
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.profile_name import ProfileName
from copilot_tui.command_line.status import STATUSES_TOLD
from copilot_tui.intent import ChatOptions, Intent
from copilot_tui.text import clean, one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_EPILOG = f"""\
examples:
  copilot-tui                                open the app
  copilot-tui "Why is the sky blue?"         open it and ask that
  copilot-tui -c                             go on with the last conversation
  copilot-tui --private                      keep nothing of what is said
  copilot-tui -- list                        ask "list", which is else a command

Each flag that takes a value can also be set by an environment variable, such as
COPILOT_TUI_URL; COPILOT_TUI_API_KEY holds the key, COPILOT_TUI_DATABASE_PASSWORD the password
of a database. Further settings stand in config.toml; copilot-tui docs configuration has them
all. Without any server a small model on this machine
answers.

{STATUSES_TOLD}"""


class Chat(Command):
    """Shows the other commands in its help, and offers them where the first word is typed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember whether the words were marked as a question by `--`."""
        ctx.meta[_IS_MARKED] = "--" in args
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The flags, and the commands below them."""
        super().format_options(ctx, formatter)
        with formatter.section("Commands, each with a --help of its own"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


_IS_MARKED = f"{__name__}.is_marked"


def _offer_commands(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """All commands, where nothing was typed before: one must come first."""
    del param
    from click.shell_completion import CompletionItem

    if any(value not in (None, False, ()) for value in ctx.params.values()):
        return []
    return [
        CompletionItem(name, help=entry.summary)
        for name, entry in COMMANDS.items()
        if name.startswith(incomplete)
    ]


@click.command(
    "copilot-tui", cls=Chat, epilog=_EPILOG, options_metavar="[FLAGS]", add_help_option=True
)
@click.argument("question", nargs=-1, metavar="[QUESTION]…", shell_complete=_offer_commands)
@click.option(
    "--profile", type=ProfileName(), metavar="NAME", help="Which profile of config.toml to use."
)
@click.option("--url", metavar="URL", help="Base URL of the server: http://localhost:1337/v1.")
@click.option("--provider", metavar="NAME", help="g4f provider, such as Copilot.")
@click.option("--model", metavar="NAME", help="Model name, as the server knows it.")
@database_option
@click.option("-c", "--continue", "goes_on", is_flag=True, help="Open the last conversation.")
@click.option(
    "--conversation",
    type=ConversationName(),
    metavar="NAME",
    help="Open this one: number, part of its title, or last.",
)
@click.option("--private", is_flag=True, help="Keep nothing of what is said.")
@click.option("--plain", is_flag=True, help="Line by line, for screen readers and pipes.")
@click.option(
    "--log",
    metavar="FILE",
    help="Write what happens to this file, without texts and keys, to find faults by.",
)
@click.version_option(__version__, message="copilot-tui %(version)s", help="Print the version.")
@click.pass_context
def command(
    ctx: click.Context,
    question: tuple[str, ...],
    profile: str | None,
    url: str | None,
    provider: str | None,
    model: str | None,
    database: str | None,
    goes_on: bool,
    conversation: str | None,
    private: bool,
    plain: bool,
    log: str | None,
) -> int:
    """Chat with g4f's Copilot or any OpenAI-compatible server, in the terminal.

    What is no flag is a question, which is sent at once.
    """
    _refuse_commands(ctx, question)
    text = clean(" ".join(question)).strip()
    if question and not text:
        raise click.UsageError("The question is empty", ctx)
    name = _named(ctx, conversation, goes_on=goes_on, private=private)
    chat: Callable[[ChatOptions], int] = ctx.obj
    intent = Intent(question=text, conversation=_row_id(name, database), private=private)
    return chat(ChatOptions(profile, url, provider, model, plain, log, intent, database))


def _refuse_commands(ctx: click.Context, question: tuple[str, ...]) -> None:
    """Refuse what was most likely meant as a command.

    Raises:
        UsageError: it says which one, and how to ask it all the same.
    """
    if not question or ctx.meta[_IS_MARKED]:
        return
    first = question[0]
    if first in COMMANDS:
        raise click.UsageError(f"{first} must come first; to ask it, write: {NAME} -- {first}", ctx)
    if len(first.split()) != 1:
        return
    from copilot_tui.command_line.near_command import near_to_word, near_to_words

    more = " …" if len(question) > 1 else ""
    asked = f"to ask it, write: {NAME} -- {one_line(first)}{more}"
    if first.casefold() == "help" and not more:
        raise click.UsageError(f'There is no command "{first}"; try --help, or {asked}', ctx)
    near = near_to_words(question) if more else near_to_word(first)
    if near:
        raise click.UsageError(
            f'There is no command "{first}"; did you mean "{near}"? If not, {asked}', ctx
        )


def _named(
    ctx: click.Context, conversation: str | None, *, goes_on: bool, private: bool
) -> str | None:
    """The name of the conversation that is to be opened.

    Raises:
        UsageError: the flags contradict each other.
    """
    if goes_on and conversation is not None:
        raise click.UsageError("--continue and --conversation name two conversations", ctx)
    name = "last" if goes_on else conversation
    if private and name is not None:
        raise click.UsageError("--private begins anew: it cannot go on with what is kept", ctx)
    return name


def _row_id(name: str | None, database: str | None) -> int | None:
    if name is None:
        return None
    from copilot_tui.command_line.conversation_argument import find_conversation
    from copilot_tui.command_line.opened_store import read_store
    from copilot_tui.paths import Paths

    with read_store(Paths.default(), database, may_be_away=True) as store:
        return find_conversation(store, name).id
