"""The `/` menu and the `@` files, as they are typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from copilot_tui.commands import menu_commands
from copilot_tui.files.text_file import MANY_BYTES, TextFile, read_text_file
from copilot_tui.ui.confirm_dialog import ConfirmDialog
from tests.ui.prompting import Prompt, prompting

LONG_FILE = "".join(f"line {number}\n" for number in range(40))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    (place / "src").mkdir(parents=True)
    (place / "main.py").write_text("print('hello')\n")
    (place / "src" / "long.py").write_text(LONG_FILE)
    (place / "src" / "logo.png").write_bytes(b"\x89PNG\0")
    return place


async def ask(prompt: Prompt) -> ConfirmDialog:
    """Wait until the prompt asks something."""
    await prompt.until(lambda: isinstance(prompt.app.screen, ConfirmDialog))
    dialog = prompt.app.screen
    assert isinstance(dialog, ConfirmDialog)
    return dialog


async def test_a_slash_in_an_empty_prompt_lists_every_command_with_its_key(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("/")
        await prompt.offers(*(f"/{command.slash}" for command in menu_commands()))
        await prompt.until(
            lambda: any(re.search(r"/new +New conversation +ctrl\+n", row) for row in prompt.rows)
        )
        assert prompt.completions.size.height == 8


async def test_typing_narrows_the_list_and_enter_runs_what_is_chosen(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("/ren")
        await prompt.until(lambda: prompt.offered[:1] == ("/rename",))
        await prompt.press("enter")
        await prompt.until(lambda: prompt.app.commands == [("conversation.rename", "")])
        assert prompt.composer.text == ""
        await prompt.offers()
        assert prompt.app.sent == []


async def test_a_burst_of_letters_and_enter_runs_the_command_that_was_typed(folder: Path) -> None:
    async with prompting(folder) as prompt:
        prompt.burst(*"/find", "enter", *"next")
        await prompt.until(lambda: prompt.composer.text == "next")
        await prompt.until(lambda: prompt.app.commands == [("find.here", "")])


async def test_arrows_choose_and_go_round(folder: Path) -> None:
    async with prompting(folder) as prompt:
        commands = [command.id for command in menu_commands()]
        prompt.burst("/", "down", "down", "up", "enter")
        await prompt.until(lambda: prompt.app.commands == [(commands[1], "")])
        prompt.burst("/", "up", "enter")
        await prompt.until(lambda: prompt.app.commands[1:] == [(commands[-1], "")])


async def test_tab_writes_the_name_out_and_leaves_room_for_words(folder: Path) -> None:
    async with prompting(folder) as prompt:
        prompt.burst(*"/ren", "tab", *"Trip to Oslo", "enter")
        await prompt.until(lambda: prompt.app.commands == [("conversation.rename", "Trip to Oslo")])
        prompt.burst(*"/unf", "tab")
        await prompt.until(lambda: prompt.composer.text == "/unfold")
        prompt.burst("tab")
        await prompt.until(lambda: prompt.app.commands[1:] == [("composer.unfold", "")])


async def test_escape_closes_the_list_leaves_the_text_and_keeps_closed(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("/ne")
        await prompt.press("escape")
        await prompt.offers()
        assert prompt.composer.text == "/ne"
        await prompt.type("w")
        await prompt.offers()
        prompt.burst(*["backspace"] * 4, "/")
        await prompt.until(lambda: len(prompt.offered) > 20)


@pytest.mark.parametrize("text", ["/etc/passwd is what?", "/usr/bin", "/ is a slash", "/new\nline"])
async def test_what_only_begins_like_a_command_is_sent(folder: Path, text: str) -> None:
    async with prompting(folder) as prompt:
        prompt.burst(*(key if key != "\n" else "ctrl+j" for key in text), "enter")
        await prompt.until(lambda: prompt.app.sent == [text])
        assert prompt.app.commands == []
        assert prompt.app.told == []


async def test_a_slip_in_a_commands_name_is_asked_about_once(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("/renmae")
        await prompt.press("enter")
        sentence = (
            "There is no command /renmae; did you mean /rename? enter again sends it as it is."
        )
        await prompt.until(lambda: prompt.app.told == [sentence])
        assert prompt.composer.text == "/renmae"
        await prompt.press("enter")
        await prompt.until(lambda: prompt.app.sent == ["/renmae"])


async def test_words_behind_a_command_that_takes_none_are_not_lost(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("/new idea for dinner")
        await prompt.press("enter")
        await prompt.until(lambda: len(prompt.app.told) == 1)
        assert "/new takes no words" in prompt.app.told[0]
        await prompt.press("enter")
        await prompt.until(lambda: prompt.app.sent == ["/new idea for dinner"])


async def test_a_restored_draft_opens_no_list(folder: Path) -> None:
    async with prompting(folder) as prompt:
        prompt.composer.restore("/new")
        await prompt.pilot.pause()
        await prompt.offers()


async def test_a_click_chooses_and_the_prompt_keeps_the_focus(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("/")
        await prompt.until(lambda: prompt.completions.size.height == 8)
        assert await prompt.pilot.click(prompt.completions, offset=(6, 2))
        commands = [command.id for command in menu_commands()]
        await prompt.until(lambda: prompt.app.commands == [(commands[2], "")])
        assert prompt.composer.has_focus


async def test_an_at_sign_completes_paths_and_inserts_the_file_as_a_block(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("see @mai")
        await prompt.offers("main.py")
        await prompt.until(lambda: any(re.search(r"main\.py +15 B", row) for row in prompt.rows))
        await prompt.press("enter")
        block = "see \n`main.py`:\n```python\nprint('hello')\n```\n"
        await prompt.until(lambda: prompt.composer.text == block)
        await prompt.offers()
        await prompt.press("ctrl+z")
        await prompt.until(lambda: prompt.composer.text == "see @mai")


async def test_a_long_file_becomes_a_chip_with_name_size_and_time(folder: Path) -> None:
    async with prompting(folder) as prompt:
        prompt.burst(*"@long", "tab", *"why?", "enter")
        await prompt.until(lambda: len(prompt.app.sent) == 1)
        whole = f"`src/long.py`:\n```python\n{LONG_FILE}```\nwhy?"
        await prompt.until(lambda: prompt.app.sent == [whole])
        prompt.burst(*"@long", "enter")
        await prompt.until(lambda: "⟦" in prompt.composer.text)
        label = r"⟦src/long\.py: 40 lines, 310 B, read \d\d:\d\d⟧"
        assert re.fullmatch(label, prompt.composer.text)


async def test_a_directory_leads_on(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("@sr")
        await prompt.until(lambda: prompt.offered[:1] == ("src/",))
        await prompt.press("tab")
        await prompt.offers("src/long.py", "src/logo.png")
        assert prompt.composer.text == "@src/"


async def test_a_path_outside_is_completed_because_it_was_typed(folder: Path) -> None:
    (folder.parent / "notes.txt").write_text("note\n")
    async with prompting(folder) as prompt:
        await prompt.type("@../no")
        await prompt.offers("../notes.txt")
        await prompt.press("enter")
        await prompt.until(lambda: "```text\nnote\n```" in prompt.composer.text)


@pytest.mark.parametrize(
    ("name", "words"),
    [("logo.png", "no picture that can be read"), ("long.py", "is not there, or no longer")],
)
async def test_a_file_that_cannot_be_inserted_is_named_and_the_draft_stays(
    folder: Path, name: str, words: str
) -> None:
    async with prompting(folder) as prompt:
        await prompt.type(f"draft @{name}")
        await prompt.until(lambda: prompt.offered[:1] == (f"src/{name}",))
        (folder / "src" / "long.py").unlink()
        await prompt.press("enter")
        await prompt.until(lambda: len(prompt.app.told) == 1)
        assert name in prompt.app.told[0]
        assert words in prompt.app.told[0]
        assert prompt.composer.text == f"draft @{name}"


@pytest.mark.parametrize(("answer", "is_inserted"), [("y", True), ("n", False), ("escape", False)])
async def test_a_large_file_is_asked_about(folder: Path, answer: str, is_inserted: bool) -> None:
    (folder / "large.txt").write_text("x" * 99 * 5 + "\n" + "line\n" * (MANY_BYTES // 5))
    async with prompting(folder) as prompt:
        prompt.burst(*"@large", "enter")
        await ask(prompt)
        await prompt.until(lambda: any("Insert large.txt, 100 kB?" in row for row in prompt.rows))
        await prompt.until(lambda: any("y yes" in row for row in prompt.rows))
        await prompt.press(answer)
        await prompt.until(lambda: not isinstance(prompt.app.screen, ConfirmDialog))
        await prompt.until(lambda: ("⟦large.txt" in prompt.composer.text) is is_inserted)
        assert is_inserted or prompt.composer.text == "@large"


async def test_a_file_in_another_encoding_is_told_of(folder: Path) -> None:
    (folder / "old.txt").write_bytes("Schöne Grüße".encode("cp1252"))
    async with prompting(folder) as prompt:
        prompt.burst(*"@old", "enter")
        await prompt.until(lambda: "Grüße" in prompt.composer.text)
        await prompt.until(lambda: len(prompt.app.told) == 1)
        assert "cp1252" in prompt.app.told[0]


async def test_an_address_and_a_name_nobody_has_open_no_list(folder: Path) -> None:
    async with prompting(folder) as prompt:
        prompt.burst(*"me@main.py and @nobodyhere", "enter")
        await prompt.until(lambda: prompt.app.sent == ["me@main.py and @nobodyhere"])


async def test_a_name_that_is_typed_out_is_that_of_the_file(folder: Path) -> None:
    (folder / "whole.txt").write_text("its text")
    async with prompting(folder) as prompt:
        prompt.burst(*"see @whole.txt", "enter")
        await prompt.until(lambda: "its text" in prompt.composer.text)
        assert prompt.app.sent == []


async def test_the_command_for_files_begins_a_path_at_the_cursor(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("see")
        prompt.composer.open_file_completion()
        await prompt.until(lambda: "main.py" in prompt.offered)
        assert prompt.composer.text == "see @"


async def test_the_list_fits_a_small_screen_and_names_keep_their_ends(folder: Path) -> None:
    deep = folder / "a_rather_long_directory_name" / "and_another_one_below_it"
    deep.mkdir(parents=True)
    (deep / "needle.py").write_text("x")
    async with prompting(folder, size=(50, 20)) as prompt:
        await prompt.type("@needle")
        await prompt.until(lambda: any(re.search(r"…\S*needle\.py +1 B", r) for r in prompt.rows))
        assert all(len(row) <= 50 for row in prompt.rows)


async def test_the_list_closes_when_the_prompt_loses_the_focus(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("/")
        await prompt.until(lambda: len(prompt.offered) > 20)
        prompt.app.set_focus(None)
        await prompt.offers()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all files that were read for the prompt."""
    names: list[str] = []

    def read_and_note(path: Path, name: str, *, inside: Path | None = None) -> TextFile:
        names.append(name)
        return read_text_file(path, name, inside=inside)

    monkeypatch.setattr("copilot_tui.files.prompt_file.read_text_file", read_and_note)
    return names


