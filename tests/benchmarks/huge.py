"""Single messages of a size that nobody expects: opened, read, and streamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.store.store import Store
from tests.benchmarks.delta_server import Order, Running, running
from tests.benchmarks.echo import MEDIAN_GOAL, TAIL_GOAL, echo_figures
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.navigation import open_conversation, turn_pages, wait_for_start
from tests.benchmarks.program import ENTER, NothingSeen, Program, chat
from tests.benchmarks.seeded import database, mark, text
from tests.benchmarks.typist import LETTERS, Typist

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.benchmarks.suite import Extent

MARKDOWN_CHARACTERS, SMOKE_CHARACTERS = 5_000_000, 20_000
CODE_LINES, SMOKE_LINES = 50_000, 200
LINE_CHARACTERS, SMOKE_LINE = 1_000_000, 10_000
DELTA_SIZE = 400
PAGES, SMOKE_PAGES = 5, 1
PATIENCE = 300.0
"""Seconds for a reply of 5 MB to come in."""

_END = "end on the screen after the last byte was sent"
_SMALL = "Small"
_SECTION = re.compile(rb"Section (\d+)")


def measure(extent: Extent) -> Iterator[Figure]:
    """Open each stored message and turn pages in it; then have one streamed."""
    with running() as server:
        yield from _stored(extent, server.url)
        yield from _streamed(extent, server)
        yield from _typed_into(extent, server)


def _stored(extent: Extent, url: str) -> Iterator[Figure]:
    texts = _texts(extent)
    home = extent.home("stored")
    _store(home, texts)
    opened, turned = Series(), Series()
    for _ in range(extent.runs):
        with chat(url, home) as program:
            wait_for_start(program)
            open_conversation(program, _SMALL, mark(1))
            for name, content in texts.items():
                last_word = content[content.rindex("mark") :].split()[0]
                opened.add(**{name: open_conversation(program, name, last_word) / 1e3})
                up, down = turn_pages(program, extent.scaled(PAGES, SMOKE_PAGES))
                for spent in up + down:
                    turned.add(**{name: spent})
    for name, content in texts.items():
        group = f"{name} of {len(content):,} characters"
        yield Figure(f"{group}: opened", opened[name], "s", 1)
        yield Figure("a page up or down", turned[name], "ms", 50, under=group)
        yield Figure("the slowest page", [max(turned[name])], "ms", under=group)


def _texts(extent: Extent) -> dict[str, str]:
    """Messages full of marks, by the titles of their conversations."""
    parts = extent.scaled(MARKDOWN_CHARACTERS, SMOKE_CHARACTERS) // len(text(1))
    lines = extent.scaled(CODE_LINES, SMOKE_LINES)
    words = extent.scaled(LINE_CHARACTERS, SMOKE_LINE) // len(f"{mark(1)} ")
    code = "\n".join(f"{mark(line)} = added({line}, 'a text')" for line in range(1, lines + 1))
    return {
        "Markdown": "\n\n".join(text(part) for part in range(1, parts + 1)),
        "Code": f"```python\n{code}\n```",
        "Line": " ".join(mark(word) for word in range(1, words + 1)),
    }


def _store(home: Path, texts: Mapping[str, str]) -> None:
    """Write each as a reply in a conversation of its own, and a small one."""
    with Store(database(home), instance_id="benchmark") as store:
        for title, content in {_SMALL: text(1), **texts}.items():
            conversation = store.conversations.create(title=title).id
            asked = store.messages.add_user_message(conversation, None, "Go on.")
            reply = store.journal.begin(conversation, asked.id, profile="", provider="", model="")
            store.journal.finish(reply.id, content=content, reasoning="", status=Status.COMPLETE)


def _streamed(extent: Extent, server: Running) -> Iterator[Figure]:
    """Flat out: whether the end of a reply costs more than its beginning."""
    order = _order(extent)
    series = Series()
    for run in range(extent.runs):
        with chat(server.url, extent.home(f"streamed{run}")) as program:
            series.add(**_stream(program, server, order))
    name = f"{_what(order)}: CPU a delta"
    yield Figure(name, series["whole"], "us")
    yield Figure("of the first tenth", series["first"], "us", under=name)
    yield Figure("of the last tenth", series["last"], "us", under=name)
    yield Figure("ratio of these", series["ratio"], "x", 1.5, under=name)
    yield Figure(_END, series["end"], "s", under=_what(order))


def _typed_into(extent: Extent, server: Running) -> Iterator[Figure]:
    """The same once more, with somebody at the prompt."""
    order = _order(extent)
    series = Series()
    echoes: list[float] = []
    for run in range(extent.runs):
        with chat(server.url, extent.home(f"typed{run}")) as program:
            _warm_up(program)
            before, after = program.cpu_seconds(), len(program.output)
            program.send(f"{order.question}{ENTER}")
            # Its first word may have gone out of view before anything of it was painted.
            _seen_section(program, after, 1)
            typist = Typist(program, order.end)
            typist.type(LETTERS, seconds=PATIENCE)
            series.add(cpu=(program.cpu_seconds() - before) / order.deltas * 1e6)
        assert typist.ended is not None
        series.add(end=typist.ended - server.streamed().last)
        echoes += typist.echoes
    group = f"{_what(order)}, typed into"
    yield from echo_figures(f"key to echo, {_what(order)}", echoes, MEDIAN_GOAL, TAIL_GOAL)
    yield Figure("CPU a delta", series["cpu"], "us", under=group)
    yield Figure(_END, series["end"], "s", under=group)


def _order(extent: Extent) -> Order:
    characters = extent.scaled(MARKDOWN_CHARACTERS, SMOKE_CHARACTERS)
    return Order(characters // DELTA_SIZE, name="huge", size=DELTA_SIZE)


def _what(order: Order) -> str:
    return f"{order.deltas * order.size:,} characters in deltas of {order.size} flat out"


def _warm_up(program: Program) -> None:
    """Have a short reply, so that nothing is done for the first time in what is measured."""
    wait_for_start(program)
    program.send(f"{Order(20).question}{ENTER}")
    program.wait_for(Order(20).end)
    program.read_until_quiet()


def _stream(program: Program, server: Running, order: Order) -> dict[str, float]:
    """Microseconds of CPU a delta: of all, and of those at the beginning and the end."""
    _warm_up(program)
    sections = order.text().count("## Section ")
    before, after = program.cpu_seconds(), len(program.output)
    program.send(f"{order.question}{ENTER}")
    early, early_cpu = _seen_section(program, after, sections // 10)
    late, late_cpu = _seen_section(program, after, sections * 9 // 10)
    end = program.wait_for(order.end, after=after, seconds=PATIENCE)
    cpu = program.cpu_seconds()
    per_section = sections / order.deltas * 1e6
    first = (early_cpu - before) / early * per_section
    last = (cpu - late_cpu) / max(1, sections - late) * per_section
    return {
        "whole": (cpu - before) / order.deltas * 1e6,
        "first": first,
        "last": last,
        "ratio": last / first,
        "end": end - server.streamed().last,
    }


def _seen_section(program: Program, after: int, wanted: int) -> tuple[int, float]:
    """Wait until so many sections of a reply were painted; how many, and the CPU by then."""
    start = after
    while program.read(PATIENCE):
        found = _SECTION.findall(program.output, start)
        newest = max(map(int, found), default=0)
        if newest >= wanted:
            return newest, program.cpu_seconds()
        start = max(after, len(program.output) - 100)
    raise NothingSeen(f"no section {wanted} on this screen:\n{program.screen()}")
