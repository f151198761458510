"""How far a conversation goes whose last mark is missing, as its file was cut off."""

from __future__ import annotations

import re


def begun_mark(text: str, word: str, start: int, stop: int) -> int | None:
    """Where the heading and the mark begin that the cut went through; None where there is none.

    Args:
        text: of the file.
        word: that the marks of the conversation begin with; it occurs in none of its texts.
        start: behind the last mark that is whole.
        stop: where the conversation was cut off.
    """
    begun = re.compile(rf"\n\n(?:##+ [^\n]*\n\n)?<!-- {re.escape(word)}[^\n]*\n?\Z")
    found = begun.search(text, start, stop)
    return None if found is None else found.start()


def cut_off(*, has_messages: bool, is_last_whole: bool) -> str:
    """What is said of a conversation that was cut off.

    Args:
        has_messages: whether any could be read.
        is_last_whole: whether the cut went through a mark and no text.
    """
    if not has_messages:
        return "There are no messages in it: the file was cut off."
    missing = "" if is_last_whole else ", and the last message may lack its end"
    return f"The conversation ends before its last mark: the file was cut off{missing}."
