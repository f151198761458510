"""The store on a PostgreSQL server; only here psycopg is known."""
