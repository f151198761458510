"""The program with leases that end soon, so that nobody has to wait long for that."""

from __future__ import annotations

from functools import partial

from copilot_tui.cli import main
from copilot_tui.store.postgres import opening
from copilot_tui.store.postgres.lease import LeaseTerms

SHORT = LeaseTerms(length=3.0, renewal=0.3)

if __name__ == "__main__":
    opening.open_on_server = partial(opening.open_on_server, terms=SHORT)
    raise SystemExit(main())
