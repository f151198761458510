"""Where files live on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

_CONVERSATIONS: Final = "conversations.db"


@dataclass(frozen=True, slots=True)
class Paths:
    """The two folders of the app and the files in them.

    Attributes:
        config: folder with `config.toml`.
        data: folder with the conversations, logs and lock files; 0700.
        database_file: the conversations, where they are in another file than that of the
            data folder; what belongs to them is then beside it.
    """

    config: Path
    data: Path
    database_file: Path | None = None

    @classmethod
    def default(cls) -> Paths:
        """The platform's usual folders; XDG on Linux."""
        folders = PlatformDirs("copilot-tui", appauthor=False)
        return cls(config=Path(folders.user_config_dir), data=Path(folders.user_data_dir))

    @property
    def config_file(self) -> Path:
        """The configuration, which need not exist."""
        return self.config / "config.toml"

    @property
    def prompts(self) -> Path:
        """The user's own prompts, one Markdown file each; the folder need not exist."""
        return self.config / "prompts"

    @property
    def database(self) -> Path:
        """The conversations."""
        return self.database_file or self.own_database

    @property
    def own_database(self) -> Path:
        """The conversations where nothing names another file."""
        return self.data / _CONVERSATIONS

    @property
    def backups(self) -> Path:
        """Copies of the conversations; the folder need not exist."""
        return self._beside("backups")

    @property
    def instances(self) -> Path:
        """Lock files, one for each running copy of the app that has these conversations open."""
        return self._beside("instances")

    def instances_on(self, server: str) -> Path:
        """The same for conversations on a server.

        Args:
            server: its address as it is shown.
        """
        from hashlib import sha256

        return self.data / "servers" / sha256(server.encode()).hexdigest()[:16]

    @property
    def logs(self) -> Path:
        """What the servers that we start print."""
        return self.data / "logs"

    def _beside(self, name: str) -> Path:
        """What belongs to the conversations; two files in one folder do not share it."""
        own = name if self.database.name == _CONVERSATIONS else f"{self.database.name}.{name}"
        return self.database.parent / own


@contextmanager
def passing_paths(paths: Paths) -> Iterator[Paths]:
    """Paths with a data folder that is gone afterwards, for a run of which nothing is kept.

    What is copied where there is no clipboard, and what servers print, is gone with it.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="copilot-tui-", ignore_cleanup_errors=True) as folder:
        yield replace(paths, data=Path(folder), database_file=None)


def shown_path(path: Path) -> str:
    """A path as one says it, with ~ for the home folder."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def with_shown_paths(text: str) -> str:
    """A text of the program's own in which paths are shown as by `shown_path`."""
    home = str(Path.home())
    if home not in text or home == "/":
        return text
    return re.sub(rf"(?<![\w/.~-]){re.escape(home)}/", "~/", text)
