"""What the asking of a question is given by the command line around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient
    from copilot_tui.asking.output import Write
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.config import Settings
    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.paths import Paths
    from copilot_tui.servers.servers import Servers
    from copilot_tui.store.store import Store


class Connect(Protocol):
    """Makes the wire and the servers behind it, as `assembly.connect` does."""

    def __call__(
        self,
        settings: Settings,
        paths: Paths,
        environ: Mapping[str, str],
        *,
        on_state: Callable[[str], None],
        on_notice: Callable[[str], object],
    ) -> tuple[ChatClient, Servers]:
        """See `assembly.connect`."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is done elsewhere.

    Attributes:
        write: see `Write`; standard output is open.
        find: finds the conversation that is called so; it raises NotFound, ConfigError or
            StoreError.
        connect: see `Connect`.
        tell_of_undelivered: says on standard error what waits on this machine for a database.
    """

    write: Write
    find: Callable[[Store, str], Conversation]
    connect: Connect
    tell_of_undelivered: Callable[[DatabaseAddress, Paths], object]
