"""The store's SQL in PostgreSQL's words."""

from __future__ import annotations

import pytest

from copilot_tui.store.postgres.translation import translated


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("SELECT a WHERE b = ? AND c = ?", "SELECT a WHERE b = %(p1)s AND c = %(p2)s"),
        ("SELECT ?2, ?1, ?2", "SELECT %(p2)s, %(p1)s, %(p2)s"),
        ("SELECT 1 WHERE a LIKE '50%'", "SELECT 1 WHERE a LIKE '50%%'"),
        ("WHERE a.b IS ?", "WHERE (a.b = %(p1)s OR (a.b IS NULL AND %(p1)s IS NULL))"),
        ("WHERE a IS NULL AND b IS NOT NULL", "WHERE a IS NULL AND b IS NOT NULL"),
        ("WHERE a IS NOT b.c", "WHERE a IS DISTINCT FROM b.c"),
        ("ON CONFLICT (digest) DO NOTHING", "ON CONFLICT (person, digest) DO NOTHING"),
        ("ON CONFLICT DO NOTHING", "ON CONFLICT DO NOTHING"),
        ("WHERE instr(text, a) > 0", "WHERE strpos(text, a) > 0"),
        (
            "IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
            "IN (SELECT CAST(value AS BIGINT) FROM"
            " json_array_elements_text(CAST(%(p1)s AS json)) AS listed (value))",
        ),
        (
            "FROM a CROSS JOIN b ON b.id = a.b WHERE a.c",
            "FROM a CROSS JOIN LATERAL (SELECT * FROM b WHERE b.id = a.b OFFSET 0) AS b WHERE a.c",
        ),
        (
            "FROM a\nCROSS JOIN b AS c\n    ON c.id = a.b\nORDER BY d",
            "FROM a\nCROSS JOIN LATERAL (SELECT * FROM b AS c WHERE c.id = a.b OFFSET 0) AS c\n"
            "ORDER BY d",
        ),
        ("FROM a CROSS JOIN b USING (seq)", "FROM a JOIN b USING (seq)"),
        ("CAST(a.role AS BLOB)", "convert_to(a.role, 'UTF8')"),
    ],
)
def test_only_what_differs_is_turned(written: str, known: str) -> None:
    assert translated(written).text.decode() == known


def test_what_may_change_something_is_known_by_its_first_word() -> None:
    assert not translated("\nSELECT 1").writes
    assert not translated("WITH RECURSIVE a AS (SELECT 1) SELECT 1 FROM a").writes
    assert translated("\n  INSERT INTO a VALUES (?)").writes
    assert translated("DELETE FROM a RETURNING b").writes
