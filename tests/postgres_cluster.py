"""Making the files of a cluster: for the first server of a run, and then copied from there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.postgres_installation import HOST

if TYPE_CHECKING:
    from collections.abc import Callable

SUPERUSER = "superuser"
"""For making databases and roles; row-level security does not hold for it."""

# A name that the C library knows; in plain "C" only ASCII has upper and lower case.
_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
_RULES = f"""
local all,replication all trust
host all,replication all {HOST}/32 {{way}}
"""
_unstarted: list[Path] = []


def make_cluster(
    binaries: Path, data: Path, *, trusting: bool, run: Callable[[tuple[str | Path, ...]], object]
) -> None:
    """Make one that was never started.

    Args:
        binaries: the folder with `initdb`.
        data: for the files.
        trusting: see `PostgresServer`.
        run: runs a command as the one to whom the files are to belong.
    """
    kept = next((path for path in _unstarted if path.exists()), None)
    if kept is not None:
        run(("cp", "-a", kept, data))
    else:
        words = ("-U", SUPERUSER, "-E", "UTF8", f"--locale={_LOCALE}", "--no-sync", "--auth=trust")
        run((binaries / "initdb", "-D", data, *words))
    way = "trust" if trusting else "scram-sha-256"
    (data / "pg_hba.conf").write_text(_RULES.format(way=way), encoding="ascii")


def keep_cluster(data: Path, run: Callable[[tuple[str | Path, ...]], object]) -> None:
    """Have other servers begin with a copy of it, as long as it is there: faster.

    Args:
        data: of a server that was never started.
        run: see `make_cluster`.
    """
    kept = data.with_name("unstarted")
    run(("cp", "-a", data, kept))
    _unstarted.append(kept)
