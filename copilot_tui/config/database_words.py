"""The words that libpq knows in the address of a database, as far as they are checked here.

They are those of PostgreSQL 18 (postgresql.org/docs/18/libpq-connect.html). An older libpq
refuses what it does not know by itself.
"""

from __future__ import annotations

from typing import Final

SCHEMES: Final = ("postgresql", "postgres")

SECRET_WORDS: Final = frozenset(
    ("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
)
"""What must not be shown, and is better not in an address at all."""

CHOICES: Final = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "channel_binding": ("disable", "prefer", "require"),
    "gssencmode": ("disable", "prefer", "require"),
    "target_session_attrs": (
        "any",
        "read-write",
        "read-only",
        "primary",
        "standby",
        "prefer-standby",
    ),
    "load_balance_hosts": ("disable", "random"),
    "sslnegotiation": ("postgres", "direct"),
}
"""The values of those that have a closed set of them."""

PARAMETERS: Final = frozenset(
    (
        *SECRET_WORDS,
        *CHOICES,
        "application_name",
        "client_encoding",
        "connect_timeout",
        "dbname",
        "fallback_application_name",
        "gssdelegation",
        "gsslib",
        "host",
        "hostaddr",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "krbsrvname",
        "max_protocol_version",
        "min_protocol_version",
        "oauth_client_id",
        "oauth_issuer",
        "oauth_scope",
        "options",
        "passfile",
        "port",
        "require_auth",
        "requirepeer",
        "service",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcert",
        "sslcertmode",
        "sslcompression",
        "sslcrl",
        "sslcrldir",
        "sslkey",
        "sslkeylogfile",
        "sslrootcert",
        "sslsni",
        "tcp_user_timeout",
        "user",
    )
)
"""All that may stand behind the "?"; `replication` would be another kind of connection."""
