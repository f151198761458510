"""What is painted in front hides what lies behind it, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region
from textual.widget import Widget

from copilot_tui.ui.row_compositor import is_covered
from tests.ui.driving import chatting

if TYPE_CHECKING:
    from pathlib import Path

    from textual.strip import Strip

    from tests.servers_fake import FakeServer

PLACE, SIZE = st.integers(0, 6), st.integers(0, 6)
REGIONS = st.builds(Region, PLACE, PLACE, SIZE, SIZE)


def cells(region: Region) -> set[tuple[int, int]]:
    return {(x, y) for x in region.column_range for y in region.line_range}


@given(
    region=st.builds(Region, PLACE, PLACE, st.integers(1, 6), st.integers(1, 6)),
    others=st.lists(REGIONS, max_size=6),
)
def test_a_region_is_covered_when_every_cell_of_it_is(region: Region, others: list[Region]) -> None:
    seen = cells(region).difference(*map(cells, others))

    assert is_covered(region, others) == (not seen)


@pytest.mark.parametrize("size", [(120, 40), (50, 24)])
async def test_what_lies_wholly_behind_other_parts_is_not_asked_for_its_rows(
    tmp_path: Path, server: FakeServer, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Widget] = []
    render_lines = Widget.render_lines

    def watched(self: Widget, crop: Region) -> list[Strip]:
        asked.append(self)
        return render_lines(self, crop)

    async with chatting(tmp_path, server, size=size) as chat:
        compositor = chat.screen._compositor
        columns = chat.screen.query_one("#columns")
        monkeypatch.setattr(Widget, "render_lines", watched)
        rows = list(compositor._get_renders())

        assert {chat.screen, columns} <= compositor.visible_widgets.keys()
        assert asked
        assert not {chat.screen, columns} & set(asked)
        painted = set().union(*(cells(region) for region, _, _ in rows))
        assert painted == cells(chat.screen.region)
