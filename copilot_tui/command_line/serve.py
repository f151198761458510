"""`copilot-tui serve`: the app in web pages."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.database_option import database_option, database_words
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import finish_output, put, tell
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.command_line.whole_number import WholeNumber
from copilot_tui.errors import ServingFailed
from copilot_tui.extras import how_to_add
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.config import Flags
    from copilot_tui.serving.address import Address

_EXAMPLES = """\
examples:
  copilot-tui serve                     print an address to open in a browser
  copilot-tui serve --open              open it, too
  copilot-tui serve -c                  with the last conversation open
  copilot-tui serve --port 9000         at this port
  copilot-tui serve --host 0.0.0.0      for other machines, without encryption

To use it from another machine, rather leave the address as it is and let ssh carry it; on
that machine: ssh -L 8000:127.0.0.1:8000 THIS-MACHINE

The address that is printed holds a secret: whoever has it can do what the app can do. Each
page runs an app of its own on the same conversations, at most 8 at once. Ctrl+c ends all.
"""

_LIBRARIES = ("textual_serve", "aiohttp")

_PLAIN_HTTP = (
    "copilot-tui: whoever can read along in the network can read all of this, for http is not "
    "encrypted. Safer: serve at 127.0.0.1, and on the other machine "
    "ssh -L {port}:127.0.0.1:{port} {machine}"
)


@click.command("serve", cls=Command, epilog=_EXAMPLES)
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Where to serve; 127.0.0.1.")
@click.option(
    "--port",
    type=WholeNumber(0, 65_535),
    metavar="NUMBER",
    help="At which port; without it a free one from 8000 on.",
)
@click.option("--open", "is_opened", is_flag=True, help="Open the page in the browser.")
@click.option("--profile", metavar="NAME", help="Which profile of config.toml to use.")
@click.option("--url", metavar="URL", help="Base URL of the server that answers.")
@click.option("--provider", metavar="NAME", help="g4f provider, such as Copilot.")
@click.option("--model", metavar="NAME", help="Model name, as the server knows it.")
@database_option
@click.option("--conversation", metavar="NAME", help="Open this one: number, title or last.")
@click.option("-c", "--continue", "goes_on", is_flag=True, help="Open the last conversation.")
def command(
    *,
    host: str,
    port: int | None,
    is_opened: bool,
    profile: str | None,
    url: str | None,
    provider: str | None,
    model: str | None,
    database: str | None,
    conversation: str | None,
    goes_on: bool,
) -> int:
    """Open the app in web pages.

    It serves at this machine only, unless another address is given.
    """
    if goes_on and conversation is not None:
        raise click.UsageError("--continue and --conversation name two conversations")
    from copilot_tui.config import Flags

    flags = {"--profile": profile, "--url": url, "--provider": provider, "--model": model}
    words = [word for flag, value in flags.items() if value is not None for word in (flag, value)]
    words += database_words(database)
    opened = "last" if goes_on else conversation
    _check(Flags(url, provider, model, profile, database), opened)
    try:
        from copilot_tui.serving.address import listen
        from copilot_tui.serving.run import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise ServingFailed(
            "Serving the app in web pages needs the package textual-serve.",
            f"Add it with: {how_to_add('textual-serve', 'serve')}",
        ) from error
    from copilot_tui.serving.access import Access

    def words_for(left: int | None) -> list[str]:
        """The app's command, with the conversation that a page had open, if it had one."""
        named = opened if left is None else str(left)
        chosen = [] if named is None else ["--conversation", named]
        return [sys.executable, "-m", "copilot_tui", *words, *chosen]

    address = listen(host, port)
    access = Access.for_names(address.port, address.names)
    opened_by: list[Path] = []

    def ready() -> None:
        _tell(address, access.token)
        if is_opened and (file := _open(address.url(access.token))):
            opened_by.append(file)

    try:
        ended_by = serve(address, access, words_for, os.environ, ready)
    finally:
        for file in opened_by:
            file.unlink(missing_ok=True)
    return ExitStatus.INTERRUPTED if ended_by is signal.SIGINT else ExitStatus.DONE


def _check(flags: Flags, name: str | None) -> None:
    """Refuse here what else every page would refuse.

    Raises:
        ConfigError: the configuration or a flag is wrong.
        NotFound: there is no such conversation.
        StoreError: the conversations cannot be read, or a file is named that is none of ours.
    """
    from copilot_tui.config import load_settings
    from copilot_tui.paths import Paths
    from copilot_tui.store.named_file import check_named_file

    paths = Paths.default()
    settings = load_settings(paths, os.environ, flags)
    check_named_file(replace(paths, database_file=settings.database.file))
    if name is not None:
        from copilot_tui.command_line.conversation_argument import find_conversation
        from copilot_tui.command_line.opened_store import read_store

        with read_store(paths, flags.database) as store:
            find_conversation(store, name)


def _tell(address: Address, token: str) -> None:
    """Print the address to open, and what there is to know of it."""
    import socket

    if not address.is_loopback:
        machine = one_line(socket.gethostname())
        tell(_PLAIN_HTTP.format(port=address.port, machine=machine))
    put(address.url(token))
    finish_output()
    tell("Open that address in a browser. Whoever has it can do what you can. Ctrl+c ends all.")


def _open(url: str) -> Path | None:
    """Open the page, and return the file that leads to it, which is to be removed at the end."""
    from copilot_tui.paths import Paths
    from copilot_tui.serving.opening import open_page

    file = open_page(url, Paths.default().data)
    if file is None:
        tell("No browser could be started here.")
    return file
