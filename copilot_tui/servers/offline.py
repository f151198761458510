"""The embedded model behind an OpenAI-compatible port, in a process of its own.

`python -m copilot_tui.servers.offline` takes its API key from the environment variable
`COPILOT_TUI_TOKEN`, prints one line of JSON when it is ready, `{"url": "http://…/v1"}`,
or when it cannot be, `{"error": "…"}`, and leaves at once when its standard input ends.

The figures were measured with xllamacpp 2026.10 on two cores: 67 MB resident without
the model and 715 MB with it, 130 to 220 prompt tokens and 60 to 90 reply tokens a second.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import TYPE_CHECKING

from copilot_tui.profile import OFFLINE_CONTEXT_TOKENS, OFFLINE_MODEL
from copilot_tui.servers.weights import HOW_TO_INSTALL, weights_file

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from pathlib import Path

    from xllamacpp import CommonParams

TOKEN_VARIABLE = "COPILOT_TUI_TOKEN"

_STREAMS = 3
"""Replies at once; a fourth waits. Each has a full context of its own, 190 MB of memory."""

_IDLE_SECONDS = 300
"""After this long without a request the model leaves memory; the next one loads it again."""

_PROMPT_CACHE_MIB = 256
"""Bound for the prompts of conversations that hold no slot; the default is 8 GiB."""

_NICENESS = 5
"""Below the app, or drawing would wait for inference, which takes every core."""


def main(environ: MutableMapping[str, str]) -> int:
    """Serve until standard input ends; 1 when that never began."""
    announcement = _take_standard_output()
    threading.Thread(target=_leave_with_app, daemon=True).start()
    token = environ.pop(TOKEN_VARIABLE, "")
    weights = weights_file()
    if not token:
        return _fail(announcement, f"{TOKEN_VARIABLE} is not set")
    if weights is None:
        return _fail(announcement, f"its weights are not installed. {HOW_TO_INSTALL}")
    try:
        import xllamacpp  # 100 MB of native code, and it may not load on this machine

        server = xllamacpp.Server(_parameters(xllamacpp.CommonParams(), weights, token))
    except (ImportError, OSError, RuntimeError) as error:
        return _fail(announcement, f"it could not be loaded: {error}")
    _announce(announcement, {"url": f"{server.listening_address}/v1"})
    threading.Event().wait()
    return 0


def _parameters(parameters: CommonParams, weights: Path, token: str) -> CommonParams:
    """Fill in a server that answers this machine's user and nobody else.

    The sampling follows SmolLM2's model card (temperature 0.2, top_p 0.9). At that
    temperature it repeats whole paragraphs; with the DRY sampler and a repeat penalty of
    1.15 over 256 tokens it did not, in eight answers of up to 512 tokens.
    """
    parameters.model.path = str(weights)
    parameters.model_alias = {OFFLINE_MODEL}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [token]
    parameters.ui = False
    parameters.endpoint_slots = False
    # "*" is the default, and echoes any web page's origin; no page matches an empty one.
    parameters.cors_origins = ""
    parameters.cors_credentials = False
    parameters.n_parallel = _STREAMS
    parameters.n_ctx = _STREAMS * OFFLINE_CONTEXT_TOKENS
    parameters.cache_ram_mib = _PROMPT_CACHE_MIB
    parameters.sleep_idle_seconds = _IDLE_SECONDS
    parameters.sampling.temp = 0.2
    parameters.sampling.top_p = 0.9
    parameters.sampling.penalty_repeat = 1.15
    parameters.sampling.penalty_last_n = 256
    parameters.sampling.dry_multiplier = 0.8
    return parameters


def _take_standard_output() -> int:
    """Keep standard output for the announcement; what native code prints goes to the log."""
    announcement = os.dup(1)
    os.dup2(2, 1)
    return announcement


def _announce(announcement: int, message: dict[str, str]) -> None:
    with os.fdopen(announcement, "w", encoding="utf-8") as stream:
        stream.write(json.dumps(message) + "\n")


def _fail(announcement: int, error: str) -> int:
    _announce(announcement, {"error": error})
    return 1


def _leave_with_app() -> None:
    while os.read(0, 4096):
        continue
    # There is nothing to save, and a reply in progress would hold up an orderly exit.
    os._exit(0)


if __name__ == "__main__":
    if sys.platform != "win32":
        os.nice(_NICENESS)
    sys.exit(main(os.environ))
