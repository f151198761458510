"""System prompt and parameters of a conversation."""

from __future__ import annotations

import json

import pytest

from copilot_tui.ui.instructions_dialog import Instructions, InstructionsDialog
from tests.ui.picking import showing

PARAMETERS = '{"seed": 7, "temperature": 0.7, "stop": ["END"]}'


def dialog(system_prompt: str = "Be brief.", parameters: str = PARAMETERS) -> InstructionsDialog:
    """The window on a conversation."""
    return InstructionsDialog(
        system_prompt,
        parameters,
        default_system_prompt="You help. [/]",
        defaults={"max_tokens": 512, "top_p": 0.9},
    )


def saved(result: Instructions | None) -> tuple[str, object]:
    """What it was dismissed with, with the parameters as values."""
    assert result is not None
    return result.system_prompt, json.loads(result.parameters)


async def test_what_is_set_and_what_the_profile_sets_stand_there() -> None:
    async with showing(dialog("")) as window:
        await window.sees("ctrl+s save   tab next   esc cancel")
        for text in ("You help. [/]", "0.7", "512", "0.9", "END", "Takes effect with the next"):
            assert text in window.text


async def test_everything_is_written_with_the_keyboard_alone() -> None:
    async with showing(dialog()) as window:
        window.burst(*"No. ", "tab", *"1,5", "tab", "tab", *"99", "tab")
        await window.press("delete")
        window.burst("tab", *"high", "ctrl+s")
        assert saved(await window.result()) == (
            "No. Be brief.",
            {"seed": 7, "temperature": 1.5, "max_tokens": 99, "reasoning_effort": "high"},
        )


async def test_enter_in_a_field_saves_and_in_the_prompt_breaks_the_line() -> None:
    async with showing(dialog("")) as window:
        window.burst("a", "enter", "b", "tab", "enter")
        assert saved(await window.result()) == ("a\nb", json.loads(PARAMETERS))


async def test_saving_without_a_change_changes_nothing() -> None:
    async with showing(dialog()) as window:
        await window.press("ctrl+s")
        assert await window.result() is None


async def test_what_cannot_be_is_told_beside_its_field_and_is_not_saved() -> None:
    async with showing(dialog()) as window:
        await window.press("tab", *"99", "tab", "tab", "x", "ctrl+s")
        await window.sees("✗ Expected a number from 0 to 2.")
        await window.sees("✗ Expected a whole number above 0.")
        assert window.results == []
        # The first wrong one has the focus, with its text selected.
        window.burst(*"0.1", "tab", "tab", *"64", "enter")
        _, parameters = saved(await window.result())
        assert parameters == {"seed": 7, "temperature": 0.1, "stop": ["END"], "max_tokens": 64}


async def test_esc_without_a_change_leaves_at_once() -> None:
    async with showing(dialog()) as window:
        await window.press("tab", "escape")
        assert await window.result() is None


async def test_esc_asks_before_it_drops_changes_and_asks_again_after_more_of_them() -> None:
    async with showing(dialog()) as window:
        await window.press("x", "escape")
        await window.sees("Unsaved changes. ctrl+s saves   esc again drops them")
        assert window.results == []
        await window.press("y")
        await window.sees("esc cancel")
        await window.press("escape")
        await window.sees("again drops them")
        await window.press("escape")
        assert await window.result() is None


async def test_esc_asks_also_when_what_was_typed_is_wrong() -> None:
    async with showing(dialog()) as window:
        await window.press("tab", "x", "escape")
        await window.sees("again drops them")
        await window.press("ctrl+s")
        await window.press(*"1", "ctrl+s")
        assert saved(await window.result())[1] == {**json.loads(PARAMETERS), "temperature": 1.0}


async def test_broken_parameters_do_not_keep_one_from_setting_others() -> None:
    async with showing(dialog(parameters="{broken")) as window:
        await window.press("tab", "1", "ctrl+s")
        assert saved(await window.result())[1] == {"temperature": 1.0}


async def test_pasted_text_is_clean() -> None:
    async with showing(dialog("")) as window:
        await window.paste("a\x1b]52;c;aGk=\x07\r\nb")
        await window.sees("a␛]52;c;aGk=␇")
        assert window.painted.foreign == ""
        await window.press("ctrl+s")
        assert saved(await window.result())[0] == "a␛]52;c;aGk=␇\nb"


@pytest.mark.parametrize("size", [(50, 20), (80, 24), (120, 40)])
async def test_every_field_can_be_reached_on_every_terminal(size: tuple[int, int]) -> None:
    async with showing(dialog(), size=size) as window:
        await window.press("tab", "tab", "tab", "tab", "tab", *"high")
        await window.sees("high")
        await window.sees("ctrl+s save")
        await window.press("ctrl+s")
        assert "reasoning_effort" in str(saved(await window.result())[1])
