"""Opening the conversations on a server, beside other copies here and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.errors import StoreError
from copilot_tui.paths import Paths
from copilot_tui.store.instance import is_alive, others_alive
from copilot_tui.store.opening import open_kept_store
from copilot_tui.store.postgres.opening import open_on_server

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store
    from tests.postgres_server import Place


def running_reply(store: Store) -> int:
    conversation = store.conversations.create().id
    question = store.messages.add_user_message(conversation, None, "Hello").id
    return store.journal.begin(conversation, question, profile="", provider="", model="").id


def test_what_a_copy_left_that_died_here_is_mended_and_what_runs_elsewhere_is_not(
    store_database: Place, tmp_path: Path
) -> None:
    here, elsewhere = (paths_in(tmp_path / name) for name in ("here", "elsewhere"))
    with opened(store_database.url, elsewhere) as far:
        theirs = running_reply(far)
        died = opened(store_database.url, here)
        ours = running_reply(died)
        died._database.close()
        died.close()
        leave_lock(store_database.url, here, died)

        with opened(store_database.url, here) as store:
            assert store.tree.get(ours).status is Status.INTERRUPTED
            assert store.tree.get(theirs).status is Status.STREAMING


def test_a_copy_is_alive_for_others_as_long_as_it_is_open(
    store_database: Place, tmp_path: Path
) -> None:
    paths = paths_in(tmp_path)
    store = opened(store_database.url, paths)
    assert is_alive(locks_of(store_database.url, paths), store.instance_id)
    store.close()
    assert not is_alive(locks_of(store_database.url, paths), store.instance_id)


def test_a_copy_that_runs_mends_what_another_one_here_leaves_and_nothing_of_elsewhere(
    store_database: Place, tmp_path: Path
) -> None:
    here, elsewhere = (paths_in(tmp_path / name) for name in ("here", "elsewhere"))
    with (
        opened(store_database.url, elsewhere) as far,
        opened(store_database.url, here) as store,
        opened(store_database.url, here) as beside,
    ):
        theirs, besides = running_reply(far), running_reply(beside)
        died = opened(store_database.url, here)
        ours = running_reply(died)
        died.close()
        leave_lock(store_database.url, here, died)

        assert store.recover() == 1
        assert store.tree.get(ours).status is Status.INTERRUPTED
        for running in (theirs, besides):
            assert store.tree.get(running).status is Status.STREAMING


def test_conversations_on_a_server_are_kept_without_a_file_to_copy(
    store_database: Place, tmp_path: Path
) -> None:
    with opened(store_database.url, paths_in(tmp_path)) as store:
        assert store.is_kept
        assert not store.has_file


def test_a_copy_that_opens_a_file_meanwhile_leaves_the_mending_to_the_next_on_the_server(
    store_database: Place, tmp_path: Path
) -> None:
    paths = paths_in(tmp_path)
    died = opened(store_database.url, paths)
    reply = running_reply(died)
    died.close()
    leave_lock(store_database.url, paths, died)

    open_kept_store(paths, lambda _: None).close()  # It takes away what the dead left there.

    with opened(store_database.url, paths) as store:
        assert store.tree.get(reply).status is Status.INTERRUPTED


def test_a_server_that_is_not_there_leaves_no_trace_of_the_try(
    store_database: Place, tmp_path: Path
) -> None:
    paths = paths_in(tmp_path)
    with pytest.raises(StoreError):
        opened(f"{store_database.url}_not", paths)
    assert not others_alive(locks_of(store_database.url, paths))


def opened(url: str, paths: Paths) -> Store:
    setting = DatabaseSetting(database_address(url))
    return open_on_server(setting, DatabasePassword(setting, {}), paths)


def locks_of(url: str, paths: Paths) -> Path:
    return paths.instances_on(database_address(url).shown)


def leave_lock(url: str, paths: Paths, died: Store) -> None:
    """What a copy leaves when nothing could be tidied up."""
    folder = locks_of(url, paths)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{died.instance_id}.lock").touch()


def paths_in(folder: Path) -> Paths:
    return Paths(config=folder / "config", data=folder / "data")
