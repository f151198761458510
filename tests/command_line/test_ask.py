"""`copilot-tui ask`: what goes in, what comes out, and what is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.picture import PICTURES_A_MESSAGE
from tests.command_line.asking import ask, asked, asking, conversations, read_until, replies
from tests.command_line.running import PROGRAM, data, environ, stored
from tests.pictures import png
from tests.servers_fake import FakeServer, Gate, in_thread, recording, reply
from tests.ui.preparing import add_conversation, scripted, scripted_server

WITH_CODE = ("Here:\n\n```py\nprint(1)\n", "```\nand\n\n~~~\nx\n\n", "y\n~~~\nbye\n")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with in_thread(scripted_server()) as server:
        yield server


def test_the_answer_as_it_is_kept_is_all_that_standard_output_has(
    home: Path, server: FakeServer
) -> None:
    server.answer(reply("\n \x1b]0;PWN\x07Täxt\n", "\n\nmore\n\n", "\n"))
    done = ask(home, server, "Why", "so?")

    assert (done.returncode, done.stderr) == (0, "copilot-tui: Copilot answers.\n")
    assert done.stdout == "\n ␛]0;PWN␇Täxt\n\n\nmore\n"
    ((conversation, (question, answer)),) = conversations(home)
    assert conversation.title == question.content == "Why so?"
    assert answer.content.rstrip("\n") + "\n" == done.stdout
    assert (answer.status, answer.provider) == (Status.COMPLETE, "Copilot")
    assert server.requests[-1].body["conversation_id"] == conversation.conversation_id


def test_each_piece_is_put_out_when_it_comes(home: Path, server: FakeServer) -> None:
    gates = (Gate(), Gate())
    server.answer(scripted("one ", gates[0], "two ", gates[1], "three"))
    with asking(home, server, "--quiet", "hi") as process:
        assert read_until(process, b"one ") == b"one "
        gates[0].open()
        assert read_until(process, b"two ") == b"two "
        gates[1].open()
        assert process.communicate() == (b"three\n", b"")


def test_standard_input_and_files_go_below_the_question(
    home: Path, server: FakeServer, tmp_path: Path
) -> None:
    file = tmp_path / "odd.py"
    file.write_bytes(b"print('\xe9')\n")
    done = ask(home, server, "-q", "review this", "--file", str(file), stdin=b"-a\n+```\r\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert asked(server)[-1][-1]["content"] == (
        f"review this\n\n`{file}`:\n```py\nprint('é')\n```\n".replace("```py", "```python")
        + "\n`standard input`:\n````\n-a\n+```\n````"
    )
    assert conversations(home)[0][0].title == "review this"
    told = ask(home, server, "--file", str(file), "again")
    assert "odd.py is no UTF-8; it was read as cp1252.\n" in told.stderr


def test_a_picture_is_sent_as_one_and_kept(home: Path, server: FakeServer, tmp_path: Path) -> None:
    file = tmp_path / "dot.png"
    Image.new("RGB", (3, 2), (255, 0, 0)).save(file)
    done = ask(home, server, "-q", "what is this?", "--file", str(file))

    assert (done.returncode, done.stderr) == (0, "")
    body = json.dumps(server.requests[-1].body)
    assert '[{"type": "text", "text": "what is this?"}, {"type": "image_url"' in body
    assert "data:image/png;base64," in body
    question = conversations(home)[0][1][0]
    assert question.content.startswith("what is this?\n\n![dot.png](attachment:")


def test_the_next_question_shows_the_earlier_pictures_or_tells_that_they_are_too_many(
    home: Path, server: FakeServer, tmp_path: Path
) -> None:
    for shade in range(PICTURES_A_MESSAGE + 1):
        server.answer(reply("Red, without any thread."))
        (tmp_path / f"{shade}.png").write_bytes(png(shade=shade))
    first = [f"--file={tmp_path / f'{shade}.png'}" for shade in range(PICTURES_A_MESSAGE)]
    ask(home, server, "-q", "first", *first)

    done = ask(home, server, "-c", "what colour was it?")
    assert (done.returncode, done.stderr) == (0, "copilot-tui: Copilot answers.\n")
    assert json.dumps(server.requests[-1].body).count("image_url") == 2 * PICTURES_A_MESSAGE

    last = f"--file={tmp_path / f'{PICTURES_A_MESSAGE}.png'}"
    told = ask(home, server, "-c", "and this?", last).stderr.splitlines()[-1]
    assert told == ("copilot-tui: The server gets the name only of 1 picture of earlier messages.")


def test_where_a_pipe_brings_nothing_that_is_told(home: Path, server: FakeServer) -> None:
    told = "copilot-tui: Nothing came in by the pipe; the question is asked without it.\n"
    assert told in ask(home, server, "review this", stdin=b"\n").stderr
    assert ask(home, server, "-q", "review this", stdin=b"").stderr == ""
    assert told not in ask(home, server, "review this").stderr
    assert told not in ask(home, server, "review this", stdin=b"a").stderr


@pytest.mark.parametrize("words", [(), ("-",)])
def test_without_a_question_standard_input_is_the_question(
    home: Path, server: FakeServer, words: tuple[str, ...]
) -> None:
    assert ask(home, server, *words, stdin=b"Why\n\nso?\n").returncode == 0
    assert asked(server)[-1][-1]["content"] == "Why\n\nso?"


def test_what_is_being_written_in_the_app_stays_there(home: Path, server: FakeServer) -> None:
    conversation = add_conversation(data(home), "Title", [("question", "answer")])
    with stored(home) as store:
        store.drafts.set(None, "unsent")
        store.drafts.set(conversation, "unsent here")
    assert ask(home, server, "new").returncode == 0
    assert ask(home, server, "--conversation", "title", "more").returncode == 0

    with stored(home) as store:
        assert store.drafts.get(None) == "unsent"
        assert store.drafts.get(conversation) == "unsent here"


def test_a_conversation_goes_on_as_it_does_in_the_app(home: Path, server: FakeServer) -> None:
    add_conversation(data(home), "Trip to Oslo", [("first", "answer")])
    add_conversation(data(home), "Other", [("else", "answer")])
    system = ask(home, server, "--conversation", "oslo", "--system", "Be brief", "second")
    last = ask(home, server, "-c", "third", "--model", "gpt-4o")

    assert (system.returncode, last.returncode) == (0, 0)
    oslo, path = conversations(home)[0]
    assert oslo.title == "Trip to Oslo"
    assert [message.content for message in path if message.role is Role.USER] == [
        "first",
        "second",
        "third",
    ]
    assert (oslo.system_prompt, oslo.model) == ("Be brief", "gpt-4o")
    replay, thread = (seen.body for seen in server.requests if seen.body)
    assert "Be brief" in str(replay["messages"])
    assert "first" in str(replay["messages"])
    assert thread["conversation"] == {"conversation_id": "thread"}
    assert (thread["model"], thread["provider"]) == ("gpt-4o", "Copilot")


def test_events_are_objects_and_the_deltas_are_the_answer(home: Path, server: FakeServer) -> None:
    server.answer(recording("g4f-reasoning"))
    done = ask(home, server, "--json", "prime?")
    events = [json.loads(line) for line in done.stdout.splitlines()]

    assert (done.returncode, done.stderr) == (0, "")
    ((conversation, (_, answer)),) = conversations(home)
    assert events[0] == {
        "event": "start",
        "conversation": conversation.id,
        "profile": "g4f",
        "provider": "Copilot",
        "model": None,
    }
    deltas = [event["text"] for event in events if event["event"] == "delta"]
    thoughts = [event["text"] for event in events if event["event"] == "reasoning"]
    assert ("".join(deltas), "".join(thoughts)) == (answer.content, answer.reasoning)
    end = events[-1]
    assert (end["event"], end["status"], end["error"]) == ("end", "complete", "")
    assert (end["provider"], end["model"]) == ("Copilot", answer.model or None)
    assert end["usage"] == {"prompt_tokens": 9, "completion_tokens": 77, "exact": False}


def test_the_thinking_goes_to_standard_error(home: Path, server: FakeServer) -> None:
    server.answer(recording("g4f-reasoning"), recording("g4f-reasoning"))
    done = ask(home, server, "prime?")

    assert done.stderr.endswith("answers.\nLet me think about this. Done thinking.\n")
    assert done.stdout.startswith("The answer is no")
    assert ask(home, server, "prime?", "-q").stderr == ""


def test_only_the_code_is_put_out_block_by_block(home: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted(WITH_CODE[0], WITH_CODE[1], gate, WITH_CODE[2]))
    with asking(home, server, "--code", "code") as process:
        assert read_until(process, b"print(1)\n") == b"print(1)\n"
        gate.open()
        assert process.communicate()[0] == b"\nx\n\ny\n"
        assert process.returncode == 0
    assert replies(home)[0].content == "".join(WITH_CODE)


def test_code_where_there_is_none_is_a_failure(home: Path, server: FakeServer) -> None:
    done = ask(home, server, "--code", "code")

    assert (done.returncode, done.stdout) == (1, "")
    assert "The answer has no block of code." in done.stderr
    assert replies(home)[0].status is Status.COMPLETE


def test_of_a_private_question_nothing_is_kept(home: Path, server: FakeServer) -> None:
    done = ask(home, server, "--private", "--json", "secret words")

    assert done.returncode == 0
    assert json.loads(done.stdout.splitlines()[0])["conversation"] is None
    assert [file for file in home.rglob("*") if file.is_file()] == []


def test_neither_textual_nor_rich_is_loaded(home: Path, server: FakeServer) -> None:
    program = (
        "import sys; from copilot_tui.cli import main; status = main(['ask', 'hi'])\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(status, sorted(loaded & {'textual', 'rich', 'pygments', 'markdown_it'}))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        env=environ(home, COPILOT_TUI_URL=server.url),
    ).stdout

    assert printed == "Hello from the fake server.\n0 []\n"


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_with_an_empty_home_and_nothing_named_the_embedded_model_answers(home: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "ask"],
        input="hello\n",
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
        env=environ(home),
    )

    assert done.returncode == 0, done.stderr
    assert "so SmolLM2 (135M), a very small model on this machine, answers." in done.stderr
    (answer,) = replies(home)
    assert done.stdout == answer.content.rstrip("\n") + "\n"
    assert (answer.profile, answer.status) == ("offline", Status.COMPLETE)
