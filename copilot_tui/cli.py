"""The command line. Imports nothing heavy until it knows what is asked."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from copilot_tui import __version__
from copilot_tui.errors import ConfigError, CopilotError

if TYPE_CHECKING:
    import argparse

    from copilot_tui.api.client import ChatClient
    from copilot_tui.config import KeyMap, Settings
    from copilot_tui.paths import Paths
    from copilot_tui.servers.servers import ProbeResult, Servers
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.ui.app import CopilotApp

USAGE_ERROR = 2
INTERRUPTED = 130
"""What a shell takes for the end by ctrl+c."""


def parser() -> argparse.ArgumentParser:
    """The flags; each is stronger than its environment variable, that than the config file."""
    import argparse

    flags = argparse.ArgumentParser(
        prog="copilot-tui",
        description="Chat with g4f's Copilot or any OpenAI-compatible server, in the terminal.",
        epilog=(
            "Each flag that takes a value can also be set by an environment variable, such as "
            "COPILOT_TUI_URL; COPILOT_TUI_API_KEY holds the key. Further settings stand in "
            "config.toml, which the README describes. Without any server a small model on "
            "this machine answers."
        ),
    )
    flags.add_argument(
        "command",
        nargs="?",
        choices=["keys"],
        metavar="keys",
        help="show what the terminal sends for each key, instead of chatting",
    )
    flags.add_argument(
        "--list", action="store_true", help="with keys: print every command's id and its keys"
    )
    flags.add_argument("--profile", metavar="NAME", help="which profile of config.toml to use")
    flags.add_argument("--url", help="base URL of the server, such as http://localhost:1337/v1")
    flags.add_argument("--provider", help="g4f provider, such as Copilot")
    flags.add_argument("--model", help="model name, as the server knows it")
    flags.add_argument(
        "--plain",
        action="store_true",
        help="chat line by line, for screen readers, dumb terminals and pipes",
    )
    flags.add_argument("--version", action="version", version=f"copilot-tui {__version__}")
    return flags


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: without the program's name; those of the process when None.

    Returns:
        The exit status: 0, 1 after a failure, 2 for a wrong flag, variable or config file,
        130 after ctrl+c before the app has the terminal.
    """
    try:
        return start(arguments)
    except KeyboardInterrupt:
        # Ctrl+c before the app has the terminal.
        return INTERRUPTED


def start(arguments: Sequence[str] | None) -> int:
    """See `main`.

    Raises:
        KeyboardInterrupt: ctrl+c was pressed.
    """
    # Nothing that is made at the start is garbage; `warm_up` turns this on again.
    gc.disable()
    # Textual's 60 frames a second hold up the echo of a key by 17 ms.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    options = parser().parse_args(arguments)
    from copilot_tui.config import Flags, load_settings
    from copilot_tui.paths import Paths

    paths = Paths.default()
    if options.command == "keys":
        return show_keys(paths, listed=options.list)
    flags = Flags(
        url=options.url, provider=options.provider, model=options.model, profile=options.profile
    )
    try:
        settings = load_settings(paths, os.environ, flags)
        if not options.plain:
            from copilot_tui.ui.theme import check_theme

            check_theme(settings)
    except ConfigError as error:
        return complain(error, USAGE_ERROR)
    if not options.plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(
            "copilot-tui: this needs a terminal for input and output; --plain does without.",
            file=sys.stderr,
        )
        return USAGE_ERROR
    return run(run_lines if options.plain else run_app, settings, paths)


def run(program: Callable[[Settings, Paths], int], settings: Settings, paths: Paths) -> int:
    """Run the app or the plain mode, and put into words whatever may end it."""
    from copilot_tui import crash

    crash.keep_faults_off_the_terminal(paths.logs)
    try:
        return program(settings, paths)
    except CopilotError as error:
        return complain(error, 1)
    except Exception as error:
        crash.report(error, paths.logs)
        return 1


