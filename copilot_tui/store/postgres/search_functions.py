"""The functions of the full-text search in PostgreSQL; see `search_schema.py`.

A person's messages stand in buckets of about a thousand, numbered from the oldest on. A key
says in which bucket a message is, and others in which wider ranges of buckets: a search goes
from the newest bucket back, in ranges that grow, until it has enough.
"""

from __future__ import annotations

from copilot_tui.store.postgres.version_1 import SCHEMA
from copilot_tui.store.search import SCORED_CHARACTERS

BUCKET = 1024
"""Messages of a person that stand together, about; the newest are looked at first."""

_WIDER = 2
"""Bits by which each wider range of buckets is wider."""

_WIDEST = 3
"""How many times; then a range has 65,536 messages, which bounds what one look takes."""

_HOME, _RANGE = 1, 2
"""What is added to the secret number for what is no word: a conversation, a range of buckets."""

_AS_OWNER = f"SECURITY DEFINER SET search_path = {SCHEMA}, pg_temp"

# `hashint8extended` is what hash partitions are told apart by, so it stays what it is.
_MIX = """
CREATE FUNCTION search_mixed(key bigint, secret bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(key, secret) % 2147483648)::integer $$
"""

_SECRET = f"""
CREATE FUNCTION search_secret() RETURNS bigint LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
    mine bigint;
BEGIN
    SELECT secret INTO mine FROM search_people WHERE person = me;
    IF NOT FOUND THEN
        INSERT INTO search_people (person, secret) VALUES (
            me,
            ('x' || right(replace(gen_random_uuid()::text, '-', ''), 8)
                || left(gen_random_uuid()::text, 8))::bit(64)::bigint
        ) ON CONFLICT DO NOTHING;
        SELECT secret INTO mine FROM search_people WHERE person = me;
    END IF;
    RETURN mine;
END $$
"""

# A new bucket begins behind all that is indexed, so that buckets never overlap.
_BEGIN_BUCKET = f"""
CREATE FUNCTION search_begin_bucket(wanted bigint) RETURNS void
LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
BEGIN
    INSERT INTO search_buckets (person, number, first)
    SELECT me, coalesce(max(number) + 1, 0),
        CASE WHEN max(number) IS NULL THEN 0 ELSE wanted END
    FROM search_buckets WHERE person = me
    HAVING max(first) IS NULL OR wanted > max(first) AND NOT EXISTS (
        SELECT FROM search_documents WHERE person = me AND message >= wanted
    )
    ON CONFLICT DO NOTHING;
END $$
"""

_BUCKET_OF = f"""
CREATE FUNCTION search_bucket_of(wanted bigint) RETURNS integer LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
    newest record;
    answer integer;
BEGIN
    SELECT number, first INTO newest FROM search_buckets
    WHERE person = me ORDER BY number DESC LIMIT 1;
    IF newest IS NULL OR wanted >= newest.first AND (
        SELECT count(*) FROM (
            SELECT FROM search_documents
            WHERE person = me AND message >= newest.first LIMIT {BUCKET}
        ) AS documents
    ) = {BUCKET} THEN
        PERFORM search_begin_bucket(wanted);
    END IF;
    SELECT number INTO answer FROM search_buckets
    WHERE person = me AND first <= wanted ORDER BY first DESC LIMIT 1;
    RETURN answer;
END $$
"""

_ADD = f"""
CREATE FUNCTION search_add(wanted bigint, plain integer[]) RETURNS void
LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
    secret bigint := search_secret();
    bucket integer := search_bucket_of(wanted);
    home bigint;
BEGIN
    SELECT conversation INTO home FROM messages
    WHERE id = wanted AND person = me;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO search_documents (person, message, keys)
    SELECT me, wanted, array_agg(key) FROM (
        SELECT search_mixed(key, secret) FROM unnest(plain) AS given (key)
        UNION ALL SELECT search_mixed(home, secret + {_HOME})
        UNION ALL SELECT search_mixed(bucket >> {_WIDER} * level, secret + {_RANGE} + level)
        FROM generate_series(0, {_WIDEST}) AS levels (level)
    ) AS mixed (key)
    ON CONFLICT (person, message) DO UPDATE SET keys = excluded.keys;
END $$
"""

