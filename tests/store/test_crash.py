"""A program that is really killed while a reply comes in."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.store.instance import Instance
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STREAM_UNTIL_KILLED = """
import sys
from pathlib import Path
from copilot_tui.store.instance import Instance
from copilot_tui.store.store import Store
instance = Instance.start(Path(sys.argv[2]))
store = Store(Path(sys.argv[1]), instance_id=instance.id)
conversation = store.conversations.create(title="Killed").id
store.drafts.set(conversation, "Hello")
question = store.messages.add_user_message(conversation, None, "Hello").id
store.drafts.set(conversation, "next question")
reply = store.journal.begin(conversation, question, profile="", provider="", model="").id
for number in range(100):
    store.journal.write(reply, f"word{number} ", "")
print(reply, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def streaming(database_path: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", STREAM_UNTIL_KILLED, str(database_path), str(tmp_path / "alive")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_a_killed_program_loses_nothing_that_it_had_written(
    streaming: subprocess.Popen[str], database_path: Path, tmp_path: Path
) -> None:
    assert streaming.stdout is not None
    reply = int(streaming.stdout.readline())
    instance = Instance.start(tmp_path / "alive")
    with Store(database_path, instance_id=instance.id) as store:
        assert store.journal.recover(instance.is_alive) == 0
        assert store.tree.get(reply).status is Status.STREAMING

        streaming.kill()
        streaming.wait()

        assert store.journal.recover(instance.is_alive) == 1
        question, interrupted = store.tree.path(reply)
        assert question.content == "Hello"
        assert interrupted.status is Status.INTERRUPTED
        assert interrupted.content == "".join(f"word{number} " for number in range(100))
        assert store.drafts.get(question.conversation) == "next question"
    instance.close()
