"""What libpq and servers say that let nobody in, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TRY_LATER: Final = "Try again; if it goes on, ask who runs it."


@dataclass(frozen=True, slots=True)
class KnownRefusal:
    """What happened, with the names that `refusal` gives in it, and what to do.

    Attributes:
        words: of libpq or the server, a regular expression, by which it is known.
        what: one sentence.
        todo: one sentence.
        passes: whether the server cannot be reached just now, and may be later.
        needs_detail: whether the words themselves say more.
    """

    words: str
    what: str
    todo: str
    passes: bool = False
    needs_detail: bool = False


KNOWN: Final = (
    KnownRefusal(
        r"password authentication failed|authentication failed.*(?:PAM|LDAP|RADIUS)",
        "The database at {place} refuses the password, or does not know its user.",
        "Correct the password or the user's name in the address.",
    ),
    KnownRefusal(
        r"(?:Peer|Ident) authentication failed",
        "The database at {place} lets in only users of the same name as on its machine.",
        "Name the host and a password, or leave the user out of the address.",
    ),
    KnownRefusal(
        r'database ".*" does not exist',
        'There is no database "{database}" at {place}.',
        "Make it there (createdb {database}), or correct the address.",
    ),
    KnownRefusal(
        r'role ".*" does not exist',
        'The server at {place} does not know the user "{user}"{unnamed}.',
        "Make it there (createuser), or {user_correction}.",
    ),
    KnownRefusal(
        r'role ".*" is not permitted to log in|permission denied for database',
        "The user may not connect to {place}.",
        "Ask its owner for it: GRANT CONNECT ON DATABASE, and a role with LOGIN.",
    ),
    # Its rules may refuse only who comes without encryption; libpq has tried both if it may.
    KnownRefusal(
        r"\A(?!.*SSL (?:encryption|on)).*pg_hba\.conf rejects.*(?:no encryption|SSL off)",
        'The rules of the server at {place} (pg_hba.conf) refuse the user "{user}" from here.',
        "Ask its owner to change them; if they are for those without encryption only, "
        "sslmode=require in the address does.",
    ),
    KnownRefusal(
        r"pg_hba\.conf rejects",
        'The rules of the server at {place} (pg_hba.conf) refuse the user "{user}" from here.',
        "Ask its owner to change them, or use another user.",
    ),
    KnownRefusal(
        r"\A(?!.*SSL (?:encryption|on)).*pg_hba\.conf.*(?:no encryption|SSL off)",
        "The database at {place} lets nobody in from here without encryption.",
        "Add sslmode=require to the address, or ask its owner for a line in pg_hba.conf.",
    ),
    KnownRefusal(
        r"pg_hba\.conf",
        "The database at {place} lets nobody in from here by that name.",
        "Ask its owner for a line in pg_hba.conf.",
    ),
    KnownRefusal(
        r"too many connections for role",
        'The database at {place} has no connection left for the user "{user}".',
        "Close other programs of this user, or have its own limit raised "
        "(ALTER ROLE, CONNECTION LIMIT).",
        passes=True,
    ),
    KnownRefusal(
        r"too many connections for database",
        "The database at {place} has no connection left: it has a limit of its own.",
        "Close other programs that use it, or have its limit raised "
        "(ALTER DATABASE, CONNECTION LIMIT).",
        passes=True,
    ),
    KnownRefusal(
        r"too many clients|too many connections|remaining connection slots",
        "The database at {place} has no connection left.",
        "Close other programs that use it, or have its max_connections raised.",
        passes=True,
    ),
    KnownRefusal(
        r"system is (?:starting up|shutting down|in recovery mode)|not (?:yet )?accepting connect"
        r"|terminating connection",
        "The database at {place} is just being started or stopped.",
        TRY_LATER,
        passes=True,
    ),
    KnownRefusal(
        r"server does not support SSL",
        "The database at {place} takes no encrypted connections, and the address asks for one.",
        "Have TLS turned on there (ssl = on), or go through an SSH tunnel.",
    ),
    KnownRefusal(
        r"certificate verify failed|self.signed certificate",
        "The certificate of {place} is signed by nobody who is trusted here.",
        "Name the file of who signed it: sslrootcert=PATH, or sslrootcert=system.",
    ),
    KnownRefusal(
        r"does not match host name",
        "The certificate of {place} is that of another host.",
        "Name the host as its certificate does; if it does already, somebody may be in between.",
        needs_detail=True,
    ),
    KnownRefusal(
        r"root certificate file|could not (?:read|load) .*certificate|private key file",
        "A certificate or key that the address of {place} needs cannot be used.",
        "Correct sslrootcert, sslcert or sslkey in the address.",
        needs_detail=True,
    ),
    KnownRefusal(
        r"failed to resolve host|could not translate host name",
        "The host of {place} cannot be found.",
        "Check the network, or correct the address.",
        passes=True,
    ),
    KnownRefusal(
        r"Connection refused|No such file or directory.*socket|socket.*No such file or directory",
        "Nothing answers at {place}.",
        "Start the server, or {correction}.",
        passes=True,
    ),
    KnownRefusal(
        r"timeout expired|timed out",
        "The database at {place} did not answer in time.",
        "Check the network and any firewall in between, or correct the address.",
        passes=True,
    ),
    KnownRefusal(
        r"session is not read-only|server is not in hot standby",
        "The address of {place} asks for a server that only follows another one or only reads "
        "({attributes}), and this program has to write.",
        "Take target_session_attrs out of the address (or PGTARGETSESSIONATTRS out of the "
        "environment), or make it read-write.",
    ),
    KnownRefusal(
        r"session is read-only|server is in hot standby",
        "None of the servers at {place} can be written to.",
        "Name the one that can (the primary), or wait until it is back.",
        passes=True,
    ),
    KnownRefusal(
        r"invalid response to SSL|expected authentication request|unsupported frontend protocol"
        r"|protocol error|invalid authentication request",
        "What answers at {place} is not PostgreSQL.",
        "Correct the host or the port in the address; the usual port is 5432.",
    ),
    KnownRefusal(
        r"closed the connection unexpectedly|Connection reset|could not (?:receive|send) data"
        r"|unreachable|No route to host|the connection is (?:closed|lost)|EOF detected|consuming",
        "The connection to {place} broke off.",
        TRY_LATER,
        passes=True,
    ),
    KnownRefusal(
        r'definition of service ".*" not found|service file ".*" not found',
        "The service that the address {place} needs cannot be found.",
        "Correct its name, or add it to ~/.pg_service.conf or the file that PGSERVICEFILE names.",
        needs_detail=True,
    ),
    KnownRefusal(
        r"in service file",
        "The file of services that the address {place} needs has a mistake in it.",
        "Correct it: a service is a line [NAME] and, below it, lines such as host=NAME.",
        needs_detail=True,
    ),
    KnownRefusal(
        r"FATAL: +(?:unrecognized configuration parameter|invalid value for parameter"
        r"|permission denied to set parameter|parameter .* (?:cannot|requires)"
        r"|invalid command-line argument)",
        "The server at {place} refuses a setting that it is asked for.",
        "Correct it in the options of the address, or in PGOPTIONS.",
        needs_detail=True,
    ),
    KnownRefusal(
        r"invalid connection option|connection is bad: .*invalid"
        r"|unrecognized configuration parameter|invalid value for parameter|bad value for",
        "The address of {place} has something in it that the libpq installed here refuses.",
        "Correct it, or update psycopg.",
        needs_detail=True,
    ),
)
