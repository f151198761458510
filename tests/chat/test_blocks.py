"""Splitting a growing Markdown text into blocks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copilot_tui.chat.block_scanner import BlockScanner
from copilot_tui.chat.blocks import PIECE_LIMIT, Block, BlockKind, BlockSplitter, split
from copilot_tui.chat.open_block import BLOCK_LIMIT

LINES = [
    *("", "", "    ", "words", "words and *more*", "  two columns in", "    four columns in"),
    *("# heading", "#nothing", "===", "---", "***", "```", "```python", "~~~", "``"),
    *("> quote", "> > deep", "> ", ">```", "| a | b |", "|---|---|", "| 1 | 2 |", "a | b"),
    *("--- | ---", "<div>", "</div>", "<!-- note", "-->", "<b>x</b>", "<b>"),
]
MATH_LINES = ["$$", "\\[", "\\]", "$$x$$", "$$x$$ is", "$$ a", "b $$", "\\[x+1\\].", "+ b", "- $$"]
LIST_LINES = [
    *("-", "\\| x"),
    *("- item", "1. one", "2. two", "  - nested", "   - three in", "* star", "- ", "1) p"),
    *(
        "- # heading",
        "- > quote",
        "- ```",
        "   ```",
        "- [ ] task",
        "      six in",
        "\tx",
        "10. ten",
    ),
]
documents = st.lists(st.sampled_from(LINES + LIST_LINES + MATH_LINES), max_size=14).map("\n".join)
flat_documents = st.lists(st.sampled_from(LINES), min_size=1, max_size=9).map("\n".join)

KINDS = {
    "paragraph_open": BlockKind.PARAGRAPH,
    "heading_open": BlockKind.HEADING,
    "fence": BlockKind.FENCE,
    "code_block": BlockKind.INDENTED_CODE,
    "blockquote_open": BlockKind.QUOTE,
    "table_open": BlockKind.TABLE,
    "hr": BlockKind.RULE,
    "html_block": BlockKind.HTML,
}


def stream(text: str, cuts: list[int]) -> BlockSplitter:
    splitter = BlockSplitter()
    bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    for start, end in pairwise(bounds):
        splitter.append(text[start:end])
    return splitter


def kinds(text: str) -> list[BlockKind]:
    return [block.kind for block in split(text)]


def only(text: str) -> Block:
    (block,) = split(text)
    return block


@given(documents, st.lists(st.integers(0, 200), max_size=12))
def test_a_stream_cut_anywhere_gives_the_blocks_of_the_whole_text(
    text: str, cuts: list[int]
) -> None:
    splitter = stream(text, cuts)
    splitter.finish()
    assert tuple(splitter.settled) == split(text)


@given(documents)
def test_the_sources_of_settled_and_open_blocks_are_the_text_at_any_moment(text: str) -> None:
    splitter = BlockSplitter()
    for length, character in enumerate(text, start=1):
        splitter.append(character)
        blocks = [*splitter.settled, *splitter.tail]
        assert "".join(block.source for block in blocks) == text[:length]
        assert all(one.end == other.start for one, other in pairwise(blocks))


@given(documents)
def test_what_is_settled_is_never_changed_by_later_text(text: str) -> None:
    splitter = BlockSplitter()
    whole = split(text)
    for character in text:
        splitter.append(character)
        assert tuple(splitter.settled) == whole[: len(splitter.settled)]


@given(flat_documents)
def test_blocks_outside_lists_begin_where_commonmark_begins_them(text: str) -> None:
    parser = MarkdownIt("commonmark").enable("table").disable(["reference", "list"])
    expected = [
        (KINDS[token.type], token.map[0])
        for token in parser.parse(text)
        if token.level == 0 and token.nesting >= 0 and token.map
    ]
    found, line = [], 0
    for block in split(text):
        if block.kind is not BlockKind.BLANK:
            found.append((block.kind, line))
        line += block.source.count("\n")
    assert found == expected


def test_each_item_of_a_list_is_a_block_with_its_number() -> None:
    blocks = split("3. a\n1. b\n   - c\n     - d\n7. e\n")
    assert [block.ordinals for block in blocks] == [
        (3,),
        (4,),
        (4, None),
        (4, None, None),
        (5,),
    ]
    assert {block.kind for block in blocks} == {BlockKind.LIST_ITEM}


def test_a_bullet_two_columns_below_a_number_is_inside_its_item() -> None:
    assert [block.ordinals for block in split("1. a\n  - b\n2. c\n")] == [(1,), (1, None), (2,)]


def test_a_fence_inside_an_item_is_a_block_of_its_own() -> None:
    item, fence, last = split("1. run:\n   ```bash\n   ls\n     -l\n   ```\n2. done\n")
    assert (item.kind, fence.kind, last.ordinals) == (BlockKind.LIST_ITEM, BlockKind.FENCE, (2,))
    assert (fence.ordinals, fence.language, fence.closed) == ((1,), "bash", True)
    assert fence.code == "ls\n  -l\n"


def test_a_fence_inside_an_item_goes_on_when_its_code_is_not_indented() -> None:
    blocks = split("1. run:\n   ```py\nx = 1\n   ```\n2. done\n")
    assert [block.kind for block in blocks] == [
        BlockKind.LIST_ITEM,
        BlockKind.FENCE,
        BlockKind.LIST_ITEM,
    ]
    assert blocks[1].code == "x = 1\n"


def test_a_fence_right_after_a_marker_is_a_fence() -> None:
    marker, fence = split("- ```sh\n  ls\n  ```\n")
    assert (marker.source, fence.code) == ("- ", "ls\n")


@pytest.mark.parametrize(
    ("info", "language"),
    [("python", "python"), (" c++ ", "c++"), ("{.js hidden}", "js"), ("", ""), ("py:a.py", "py")],
)
def test_a_fence_names_its_language(info: str, language: str) -> None:
    assert only(f"```{info}\nx\n```").language == language


def test_a_fence_is_closed_only_by_marks_as_long_as_its_own() -> None:
    assert not only("````\n```\nx\n").closed
    assert only("````\n```\nx\n````\n").code == "```\nx\n"


def test_an_unfinished_line_does_not_underline_a_heading_or_begin_a_table() -> None:
    for text, kind in (("words\n-", "heading"), ("a | b\n--|--", "table")):
        splitter = BlockSplitter()
        splitter.append(text)
        assert [block.kind for block in splitter.tail] == [BlockKind.PARAGRAPH]
        splitter.append("\n")
        assert [block.kind for block in splitter.tail] == [kind]


def test_blank_lines_make_a_gap_for_the_block_after_them() -> None:
    assert [block.gap for block in split("a\n\nb\n# c\n\n\nd\n")] == [False, True, False, True]
    assert kinds("\n\na") == [BlockKind.BLANK, BlockKind.PARAGRAPH]


def test_a_paragraph_above_a_table_stays_a_paragraph() -> None:
    text = "see:\n| a | b |\n|---|---|\n| 1 | 2 |\nafter\n\nend"
    assert kinds(text) == [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH]


def test_the_content_of_an_item_is_markdown_without_its_marker_and_indentation() -> None:
    assert only("   10) one\n       two\n").content == "one\ntwo\n"


@pytest.mark.parametrize(
    "formula",
    [
        "$$\na\n+ b\n= c\n$$\n",
        "\\[\n- a\n> 0\n===\n\\]\n",
        "$$x$$\n",
        "\\[ x^2 \\].\n",
        "$$ a\nb $$ so\n",
    ],
)
def test_a_formula_on_lines_of_its_own_is_a_block(formula: str) -> None:
    before, block, after = split(f"given\n{formula}then\n")
    assert (before.source, after.source) == ("given\n", "then\n")
    assert (block.kind, block.source) == (BlockKind.MATH, formula)


@pytest.mark.parametrize(
    "text",
    ["$$x$$ is x", "\\[x\\]", "\\[a\\](b)", "$$ is the PID of this shell", "$5", "    $$x$$"],
)
def test_what_only_resembles_a_formula_is_no_block_of_its_own(text: str) -> None:
    assert only(text).kind is not BlockKind.MATH


@pytest.mark.parametrize("end", ["\n", "```py\n"])
def test_a_formula_without_its_end_is_over_at_a_blank_line_and_where_code_begins(end: str) -> None:
    formula, after, *_ = split(f"$$\nx\n- y\n{end}\n# z\n")
    assert (formula.kind, formula.source.strip()) == (BlockKind.MATH, "$$\nx\n- y")
    assert after.kind in (BlockKind.FENCE, BlockKind.HEADING)


def test_a_formula_inside_an_item_is_a_block_of_its_own() -> None:
    item, formula, last = split("1. so\n   $$\n   x\n   $$\n2. done\n")
    assert (item.kind, formula.kind, last.ordinals) == (BlockKind.LIST_ITEM, BlockKind.MATH, (2,))
    assert (formula.ordinals, formula.content) == ((1,), "$$\nx\n$$\n")


def test_a_formula_too_long_for_a_block_goes_on_as_text() -> None:
    blocks = split("$$\n" + "x + y\n" * 3_000 + "$$\n\n# end")
    assert [block.kind for block in blocks][:2] == [BlockKind.MATH, BlockKind.PARAGRAPH]
    assert blocks[-1].kind is BlockKind.HEADING


def test_indented_code_is_copied_without_its_indentation() -> None:
    assert only("    a\n\n      b\n").code == "a\n\n  b\n"


def test_a_very_long_paragraph_is_cut_between_words() -> None:
    text = "word " * 20_000
    blocks = split(text)
    assert "".join(block.source for block in blocks) == text
    assert all(len(block.source) <= BLOCK_LIMIT for block in blocks)
    assert all(block.source.endswith(" ") for block in blocks)
    assert [block.continued for block in blocks] == [False] + [True] * (len(blocks) - 1)


def test_a_long_table_that_is_cut_keeps_its_header() -> None:
    head = "| a | b |\n|---|---|\n"
    blocks = split(head + "| 1 | 2 |\n" * 2_000)
    assert len(blocks) > 1
    assert all(block.kind is BlockKind.TABLE for block in blocks)
    assert all(block.content.startswith(head) for block in blocks)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "line of a paragraph\n" * 10_000,
        "```py\n" + "x = 1\n" * 50_000,
        "> " * 50_000 + "\n" + "> q\n" * 5_000,
        "- " * 20_000 + "\n" + "- i\n" * 5_000,
        "[a](" * 40_000,
        "| a " * 40_000 + "\n" + "|---" * 40_000,
        "\n" * 50_000,
        "<div " * 20_000,
        "$$\n" + "x\n" * 50_000,
        "\\[x\n" * 20_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_every_character_is_read_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    feed, feed_rest = BlockScanner.feed, BlockScanner.feed_rest

    def counting_feed(self: BlockScanner, line: str, *, complete: bool = True) -> None:
        nonlocal read
        read += len(line)
        feed(self, line, complete=complete)

    def counting_feed_rest(self: BlockScanner, piece: str) -> None:
        nonlocal read
        read += len(piece)
        feed_rest(self, piece)

    monkeypatch.setattr(BlockScanner, "feed", counting_feed)
    monkeypatch.setattr(BlockScanner, "feed_rest", counting_feed_rest)
    splitter = BlockSplitter()
    step = 997
    for start in range(0, len(text), step):
        splitter.append(text[start : start + step])
    splitter.finish()
    assert "".join(block.source for block in splitter.settled) == text
    # An HTML comment is counted twice, by `feed` and by the `feed_rest` it calls.
    assert read <= 2 * len(text)


def test_looking_at_the_tail_reads_no_more_than_the_unfinished_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    splitter = BlockSplitter()
    splitter.append("```py\n" + "x = 1\n" * 50_000 + "y" * 3 * PIECE_LIMIT)
    lengths: list[int] = []
    feed_rest = BlockScanner.feed_rest

    def noting_feed_rest(self: BlockScanner, piece: str) -> None:
        lengths.append(len(piece))
        feed_rest(self, piece)

    monkeypatch.setattr(BlockScanner, "feed_rest", noting_feed_rest)
    splitter.append("y")
    (fence,) = splitter.tail
    assert fence.source.endswith("yy")
    assert lengths
    assert all(length <= PIECE_LIMIT for length in lengths)


def test_items_deeper_than_sixteen_are_text() -> None:
    text = "".join(f"{'  ' * depth}- x\n" for depth in range(40))
    blocks = split(text)
    assert max(len(block.ordinals) for block in blocks) == 16
    assert "".join(block.source for block in blocks) == text
