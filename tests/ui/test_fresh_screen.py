"""The chat is styled once before it is painted, and needs no second time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.css.stylesheet import Stylesheet

from copilot_tui.ui.chat_screen import ChatScreen
from tests.ui.driving import Chat, chatting

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer


def styles(chat: Chat) -> dict[str, object]:
    """What the style sheets say of every part of the screen, and of the parts they name."""
    found: dict[str, object] = {}
    for node in chat.screen.walk_children(with_self=True):
        found[repr(node.css_path_nodes)] = dict(node.styles.base.get_rules())
        for name, made in node._component_styles.items():
            found[f"{node.css_path_nodes} {name}"] = dict(made.base.get_rules())
    return found


@pytest.mark.parametrize("size", [(120, 40), (50, 24), (50, 8)])
async def test_what_is_first_painted_is_styled_as_if_it_were_styled_anew(
    tmp_path: Path, server: FakeServer, size: tuple[int, int]
) -> None:
    async with chatting(tmp_path, server, size=size) as chat:
        first = styles(chat)
        chat.screen.update_node_styles(animate=False)

        assert styles(chat) == first
        assert "display" in repr(first)


async def test_nothing_is_styled_anew_when_it_is_first_shown(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew: list[bool] = []
    update_nodes = Stylesheet.update_nodes

    def watched(self: Stylesheet, nodes: object, animate: bool = False) -> None:
        seen = list(nodes)  # type: ignore[call-overload]
        anew.extend(isinstance(node, ChatScreen) for node in seen)
        update_nodes(self, seen, animate)

    monkeypatch.setattr(Stylesheet, "update_nodes", watched)
    async with chatting(tmp_path, server) as chat:
        await chat.pause()
        assert anew
        assert not any(anew)