_REMOVE = f"""
CREATE FUNCTION search_remove(wanted bigint) RETURNS void
LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
BEGIN
    DELETE FROM search_documents WHERE person = me AND message = wanted;
END $$
"""

_HAS = f"""
CREATE FUNCTION search_has(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
BEGIN
    RETURN EXISTS (SELECT FROM search_documents WHERE person = me AND message = wanted);
END $$
"""

_LATER = f"""
CREATE FUNCTION search_later(earliest bigint, latest bigint) RETURNS void
LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
BEGIN
    INSERT INTO search_pending (first, last) VALUES (earliest, latest);
    PERFORM search_begin_bucket(id) FROM (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM messages
        WHERE person = me AND id BETWEEN earliest AND latest
    ) AS numbered WHERE place % {BUCKET} = 1 ORDER BY id;
END $$
"""

# Comparisons IS TRUE are none that another index could serve: only that of the keys may be
# read, newest ranges first, and of what it gives only as many rows as are wanted.
_NEWEST_IN = f"""
CREATE FUNCTION search_newest_in(
    wanted integer[], most integer, below bigint, home bigint
)
RETURNS TABLE (id bigint, beginning text)
LANGUAGE plpgsql STABLE ROWS 500 {_AS_OWNER}
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    me text := session_user;
BEGIN
    RETURN QUERY
    WITH matching AS MATERIALIZED (
        SELECT message FROM search_documents AS documents
        WHERE documents.keys @> wanted
            AND (documents.person = me) IS TRUE
            AND (documents.message < below) IS TRUE
    )
    SELECT messages.id, substr(messages.content, 1, {SCORED_CHARACTERS})
    FROM (SELECT message FROM matching ORDER BY message DESC) AS newest
    JOIN messages ON messages.person = me AND messages.id = newest.message
    JOIN conversations
        ON conversations.person = me AND conversations.id = messages.conversation
    WHERE messages.deleted_at IS NULL AND conversations.deleted_at IS NULL
        AND (home IS NULL OR messages.conversation = home)
    ORDER BY newest.message DESC LIMIT most;
END $$
"""

_FIND = f"""
CREATE FUNCTION search_find(plain integer[], most integer, below bigint, home bigint)
RETURNS TABLE (id bigint, beginning text)
LANGUAGE plpgsql STABLE ROWS 500 {_AS_OWNER} AS $$
DECLARE
    me text := session_user;
    secret bigint;
    wanted integer[];
    bucket integer;
    level integer := 0;
    count integer;
BEGIN
    SELECT people.secret INTO secret FROM search_people AS people
    WHERE person = me;
    SELECT array_agg(search_mixed(key, secret)) INTO wanted FROM unnest(plain) AS given (key);
    IF secret IS NULL OR wanted IS NULL THEN
        RETURN;
    ELSIF home IS NOT NULL THEN
        RETURN QUERY
        SELECT * FROM search_newest_in(
            wanted || search_mixed(home, secret + {_HOME}), most, below, home
        );
        RETURN;
    END IF;
    SELECT number INTO bucket FROM search_buckets
    WHERE person = me AND first < below ORDER BY first DESC LIMIT 1;
    WHILE bucket >= 0 AND most > 0 LOOP
        RETURN QUERY SELECT * FROM search_newest_in(
            wanted || search_mixed(bucket >> {_WIDER} * level, secret + {_RANGE} + level),
            most, below, NULL
        );
        GET DIAGNOSTICS count = ROW_COUNT;
        most := most - count;
        bucket := ((bucket >> {_WIDER} * level) << {_WIDER} * level) - 1;
        IF level < {_WIDEST} AND (bucket + 1) % (1 << {_WIDER} * (level + 1)) = 0 THEN
            level := level + 1;
        END IF;
    END LOOP;
END $$
"""

SEARCH_FUNCTIONS = (
    *(_MIX, _SECRET, _BEGIN_BUCKET, _BUCKET_OF),
    *(_ADD, _REMOVE, _HAS, _LATER, _NEWEST_IN, _FIND),
)
"""For everybody but those of `INNER_FUNCTIONS`."""

INNER_FUNCTIONS = (
    "search_secret()",
    "search_begin_bucket(bigint)",
    "search_bucket_of(bigint)",
    "search_newest_in(integer[], integer, bigint, bigint)",
)
"""What only the others call."""
