"""The wire: one request becomes a stream of events."""

from __future__ import annotations

import sys

# httpx has a command line of its own, which it loads with click, rich and more wherever these
# are there: 180 of the 280 ms that its import takes (measured, httpx 0.28.1). Without this
# module it does without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
