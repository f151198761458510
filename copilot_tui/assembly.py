"""Puts the parts of the program together; everything is made once, here, and passed down."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.terminal.web_page import in_web_page

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient
    from copilot_tui.config import Settings
    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.intent import Intent
    from copilot_tui.log import Log
    from copilot_tui.paths import Paths
    from copilot_tui.servers.servers import ProbeResult, Servers
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.outbox.unsent_texts import UnsentTexts
    from copilot_tui.store.postgres.patience import Patience
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.ui.app import CopilotApp


def build(
    settings: Settings,
    paths: Paths,
    environ: Mapping[str, str],
    log: Log | None = None,
    intent: Intent | None = None,
) -> tuple[CopilotApp, StoreThread]:
    """Put every part together.

    Args:
        settings: of this run.
        paths: where everything is.
        environ: of the process.
        log: told what happens.
        intent: what it begins with; None is an empty, kept conversation.

    Returns:
        The app, and the store, which is to be closed after the app has ended.
    """
    from copilot_tui.store.thread import StoreThread
    from copilot_tui.ui.app import CopilotApp
    from copilot_tui.ui.messages import StoreTold, Told

    if in_web_page(environ):
        from copilot_tui.config.browser_keys import with_browser_keys

        settings = replace(settings, keys=with_browser_keys(settings.keys))
    patience = patience_with(settings.database, intent)
    store = StoreThread(
        lambda: open_store(
            *(paths, lambda told: app.chat.post_message(StoreTold(told)), intent),
            *(settings.database, patience),
        ),
        on_error=lambda error: app.store_failed(error),
        held=True,
        log=log,
        unsent=unsent_texts(paths, settings.database, intent),
        hurry=(lambda: None) if patience is None else patience.hurry,
    )
    client, servers = connect(
        settings,
        paths,
        environ,
        on_state=lambda sentence: app.server_state(sentence),
        on_notice=lambda sentence: app.post_message(Told(sentence, is_error=True)),
        log=log,
    )
    app = CopilotApp(
        store=store,
        client=client,
        servers=servers,
        settings=settings,
        paths=paths,
        environ=environ,
        intent=intent,
    )
    return app, store


def connect(
    settings: Settings,
    paths: Paths,
    environ: Mapping[str, str],
    *,
    on_state: Callable[[str], None],
    on_notice: Callable[[str], object] = lambda _: None,
    log: Log | None = None,
) -> tuple[ChatClient, Servers]:
    """Make the wire, and what finds and starts the servers at its other end."""
    from copilot_tui.servers.servers import Servers

    client = client_with(log)

    def probe(url: str, key: str | None) -> Awaitable[ProbeResult]:
        from copilot_tui.api.catalog import probe
        from copilot_tui.api.endpoint import Endpoint

        return probe(client, Endpoint(base_url=url, api_key=key or ""))

    servers = Servers(
        settings,
        paths,
        environ,
        probe=probe,
        on_state=on_state,
        on_notice=on_notice,
        log=log,
    )
    return client, servers


def client_with(log: Log | None) -> ChatClient:
    """The wire; one that tells the log of every request, if there is a log."""
    if log is None:
        from copilot_tui.api.client import ChatClient

        return ChatClient()
    from copilot_tui.api.logged_client import LoggedClient

    return LoggedClient(log)


def unsent_texts(
    paths: Paths, database: DatabaseSetting | None, intent: Intent | None = None
) -> UnsentTexts | None:
    """What keeps texts on this machine until a server has them; None where there is none."""
    is_private = intent is not None and intent.private
    if is_private or database is None or database.address is None:
        return None
    from copilot_tui.store.outbox.unsent_texts import UnsentTexts

    return UnsentTexts(paths.instances_on(database.address.shown))


def patience_with(database: DatabaseSetting | None, intent: Intent | None) -> Patience | None:
    """How long a server may be silent, which ends with the program; None where there is none."""
    is_private = intent is not None and intent.private
    if is_private or database is None or database.address is None:
        return None
    from copilot_tui.store.postgres.patience import Patience

    return Patience()


def open_store(
    paths: Paths,
    tell: Callable[[StoreNotice], object] = lambda _: None,
    intent: Intent | None = None,
    database: DatabaseSetting | None = None,
    patience: Patience | None = None,
) -> Store:
    """Open the conversations; see `store.opening`, which is loaded when that is done."""
    from copilot_tui.store import opening

    if intent is not None and intent.private:
        return opening.open_private_store(tell)
    if database is None:
        return opening.open_store(paths, tell)
    from copilot_tui.store.chosen import open_chosen_store

    return open_chosen_store(
        *(database, paths, os.environ, tell),
        is_kept=False,
        may_be_away=True,
        patience=patience,
    )
