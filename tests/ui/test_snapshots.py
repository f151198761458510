"""Whole screens, compared with how they looked when somebody last approved of them.

`UPDATE_SNAPSHOTS=1 pytest tests/ui/test_snapshots.py` writes them anew; look at the
difference before it is committed.
"""

from __future__ import annotations

import itertools
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (120, 40), (200, 50)]
NOON = 1_588_593_600
"""4 May 2020, 12:00 UTC: the same day in nearly every time zone."""

ANSWER = """\
Hi **Heiner**! It is short for *Heinrich*, from the words `heim` and `rihhi`.

1. **Germanic roots**: joined in the 8th century, a long time before anybody thought of
   writing down what names mean, let alone of asking a machine about it.
2. Kings made it popular:
   - Heinrich IV, who [walked to Canossa](https://en.wikipedia.org/wiki/Road_to_Canossa)

> Names are the oldest words we have.

| Form   | Language | Meaning           |
|:-------|:--------:|------------------:|
| Henry  | English  | ruler of the home |
| 中文    | Chinese  | a test of width   |

```python
def greet(name: str) -> str:
    return f"Hello, {name}!"
```
"""


def seen(chat: Chat) -> str:
    """The screen, whatever the time is."""
    return re.sub(r"\b\d\d:\d\d\b", "HH:MM", chat.text())


async def compare(chat: Chat, name: str) -> None:
    """Compare the screen, once all of it is painted, with its snapshot, or write it."""
    approved = snapshot(name)
    if os.environ.get("UPDATE_SNAPSHOTS") or not approved.exists():
        await chat.pause()
    else:
        text = approved.read_text(encoding="utf-8")
        with suppress(TimeoutError):
            await chat.until(lambda: f"{seen(chat)}\n" == text)
    compare_text(seen(chat), name)


def compare_text(text: str, name: str) -> None:
    """Compare what is seen with its snapshot, or write it."""
    approved = snapshot(name)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        approved.parent.mkdir(exist_ok=True)
        approved.write_text(f"{text}\n", encoding="utf-8")
    assert f"{text}\n" == approved.read_text(encoding="utf-8"), (
        f"{approved.name} differs; is it meant to?"
    )


def snapshot(name: str) -> Path:
    """Where a snapshot is."""
    return SNAPSHOTS / f"{name}.txt"


def add_two_conversations(folder: Path) -> None:
    """One with a rich reply, and an earlier one."""
    clock = itertools.count(NOON).__next__
    add_conversation(folder, "A weekend in Oslo", [("Plan it", "Gladly.")], clock=clock)
    add_conversation(folder, "Name meaning", [("What does my name mean?", ANSWER)], clock=clock)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_empty_app_looks_as_approved(
    tmp_path: Path, server: FakeServer, size: tuple[int, int]
) -> None:
    async with chatting(tmp_path, server, size=size) as chat:
        await chat.until(lambda: "Nothing here yet" in chat.text() and "Copilot" in chat.rows()[-1])
        await compare(chat, f"empty-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_rich_reply_looks_as_approved(
    tmp_path: Path, server: FakeServer, size: tuple[int, int]
) -> None:
    add_two_conversations(tmp_path)
    async with chatting(tmp_path, server, size=size) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("Name meaning")
        await chat.until(lambda: "greet" in chat.log_text() and chat.composer.has_focus)
        await chat.until(lambda: "words/s" in chat.rows()[-1])
        await chat.pause()
        await compare(chat, f"reply-{size[0]}x{size[1]}")


async def test_the_narrow_sidebar_looks_as_approved(tmp_path: Path, server: FakeServer) -> None:
    add_two_conversations(tmp_path)
    async with chatting(tmp_path, server, size=(50, 24)) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.press("ctrl+t")
        await chat.until(lambda: "Name meaning" in chat.text() and chat.sidebar.has_focus)
        await chat.pause()
        await compare(chat, "narrow-sidebar-50x24")
