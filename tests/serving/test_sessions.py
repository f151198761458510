"""Processes of the app, and the pages they draw into."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from copilot_tui.serving import app_process, sessions
from copilot_tui.serving.closing import FAILED, MOST_BYTES, OVER, STOPPED, TOO_MANY
from tests.serving.serving import OTHER_TAB, TAB, closed, drawn, gone, pages
from tests.ui.waiting import wait_until


async def test_a_page_that_is_loaded_anew_finds_its_process_again() -> None:
    async with pages() as served:
        await served.enter()
        page = await served.open()
        await drawn(page, "begun 100x30 None")
        (process,) = served.sessions.processes
        await page.close()

        page = await served.open()

        assert await drawn(page, "attach") == '{"type": "attach", "width": 100, "height": 30}'
        assert served.sessions.processes == {process}
        await page.send_str('["stdin", "x"]')
        await drawn(page, "typed x")


async def test_the_process_of_a_closed_page_ends_and_its_conversation_is_found_again() -> None:
    async with pages() as served:
        served.sessions.reload_seconds = 0.2
        await served.enter()
        page, other = await served.open(), await served.open(OTHER_TAB)
        await drawn(page, "begun")
        process = served.sessions.of(TAB)
        assert process is not None
        await page.close()
        await gone(process)

        page = await served.open()

        await drawn(page, "begun 100x30 42")
        await other.send_str('["stdin", "still there"]')
        await drawn(other, "typed still there")


async def test_a_page_that_comes_back_late_waits_until_all_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app_process, "ENDING_SECONDS", 0.3)
    monkeypatch.setattr(app_process, "KILLING_SECONDS", 0.1)
    async with pages("stubborn") as served:
        served.sessions.reload_seconds = 0.05
        await served.enter()
        page = await served.open()
        await drawn(page, "begun")
        (process,) = served.sessions.processes
        await page.close()
        await wait_until(lambda: process.is_ending)

        page = await served.open()

        await drawn(page, "begun 100x30 42")
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)


async def test_a_second_page_of_the_same_name_gets_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sessions, "TAKING_OVER_SECONDS", 0.05)
    async with pages() as served:
        await served.enter()
        page = await served.open()
        await drawn(page, "begun")
        first = served.sessions.of(TAB)

        copy = await served.open()

        await drawn(copy, "begun")
        assert len(served.sessions.processes) == 2
        assert served.sessions.of(TAB) is first


async def test_there_are_no_more_processes_than_there_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sessions, "MOST_PROCESSES", 1)
    async with pages() as served:
        await served.enter()
        page = await served.open()
        await drawn(page, "begun")

        refused = await served.open(OTHER_TAB)

        assert await closed(refused) == (TOO_MANY.code, TOO_MANY.sentence)
        assert len(served.sessions.processes) == 1


async def test_the_page_is_told_when_the_user_has_quit() -> None:
    async with pages() as served:
        await served.enter()
        page = await served.open()
        await drawn(page, "begun")
        (process,) = served.sessions.processes
        await process.send_meta({"type": "quit"})

        assert await closed(page) == (OVER.code, OVER.sentence)
        assert not served.sessions.processes


async def test_the_page_is_told_the_last_words_of_an_app_that_failed() -> None:
    async with pages("failing") as served:
        await served.enter()

        code, sentence = await closed(await served.open())

        assert code == FAILED.code
        assert sentence.startswith(f"{FAILED.sentence} There is no such thing.")
        assert sentence.endswith("…")
        assert len(sentence.encode()) <= MOST_BYTES


async def test_the_end_of_the_server_is_that_of_all_processes() -> None:
    async with pages() as served:
        await served.enter()
        page, other = await served.open(), await served.open(OTHER_TAB)
        await drawn(page, "begun")
        await drawn(other, "begun")
        processes = served.sessions.processes
        ends = asyncio.gather(closed(page), closed(other))

        await served.sessions.close()

        assert list(await ends) == [(STOPPED.code, STOPPED.sentence)] * 2
        for process in processes:
            with pytest.raises(ProcessLookupError):
                os.kill(process.pid, 0)
        assert await closed(await served.open()) == (STOPPED.code, STOPPED.sentence)


async def test_a_process_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_process, "ENDING_SECONDS", 0.05)
    monkeypatch.setattr(app_process, "KILLING_SECONDS", 0.05)
    async with pages("stubborn") as served:
        served.sessions.reload_seconds = 0.05
        await served.enter()
        page = await served.open()
        await drawn(page, "begun")
        (process,) = served.sessions.processes

        await page.close()

        await gone(process)


async def test_a_process_is_beyond_the_reach_of_the_keys_that_end_the_server() -> None:
    async with pages() as served:
        await served.enter()
        page = await served.open()
        await drawn(page, "begun")
        (process,) = served.sessions.processes

        assert os.getpgid(process.pid) != os.getpgrp()
        os.kill(process.pid, signal.SIGKILL)
        assert (await closed(page))[0] == FAILED.code
