"""What tmux itself can be asked for. All of it was seen with tmux 3.3a."""

from __future__ import annotations

from collections.abc import Mapping

from copilot_tui.terminal.command import run

_OF_THE_CLIENT = frozenset({"DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"})


async def client_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with what tells of the user's machine as it is now.

    A pane keeps the environment in which it was opened. Who opened it at the desk and
    attaches over SSH later, or the other way round, has only tmux to tell it: the session
    follows the client (`update-environment` in tmux(1)). `SSH_TTY` does not follow.

    Args:
        environ: the environment of the app, in a pane.
    """
    printed = await run(("tmux", "show-environment"), environ, wants_output=True)
    if printed is None:
        return dict(environ)
    current = {name: value for name, value in environ.items() if name != "SSH_TTY"}
    for line in printed.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition("=")
        if name in _OF_THE_CLIENT:
            current[name] = value
        elif name.removeprefix("-") in _OF_THE_CLIENT:
            current.pop(name.removeprefix("-"), None)
    return current


async def load_buffer(text: str, environ: Mapping[str, str]) -> bool:
    """Put text into tmux's paste buffer and from there into the terminal's clipboard.

    This works with every value of `set-clipboard` and `allow-passthrough`, whereas tmux
    takes a plain OSC 52 only with `set-clipboard on` and hands on a wrapped one only with
    `allow-passthrough on`; neither is the default.

    Returns:
        Whether it did. `-w` is refused before tmux 3.2.
    """
    command = ("tmux", "load-buffer", "-w", "-")
    return await run(command, environ, text.encode()) is not None


async def reaches_clipboard(environ: Mapping[str, str]) -> bool:
    """Whether tmux hands its buffer on to the clipboard of the terminal around it.

    It does when it knows the terminal, by its name or by asking it, as one with OSC 52.
    """
    command = ("tmux", "display-message", "-p", "#{client_termfeatures}")
    features = await run(command, environ, wants_output=True)
    return features is not None and "clipboard" in features.decode().strip().split(",")


async def passes_through(environ: Mapping[str, str]) -> str:
    """The `TERM` of the terminal around tmux, if tmux hands sequences on to it; else empty.

    By `allow-passthrough`, which is off by default and which tmux knows since 3.3.
    """
    question = "#{allow-passthrough} #{client_termname}"
    command = ("tmux", "display-message", "-p", question)
    printed = await run(command, environ, wants_output=True)
    allowed, _, term = (printed or b"").decode("utf-8", "replace").strip().partition(" ")
    return term if allowed in ("on", "all", "1", "2") else ""