def show_keys(paths: Paths, *, listed: bool) -> int:
    """Print what the terminal sends for each key until the user ends it, or list all commands."""
    from copilot_tui.config import Flags, KeyMap, load_settings

    try:
        keys = load_settings(paths, os.environ, Flags()).key_map
    except ConfigError as error:
        # What the terminal sends is asked most when the key map does not work.
        complain(error, USAGE_ERROR)
        keys = KeyMap()
    if listed:
        return list_keys(keys)
    if not sys.stdin.isatty():
        print("copilot-tui keys: this needs a terminal to read keys from.", file=sys.stderr)
        return USAGE_ERROR
    from copilot_tui.ui.key_names import show_keys_of_terminal

    return show_keys_of_terminal(keys)


def list_keys(keys: KeyMap) -> int:
    """Print the id of every command with its keys."""
    from copilot_tui.commands import COMMANDS

    try:
        for command in COMMANDS:
            print(f"{command.id:<26} {keys.keys_of(command):<22} {command.title}")
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would write the rest once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def complain(error: CopilotError, status: int) -> int:
    """Print what happened, the details and what to do, and return the exit status."""
    details = [f"  {line}" for line in error.detail.splitlines()]
    lines = [f"copilot-tui: {error.what}", *details, error.todo]
    print("\n".join(line for line in lines if line), file=sys.stderr)
    return status


def run_app(settings: Settings, paths: Paths) -> int:
    """Run the app until it ends, and close what was opened for it."""
    from copilot_tui.store.thread import SWITCH_SECONDS
    from copilot_tui.ui.quit_signals import quitting_on_signals

    sys.setswitchinterval(SWITCH_SECONDS)
    app, store = build(settings, paths, os.environ)
    with quitting_on_signals(app.ask_to_quit, app.give_back_terminal) as end_soon:
        app.end_soon = end_soon
        try:
            app.run()
            store.wait_until_open()
        finally:
            app.give_back_terminal()
            store.close()
    if app.fault is not None:
        raise app.fault
    return app.return_code or 0


def run_lines(settings: Settings, paths: Paths) -> int:
    """Chat line by line until the user ends it, and close what was opened for it."""
    gc.enable()
    from copilot_tui.store.thread import SWITCH_SECONDS, StoreThread

    sys.setswitchinterval(SWITCH_SECONDS)
    store = StoreThread(lambda: open_store(paths), on_error=lambda error: engine.notice(str(error)))

    from copilot_tui.plain.engine import Engine
    from copilot_tui.plain.run import run_plain

    client, servers = connect(
        settings, paths, os.environ, on_state=lambda sentence: engine.notice(sentence)
    )
    engine = Engine(store=store, client=client, servers=servers)
    try:
        store.wait_until_open()
        run_plain(engine, os.environ, paths.data)
    finally:
        store.close()
    return 0


def build(
    settings: Settings, paths: Paths, environ: Mapping[str, str]
) -> tuple[CopilotApp, StoreThread]:
    """Put every part together.

    Returns:
        The app, and the store, which is to be closed after the app has ended.
    """
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.ui.app import CopilotApp

    store = StoreThread(
        lambda: open_store(paths), on_error=lambda error: app.store_failed(error), held=True
    )
    client, servers = connect(
        settings, paths, environ, on_state=lambda sentence: app.server_state(sentence)
    )
    app = CopilotApp(
        store=store,
        client=client,
        servers=servers,
        settings=settings,
        paths=paths,
        environ=environ,
    )
    return app, store


def connect(
    settings: Settings,
    paths: Paths,
    environ: Mapping[str, str],
    *,
    on_state: Callable[[str], None],
) -> tuple[ChatClient, Servers]:
    """Make the wire, and what finds and starts the servers at its other end."""
    from copilot_tui.api.client import ChatClient
    from copilot_tui.servers.servers import Servers

    client = ChatClient()

    def probe(url: str, key: str | None) -> Awaitable[ProbeResult]:
        from copilot_tui.api.catalog import probe
        from copilot_tui.api.endpoint import Endpoint

        return probe(client, Endpoint(base_url=url, api_key=key or ""))

    servers = Servers(settings, paths, environ, probe=probe, on_state=on_state)
    return client, servers


def open_store(paths: Paths) -> Store:
    """Open the conversations, and mend what a copy of the app that died has left."""
    from copilot_tui.store.instance import Instance, is_alive
    from copilot_tui.store.store import Store

    instance = Instance.start(paths.instances)
    store = Store(paths.database, instance_id=instance.id)
    store.recover(lambda owner: is_alive(paths.instances, owner))
    return store
