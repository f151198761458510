"""What can be done with a message of the log."""

from __future__ import annotations

from enum import StrEnum


class MessageAction(StrEnum):
    """The names stand in the table of commands, as arguments of the log's action `message`."""

    MENU = "menu"
    COPY = "copy"
    COPY_CODE = "copy_code"
    EDIT = "edit"
    REGENERATE = "regenerate"
    CONTINUE = "continue"
    PREVIOUS_VERSION = "previous_version"
    NEXT_VERSION = "next_version"
    QUOTE = "quote"
    FOLD = "fold"
    OPEN_LINK = "open_link"
    OPEN_PICTURE = "open_picture"
    SAVE_PICTURE = "save_picture"
    FETCH_PICTURES = "fetch_pictures"
    DELETE = "delete"
    DELETE_REST = "delete_rest"