@pytest.mark.parametrize("text", ["@main.py", "look at @/etc/passwd", "a\n@src/long.py", "@~/"])
async def test_a_pasted_path_is_sent_as_it_is_and_no_file_is_read(
    folder: Path, read: list[str], text: str
) -> None:
    async with prompting(folder) as prompt:
        await prompt.paste(text)
        await prompt.until(lambda: prompt.composer.text == text)
        await prompt.press("enter")
        await prompt.until(lambda: prompt.app.sent == [text])
        assert prompt.offered == ()
        assert read == []


async def test_no_file_is_read_that_was_not_chosen(folder: Path, read: list[str]) -> None:
    async with prompting(folder) as prompt:
        await prompt.type("@main.p")
        await prompt.offers("main.py")
        await prompt.press("escape", "enter")
        await prompt.until(lambda: prompt.app.sent == ["@main.p"])
        await prompt.type("see @main.py, please")
        await prompt.press("enter")
        await prompt.until(lambda: prompt.app.sent[1:] == ["see @main.py, please"])
        prompt.composer.restore("@src/long.py")
        await prompt.press("enter")
        await prompt.until(lambda: prompt.app.sent[2:] == ["@src/long.py"])
        assert read == []
        await prompt.type("@src/long")
        await prompt.until(lambda: prompt.offered[:1] == ("src/long.py",))
        await prompt.press("enter")
        await prompt.until(lambda: read == ["src/long.py"])


async def test_after_a_paste_a_path_that_is_typed_is_completed(folder: Path) -> None:
    async with prompting(folder) as prompt:
        await prompt.paste("@main")
        await prompt.type(" @src/lo")
        await prompt.until(lambda: "src/long.py" in prompt.offered)


async def test_a_file_that_became_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "secret.txt").write_text("secret\n")
    async with prompting(folder) as prompt:
        await prompt.type("@main")
        await prompt.until(lambda: prompt.offered[:1] == ("main.py",))
        (folder / "main.py").unlink()
        (folder / "main.py").symlink_to(folder.parent / "secret.txt")
        await prompt.press("enter")
        await prompt.until(lambda: len(prompt.app.told) == 1)
        assert "leads out of this folder" in prompt.app.told[0]
        assert prompt.composer.text == "@main"
