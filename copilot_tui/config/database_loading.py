"""The database alone, for commands that open conversations and need no other setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.config.database_setting import (
    DATABASE_FLAG,
    DATABASE_VARIABLE,
    DatabaseSetting,
    chosen_database,
)
from copilot_tui.config.file import text_of
from copilot_tui.config.settings import config_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.paths import Paths


def load_database(
    paths: Paths,
    environ: Mapping[str, str],
    flag: str | None = None,
    option: str = DATABASE_FLAG,
) -> DatabaseSetting:
    """Find out which database this run works with.

    Mistakes in settings of other things do not matter, and none does where flag or environment
    name a database: a list of conversations must not need a theme that exists.

    Args:
        paths: where the file is.
        environ: of the process.
        flag: what the command line says; None where it says nothing.
        option: by which it says so.

    Raises:
        ConfigError: see `load_settings`.
    """
    problems: list[str] = []
    of_file = _of_file(paths, problems)
    is_of_file = bool(problems)
    if flag is not None or environ.get(DATABASE_VARIABLE):
        problems.clear()
        is_of_file = False
    chosen = chosen_database(of_file, environ, flag, problems, option)
    if problems:
        raise config_error(problems, paths, is_of_file=is_of_file)
    return chosen


def _of_file(paths: Paths, problems: list[str]) -> DatabaseSetting:
    try:
        text = text_of(paths.config_file)
        if not text:
            return DatabaseSetting()
        from copilot_tui.config.database_table import read_database_table, refuse_meant
        from copilot_tui.config.file_text import values_of
        from copilot_tui.config.lines import key_lines
        from copilot_tui.config.table import Document, Table

        values = values_of(paths.config_file, text)
    except ValueError as error:
        problems.append(str(error))
        return DatabaseSetting()
    document = Document(paths.config_file, key_lines(text))
    table = Table(document, values)
    refuse_meant(table)
    setting = read_database_table(table)
    problems += document.problems
    return setting
