"""The pictures of one message, as lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.segment import Segment

from copilot_tui.files.file_size import file_size
from copilot_tui.ui.render.line import Line, Row, Span, lines_from
from copilot_tui.ui.render.picture_row import PictureRow, ShownPicture
from copilot_tui.ui.render.picture_size import CellSize, picture_cells
from copilot_tui.ui.render.wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style

    from copilot_tui.chat.picture import PictureFacts

SIGN = "🖼"


@dataclass(frozen=True, slots=True)
class MessagePictures:
    """What is known of the pictures of a message.

    Attributes:
        facts: of those that are kept, by the target in the text.
        cell: of the terminal.
        is_drawn: whether pictures are drawn, rather than named only.
        faults: by digest, why a picture cannot be drawn.
        hint: what to do about a picture on another server; empty for nothing.
    """

    facts: Mapping[str, PictureFacts]
    cell: CellSize
    is_drawn: bool
    faults: Mapping[str, str]
    hint: str = ""

    def lines(
        self, alt: str, target: str, markdown: str, width: int, muted: Style
    ) -> list[Line] | None:
        """A picture with its name below it; None where it is not known.

        It has its height before it is drawn: its lines are blank until then.

        Args:
            alt: what it is called in the text.
            target: where it is, as the text has it or as the parser writes it.
            markdown: what stands in the text, to be copied.
            width: cells that it may take.
            muted: style of the name.
        """
        facts = self.facts.get(target)
        if facts is None:
            return None
        fault = self.faults.get(facts.digest, "")
        columns = rows = 0
        if self.is_drawn and not fault:
            columns, rows = picture_cells((facts.width, facts.height), width, self.cell)
        shown = ShownPicture(facts.digest, columns, rows, markdown)
        blank = " " * columns
        drawn = [
            Line(
                (Segment(blank),),
                blank,
                joiner="",
                cells=columns,
                picture=PictureRow(shown, number),
            )
            for number in range(rows)
        ]
        return drawn + _name_lines(facts, alt or facts.name, fault, shown, width, muted)


def _name_lines(
    facts: PictureFacts, name: str, fault: str, shown: ShownPicture, width: int, muted: Style
) -> list[Line]:
    size = f"{facts.width}×{facts.height}, {file_size(facts.size)}"
    words = f"{SIGN} {name} · {size}" + (f" · {fault}" if fault else "")
    rows: list[Row] = wrap([Span(" ".join(words.split()), muted)], width)
    part = PictureRow(shown, None)
    return [replace(line, picture=part) for line in lines_from(rows, width)]
