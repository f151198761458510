"""The real program while its conversations move into another file, or back into theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreDamaged
from copilot_tui.paths import Paths
from copilot_tui.store.backup import copy_database
from copilot_tui.store.damage_note import damage_noted
from tests.e2e.chatting import TALL, asked, chatting, data, quit_and_wait, stored
from tests.e2e.dripping import begin, kept_reply
from tests.e2e.terminal import ENTER, Terminal
from tests.store.support_damage import PAGE, fill, is_sound, messages, overwrite, pages, root_of

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

SENT = ["Written meanwhile", "And after it"]


def test_a_file_that_is_damaged_under_it_is_mended_while_a_reply_runs(
    server: FakeServer, home: Path
) -> None:
    file = Paths(home, data(home)).database
    fill(file, conversations=3, exchanges=8)
    pages(file)
    before = messages(file)
    with chatting(server, home, size=TALL) as terminal:
        drip = begin(terminal, server)
        drip.fall(20)
        terminal.wait_for("word19")
        overwrite(file, root_of(file, "messages"), b"\xff" * PAGE)
        with pytest.raises(StoreDamaged), damage_noted(file):
            copy_database(file, home / "copy.db")
        drip.fall(20)
        terminal.wait_for("The conversation file was damaged;")
        drip.fall(20)
        terminal.wait_for("word59")
        terminal.send("At that moment", ENTER)
        terminal.wait_for("At that moment")
        quit_and_wait(terminal)
    assert is_sound(file)
    assert list(file.parent.glob("*.damaged-*"))
    assert before.items() <= messages(file).items()
    status, text = kept_reply(home)
    assert status is Status.INTERRUPTED
    assert text.split()[-1] == "word59"


@pytest.mark.parametrize("plain", [False, True])
def test_a_file_that_could_not_be_used_at_the_start_gets_all_that_was_written_meanwhile(
    server: FakeServer, home: Path, plain: bool
) -> None:
    file = Paths(home, data(home)).database
    fill(file, conversations=1, exchanges=1)
    file.rename(home / "away.db")
    file.mkdir()
    with started(server, home, plain=plain) as terminal:
        terminal.wait_for("Nothing of this chat is kept")
        terminal.send(SENT[0], ENTER)
        terminal.wait_for("Hello from the fake server.")
        file.rmdir()
        (home / "away.db").rename(file)
        terminal.wait_for(lambda _: SENT[0] in texts(file), what="the message in the file")
        terminal.send(SENT[1], ENTER)
        terminal.wait_for("can be opened now")
        terminal.wait_for(lambda _: len(asked(server)) == 2, what="the request")
        if plain:
            terminal.send("/quit", ENTER)
            assert terminal.wait_for_exit() == 0
        else:
            terminal.wait_for("Conversation 0")
            quit_and_wait(terminal)
    assert is_sound(file)
    with stored(home) as store:
        assert store.search.messages("meanwhile", limit=1)
    assert [text for text in texts(file) if text in SENT] == SENT


def texts(file: Path) -> list[str]:
    """All messages that are in the file."""
    return [row.content for row in messages(file).values()]


def started(server: FakeServer, home: Path, *, plain: bool) -> Terminal:
    """The program, on the full screen or line by line."""
    return Terminal(
        *(["--plain"] if plain else []),
        *("--url", server.url),
        home=home,
        columns=TALL[0],
        rows=TALL[1],
        environment={},
    )
