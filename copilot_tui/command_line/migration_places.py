"""The two places of `copilot-tui migrate-store`: from where, and where to."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.command_line.opened_store import chosen_by, copied_store, open_store
from copilot_tui.errors import ConfigError, StoreError
from copilot_tui.paths import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.paths import Paths
    from copilot_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Place:
    """Where conversations are, or are to be.

    Attributes:
        setting: the database.
        paths: with its file.
        named: as the command line names it; empty where it does not.
    """

    setting: DatabaseSetting
    paths: Paths
    named: str

    @property
    def shown(self) -> str:
        """Its name for messages; nothing secret is in it."""
        address = self.setting.address
        return shown_path(self.paths.database) if address is None else address.shown


def place_of(paths: Paths, named: str | None, option: str) -> Place:
    """What a word of the command line means; None is the place of the settings.

    Args:
        paths: where everything is.
        named: the word.
        option: of which it is the value, for what is said of it.

    Raises:
        ConfigError: it names no database.
    """
    return Place(*chosen_by(paths, named, option), named or "")


def check_usable(place: Place) -> None:
    """Refuse at once what cannot be used whatever stands there; nothing is changed or reached.

    Raises:
        StoreError: the place is something else, or the extra for a server is missing.
    """
    if place.setting.address is None:
        from copilot_tui.store.named_file import check_named_file

        check_named_file(place.paths)
        return
    from copilot_tui.store.postgres.connecting import check_installed

    check_installed()


def check_apart(source: Place, target: Place) -> None:
    """Refuse to copy conversations to where they are.

    Two addresses may lead to one database all the same; that is seen when both are open.

    Raises:
        ConfigError: both are the same.
    """
    one, other = source.setting.address, target.setting.address
    if one is None and other is None:
        is_same = _is_same_file(source.paths.database, target.paths.database)
    else:
        is_same = one is not None and other is not None and one.parameters == other.parameters
    if is_same:
        raise ConfigError(
            f"The conversations are at {source.shown} already.",
            "Name another place with --to, or the one that they are to come from with --from.",
        )


@contextmanager
def opened_source(place: Place) -> Iterator[Store]:
    """The conversations that are to be copied; nothing is made where there are none.

    A file stays as it is: a copy of it is read, as of one moment.

    Raises:
        StoreError: there are none, or they cannot be read.
    """
    if place.setting.address is None:
        _check_file(place.paths.database)
        with _of_file(place) as store:
            yield store
        return
    if not _has_conversations(place, place.setting.address):
        raise _nothing_there(place.shown)
    with open_store(place.setting, place.paths) as store:
        yield store


@contextmanager
def opened_target(place: Place, *, is_read: bool) -> Iterator[Store]:
    """The conversations that others are copied to.

    Args:
        place: where they are; the file or the tables are made if missing.
        is_read: whether nothing is to be changed there, or made; where nothing is, a store in
            memory takes its place.

    Raises:
        StoreError: they cannot be used.
    """
    with ExitStack() as cleanup:
        if not is_read or _is_there(place):
            if is_read and place.setting.address is None:
                _check_file(place.paths.database)
                yield cleanup.enter_context(_of_file(place))
            else:
                yield cleanup.enter_context(open_store(place.setting, place.paths))
            return
        from copilot_tui.store.sqlite_database import IN_MEMORY
        from copilot_tui.store.store import Store

        yield cleanup.enter_context(Store(IN_MEMORY, instance_id=str(uuid4())))


@contextmanager
def _of_file(place: Place) -> Iterator[Store]:
    from copilot_tui.store.instance import is_alive

    path, instances = place.paths.database, place.paths.instances
    # What is mended in the copy has the same times at each run as long as the file is the same.
    written = path.stat().st_mtime
    with copied_store(
        path, is_alive=lambda owner: is_alive(instances, owner), clock=lambda: written
    ) as store:
        yield store


def _check_file(path: Path) -> None:
    from copilot_tui.store.files import is_there
    from copilot_tui.store.restorable import check_copy

    if not is_there(path):
        raise _nothing_there(shown_path(path))
    check_copy(path)


def _is_there(place: Place) -> bool:
    from copilot_tui.store.files import is_there

    if place.setting.address is None:
        return is_there(place.paths.database)
    return _has_conversations(place, place.setting.address)


def _has_conversations(place: Place, address: DatabaseAddress) -> bool:
    """Whether a database on a server has the tables; they are not made.

    Raises:
        StoreError: it cannot be used.
    """
    from copilot_tui.config.database_password import DatabasePassword
    from copilot_tui.store.postgres.connecting import connect
    from copilot_tui.store.postgres.encoding import check_encoding
    from copilot_tui.store.postgres.examination import server_facts

    connected = connect(address, DatabasePassword(place.setting, os.environ))
    with connected.connection:
        check_encoding(connected.connection, address.shown)
        return server_facts(connected, address).has_schema


def _is_same_file(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _nothing_there(place: str) -> StoreError:
    return StoreError(
        f"There are no conversations at {place}.", "Name the place where they are with --from."
    )
