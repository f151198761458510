"""The SQL of the store, which is SQLite's, as PostgreSQL and psycopg want it.

Only what differs between the two in the statements that both are given is turned:

- parameters: `?` and `?1` become psycopg's named ones;
- `IS`, which in SQLite compares values: an index serves `=` and `IS NULL`, but not
  `IS NOT DISTINCT FROM`;
- the uniqueness that `ON CONFLICT (…)` names, which is one person's own here;
- `CROSS JOIN … ON`, by which SQLite is told to look for each row on the left what belongs to it
  on the right: without statistics PostgreSQL would rather compare all with all;
- ids among those of a list, which under row-level security are looked up in an index only
  where they are known before the table is read;
- functions of other names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_OPERAND = r"(?:[\w.]+|\?\d+)"
_FIRST, _SECOND = rf"(?<![\w.])(?P<first>{_OPERAND})", rf"(?P<second>{_OPERAND})"
_RULES = (
    (rf"{_FIRST} IS NOT (?!NULL\b){_SECOND}", r"\g<first> IS DISTINCT FROM \g<second>"),
    (
        rf"{_FIRST} IS (?!NULL\b|NOT\b|DISTINCT\b){_SECOND}",
        r"(\g<first> = \g<second> OR (\g<first> IS NULL AND \g<second> IS NULL))",
    ),
    (
        r" IN \(SELECT CAST\(value AS (\w+)\) FROM json_each\((\?\d+)\)\)",
        r" = ANY (ARRAY(SELECT CAST(value AS \1) FROM json_array_elements_text(CAST(\2 AS json))"
        r" AS listed (value)))",
    ),
    (r"json_each\((\?\d+)\) AS (\w+)", r"json_array_elements_text(CAST(\1 AS json)) AS \2 (value)"),
    (
        r"json_each\((\?\d+)\)(?! AS)",
        r"json_array_elements_text(CAST(\1 AS json)) AS listed (value)",
    ),
    (r"\bON CONFLICT \(", "ON CONFLICT (person, "),
    (
        r"\bCROSS JOIN (\w+) AS (\w+)\s+ON ([^\n]+?)(?=\s+WHERE\b|\n|$)",
        r"CROSS JOIN LATERAL (SELECT * FROM \1 AS \2 WHERE \3 OFFSET 0) AS \2",
    ),
    (
        r"\bCROSS JOIN (\w+)\s+ON ([^\n]+?)(?=\s+WHERE\b|\n|$)",
        r"CROSS JOIN LATERAL (SELECT * FROM \1 WHERE \2 OFFSET 0) AS \1",
    ),
    (r"\bCROSS JOIN (\w+)(?= USING\b)", r"JOIN \1"),
    (r"\binstr\(", "strpos("),
    (r"\brandomblob\(16\)", "uuid_send(gen_random_uuid())"),
    (r"CAST\(([\w.]+) AS BLOB\)", r"convert_to(\1, 'UTF8')"),
)


class Translation(NamedTuple):
    """A statement in PostgreSQL's words.

    Attributes:
        text: with psycopg's parameters, `p1` and so on.
        writes: whether it may change something.
    """

    text: bytes
    writes: bool


@cache
def translated(statement: str) -> Translation:
    """Turn a statement once; there are as many as the code has."""
    text = _numbered(statement.replace("%", "%%"))
    for pattern, replacement in _RULES:
        text = re.sub(pattern, replacement, text)
    text = re.sub(r"\?(\d+)", r"%(p\1)s", text)
    return Translation(text.encode(), not text.lstrip().startswith(("SELECT", "WITH")))


def _numbered(statement: str) -> str:
    """The statement with a number behind each question mark."""
    parts = re.split(r"\?(?!\d)", statement)
    numbered = (f"?{number}{part}" for number, part in enumerate(parts[1:], 1))
    return "".join((parts[0], *numbered))
