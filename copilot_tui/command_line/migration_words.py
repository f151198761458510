"""What `copilot-tui migrate-store` says of what it has done."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Final

from copilot_tui.command_line.output import put, tell
from copilot_tui.config.database_setting import DATABASE_VARIABLE
from copilot_tui.text import one_line
from copilot_tui.wrapping import width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.command_line.migration_places import Place
    from copilot_tui.store.moving.comparing import Comparison
    from copilot_tui.store.moving.copying import Amount
    from copilot_tui.store.moving.entries import Entry

_MOST_TOLD: Final = 10


def would(amount: Amount, source: str, target: str) -> str:
    """One sentence on what a dry run has counted."""
    return (
        f"{source} has {_number(amount.conversations, 'conversation')} with "
        f"{_number(amount.messages, 'message')}; {target} would get "
        f"{_number(amount.new_conversations, 'new conversation')} and "
        f"{_number(amount.new_messages, 'new message')}."
    )


def tell_result(amount: Amount, compared: Comparison, source: str, target: str) -> bool:
    """Say what was copied, and how both sides compare.

    Returns:
        Whether everything is there.
    """
    put_wrapped(
        f"Copied {_number(amount.new_conversations, 'new conversation')} and "
        f"{_number(amount.new_messages, 'new message')} from {source} to {target}."
    )
    put_wrapped(
        f"Compared by checksums: {_number(compared.same, 'conversation')} and "
        f"{_number(compared.pictures, 'picture')} are the same in both places, of "
        f"{_number(amount.conversations, 'conversation')} with "
        f"{_number(compared.messages, 'message')}."
    )
    if compared.gone_on:
        count = len(compared.gone_on)
        were = "was" if count == 1 else "were"
        put_wrapped(
            f"{_number(count, 'conversation')} {were} changed at {target}; that stays, and what "
            f"was new at {source} is a branch beside it:"
        )
        _name(compared.gone_on, put)
    if compared.wrong:
        _tell_wrapped(
            f"In {_number(len(compared.wrong), 'conversation')} at {target} something is missing "
            f"or other than at {source}; keep what is at {source}, and report this:"
        )
        _name(compared.wrong, tell)
    if compared.lost_pictures:
        _tell_wrapped(f"{_number(compared.lost_pictures, 'picture')} did not arrive; run it again.")
    if compared.lost_prompts:
        _tell_wrapped(f"{_number(compared.lost_prompts, 'prompt')} of the history did not arrive.")
    return compared.is_whole and not amount.busy


def tell_left_out(busy: Sequence[Entry]) -> None:
    """Name the conversations that could not be copied yet."""
    if not busy:
        return
    were = "was" if len(busy) == 1 else "were"
    _tell_wrapped(
        f"{_number(len(busy), 'conversation')} {were} left out, as a reply comes in there or a "
        "message waits to be sent; run it again when that has ended:"
    )
    _name([entry.title for entry in busy], tell)


def tell_ended() -> None:
    """Say what becomes of what was begun, where ctrl+c was pressed."""
    _tell_wrapped(
        "copilot-tui: It was ended by ctrl+c. The conversations that are copied are whole and stay "
        "there: run the same again, and it goes on."
    )


def tell_what_next(place: Place) -> None:
    """Say what to put into the settings, so that the new place is used."""
    from copilot_tui.paths import shown_path

    setting = place.setting
    file = shown_path(place.paths.config_file)
    own = place.paths.data / place.paths.database.name
    if setting.address is None and place.paths.database == own:
        put_wrapped(
            f"To use them there, take the line with database = out of {file}, if it has one."
        )
    else:
        put_wrapped(f"To use them there, put this line at the top of {file}:")
        put(f"database = {json.dumps(_as_named(place), ensure_ascii=False)}")
    if os.environ.get(DATABASE_VARIABLE):
        put_wrapped(f"{DATABASE_VARIABLE} is set and counts more than the file; unset it.")


def _as_named(place: Place) -> str:
    return place.named if place.setting.address is not None else str(place.paths.database)


def _name(titles: Sequence[str], say: Callable[[str], None]) -> None:
    from copilot_tui.chat.conversation import UNTITLED

    for title in titles[:_MOST_TOLD]:
        say(f"  {one_line(title) or UNTITLED}")
    if len(titles) > _MOST_TOLD:
        say(f"  and {len(titles) - _MOST_TOLD:,} more")


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def put_wrapped(text: str) -> None:
    """Put a sentence, for a terminal broken between its words."""
    put(text if sys.stdout is None else wrapped(text, width_of(sys.stdout)))


def _tell_wrapped(text: str) -> None:
    tell(wrapped(text, width_of(sys.stderr)))
