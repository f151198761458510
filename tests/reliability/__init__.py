"""Nothing is lost: programs that are killed, and several of them on one file."""
