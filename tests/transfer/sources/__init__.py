"""The sources of other programs, against files that those made."""
