"""`copilot-tui ask`: one question and its answer, for scripts and pipes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from copilot_tui.command_line.conversation_argument import (
    LAST,
    ConversationName,
    find_conversation,
)
from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.file_argument import FileName
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import put, put_now
from copilot_tui.command_line.profile_name import ProfileName
from copilot_tui.command_line.seconds import Seconds
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.command_line.undelivered import tell_of_undelivered
from copilot_tui.text import clean

_SIGNALLED = 128
"""What a shell adds to the number of the signal that has ended a program."""

_EXAMPLES = """\
examples:
  copilot-tui ask "Why is the sky blue?"
  git diff | copilot-tui ask "review this"     what comes in goes below the question
  copilot-tui ask - < question.md              what comes in is the question
  copilot-tui ask -c "And at night?"           go on with the last conversation
  copilot-tui ask --code "fizzbuzz in awk" > fizzbuzz.awk
  copilot-tui ask --json "Hello" | jq -r 'select(.event == "delta") | .text'

Standard output has the answer and nothing else, as it comes. Who answers, the thinking and
notices go to standard error; --quiet leaves them out. A pipe or file on standard input is
read to its end; where it never ends, as under some schedulers, add < /dev/null.

The chat is kept as any other, and what is named by --profile, --provider, --model and
--system is set for its conversation. Where any of them, --url, the environment or the
configuration names who is to answer, nobody else does; else a small model on this machine
answers when there is no server.

With --json each line is an object with an event:
  start      conversation (its number; null with --private), profile, provider, model: who is
             asked; null where the server is to choose
  reasoning  text: a piece of the thinking
  delta      text: a piece of the answer; all of them joined are the answer
  notice     text: what should be known
  end        status (complete, also of an empty answer, stopped, interrupted, failed), error
             (empty where there is none), provider, model (who has answered, as the server
             says; null where nobody does), usage (prompt_tokens, completion_tokens, exact; or
             null)
There is no end when the question could not be asked, and notices may follow it. More names
may be added.

Exit status: 0 with a whole answer, 1 when it failed, broke off, was empty or, with --code,
has no code; 2 for a wrong word or file, 3 without a server or its key, 4 when nothing can
be kept, 5 when there is no such conversation, 130 and 143 when it was ended by ctrl+c and
by the system, 141 when nobody reads any more. What has come by then is put out and kept.
"""


@click.command("ask", cls=Command, epilog=_EXAMPLES)
@click.argument("question", nargs=-1, metavar="[QUESTION]…")
@click.option("-c", "--continue", "goes_on", is_flag=True, help="Go on with the last conversation.")
@click.option(
    "--conversation",
    type=ConversationName(),
    metavar="NAME",
    help="Go on with this one: number, part of its title, or last.",
)
@click.option("--system", metavar="TEXT", help="What is said before everything else.")
@click.option(
    "--file",
    "files",
    type=FileName(),
    multiple=True,
    metavar="PATH",
    help="Add a text, document or picture.",
)
@click.option("--profile", type=ProfileName(), metavar="NAME", help="Which profile to use.")
@click.option("--url", metavar="URL", help="Base URL of the server.")
@click.option("--provider", metavar="NAME", help="g4f provider, such as Copilot.")
@click.option("--model", metavar="NAME", help="Model name, as the server knows it.")
@database_option
@click.option("--json", "as_events", is_flag=True, help="Print one event a line, as an object.")
@click.option("--code", "only_code", is_flag=True, help="Print only the blocks of code.")
@click.option("--private", is_flag=True, help="Keep nothing of it.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing beside the answer but errors.")
@click.option(
    "--timeout",
    type=Seconds(),
    metavar="SECONDS",
    help="How long all of it may take; no limit otherwise.",
)
@click.pass_context
def command(
    ctx: click.Context,
    question: tuple[str, ...],
    goes_on: bool,
    conversation: str | None,
    system: str | None,
    files: tuple[Path, ...],
    profile: str | None,
    url: str | None,
    provider: str | None,
    model: str | None,
    database: str | None,
    as_events: bool,
    only_code: bool,
    private: bool,
    quiet: bool,
    timeout: float | None,
) -> int:
    """Ask one question and print the answer, in scripts and pipes.

    QUESTION is the question; - reads it from standard input, and so does none at all: at a
    terminal it is typed and ended by ctrl+d. With a question, what comes from standard input is
    added below it, unless that is a terminal.
    """
    if as_events and only_code:
        raise click.UsageError("--json and --code print different things; keep one", ctx)
    if goes_on and conversation is not None:
        raise click.UsageError("--continue and --conversation name two conversations", ctx)
    name = LAST if goes_on else conversation
    if private and name is not None:
        raise click.UsageError("--private begins anew: it cannot go on with what is kept", ctx)
    from copilot_tui.asking.options import AskOptions
    from copilot_tui.asking.run import run_ask
    from copilot_tui.asking.surroundings import Surroundings
    from copilot_tui.assembly import connect
    from copilot_tui.config import Flags
    from copilot_tui.plain.interrupts import Terminated

    options = AskOptions(
        words=question,
        conversation=name,
        system_prompt=None if system is None else clean(system),
        files=files,
        flags=Flags(url, provider, model, profile, database),
        as_events=as_events,
        only_code=only_code,
        is_private=private,
        is_quiet=quiet,
        timeout=timeout,
    )
    if sys.stdout is None:
        put("")  # Which says that it is closed.
    try:
        run_ask(options, Surroundings(put_now, find_conversation, connect, tell_of_undelivered))
    except Terminated as signal:
        return _SIGNALLED + signal.number
    return ExitStatus.DONE
